"""Cohen's kappa of pairs of sources, from what both said of the same items."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assay.kernels.sources.reliability import Reliability, ratio_interval
from assay.types import Floats, Ints

#: Pairs of answers that are held at once.
HELD = 1 << 22


@dataclass(frozen=True, eq=False)
class Pairs:
    """The P pairs of sources that share most items.

    Parameters
    ----------
    first, second
        (P,) sources, first < second.
    shared
        (P,) items both spoke of.
    """

    first: Ints
    second: Ints
    shared: Ints


@dataclass(frozen=True, eq=False)
class Kappas:
    """Kappa of every pair, and of all together.

    Parameters
    ----------
    value, low, high
        (P,) kappa and its interval; NaN where nothing could disagree.
    together
        Disagreement of all pairs over what is expected of all.
    """

    value: Floats
    low: Floats
    high: Floats
    together: Reliability


def meetings(item: Ints, *columns: Ints) -> Iterator[tuple[Ints, list[tuple[Ints, Ints]]]]:
    """Yield the items, and for each column the two values, of all pairs of claims about an item.

    Claims must be sorted by item, and within by source.
    """
    item = np.asarray(item)
    ends = np.searchsorted(item, item, side="right")
    later = ends - np.arange(len(item)) - 1
    total = np.concatenate([[0], np.cumsum(later)])
    start = 0
    while start < len(item):
        stop = max(start + 1, int(np.searchsorted(total, total[start] + HELD, side="right")) - 1)
        times = later[start:stop]
        left = np.repeat(np.arange(start, stop), times)
        offset = np.arange(len(left)) - np.repeat(total[start:stop] - total[start], times)
        right = left + 1 + offset
        yield item[left], [(column[left], column[right]) for column in columns]
        start = stop


@dataclass(frozen=True, eq=False)
class Answers:
    """What sources said, sorted by item and source, one answer each.

    Parameters
    ----------
    item, source, code
        (E,) who said what of which item.
    n_sources
        S.
    """

    item: Ints
    source: Ints
    code: Ints
    n_sources: int

    @classmethod
    def of(cls, item: Ints, source: Ints, code: Ints, n_sources: int) -> "Answers":
        """Sort answers; of several by one source about one item the lowest code is kept."""
        order = np.lexsort((code, source, item))
        item, source, code = item[order], source[order], code[order]
        new = np.ones(len(item), bool)
        new[1:] = (item[1:] != item[:-1]) | (source[1:] != source[:-1])
        return cls(item[new], source[new].astype(np.int64), code[new], n_sources)

    def pairs(self, least: int, most: int) -> Pairs:
        """Return the pairs that share at least so many items, those that share most first."""
        keys, counts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for _, ((one, two),) in meetings(self.item, self.source):
            key, many = np.unique(one * self.n_sources + two, return_counts=True)
            keys.append(key)
            counts.append(many)
        key, back = np.unique(np.concatenate(keys), return_inverse=True)
        shared = np.bincount(back, np.concatenate(counts), len(key)).astype(np.int64)
        order = np.argsort(-shared, kind="stable")[:most]
        order = order[shared[order] >= least]
        return Pairs(key[order] // self.n_sources, key[order] % self.n_sources, shared[order])

    def records(self, pairs: Pairs) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
        """Yield item, pair, and what the first and the second of it said."""
        wanted = pairs.first * self.n_sources + pairs.second
        order = np.argsort(wanted, kind="stable")
        known = wanted[order]
        for item, ((one, two), (a, b)) in meetings(self.item, self.source, self.code):
            key = one * self.n_sources + two
            at = np.minimum(np.searchsorted(known, key), len(known) - 1)
            there = known[at] == key
            yield item[there], order[at[there]], a[there], b[there]


def kappas(found: Answers, pairs: Pairs, distance: Floats, level: float = 0.95) -> Kappas:
    """Return kappa of the pairs, with (K, K) how far answers are apart.

    Each answer's sway on what is seen and on what is expected gives the errors, of one pair as
    Fleiss, Cohen and Everitt have it, and of all together by item.
    """
    p, k = len(pairs.first), len(distance)
    if not p:
        none = np.empty(0)
        return Kappas(none, none, none, Reliability(np.nan, np.nan, np.nan, 0))
    first, second, seen = np.zeros(p * k), np.zeros(p * k), np.zeros(p)
    for _, pair, a, b in found.records(pairs):
        first += np.bincount(pair * k + a, minlength=p * k)
        second += np.bincount(pair * k + b, minlength=p * k)
        seen += np.bincount(pair, distance[a, b], p)
    n = pairs.shared.astype(np.float64)
    to_first, to_second = ((m.reshape(p, k) / n[:, None]) @ distance for m in (first, second))
    expected = np.einsum("pk,pk->p", to_first, second.reshape(p, k)) / n
    can = expected > 1e-12
    ratio = np.divide(seen / n, expected, out=np.full(p, np.nan), where=can)
    every = seen.sum() / (expected @ n) if can.any() else np.nan
    square, by_item = np.zeros(p), np.zeros(int(found.item.max(initial=-1)) + 1)
    for item, pair, a, b in found.records(pairs):
        sway = to_second[pair, a] + to_first[pair, b]
        apart = distance[a, b]
        own = apart - (seen / n)[pair] - np.nan_to_num(ratio)[pair] * (sway - 2 * expected[pair])
        square += np.bincount(pair, own**2, p)
        by_item += np.bincount(item, apart - every * (sway - expected[pair]), len(by_item))
    error = np.sqrt(square) / np.where(can, n * expected, 1)
    ends = [
        ratio_interval(r, e, int(m), level) if np.isfinite(r) else (np.nan, np.nan)
        for r, e, m in zip(ratio, error, n, strict=True)
    ]
    low, high = np.array(ends).T
    return Kappas(1 - ratio, low, high, _together(every, by_item, expected @ n, found, level))


def _together(
    every: float, by_item: Floats, expected: float, found: Answers, level: float
) -> Reliability:
    items = int(np.count_nonzero(np.bincount(found.item) > 1))
    if not np.isfinite(every) or items < 2:
        return Reliability(np.nan, np.nan, np.nan, items)
    error = float(np.sqrt((by_item**2).sum() * items / (items - 1))) / expected
    return Reliability(1 - every, *ratio_interval(every, error, items, level), items)
