"""How often each pair of sources agrees, and the accuracies that explain it."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.infer.hard_votes import HardVotes
from assay.types import Bools, Floats, Ints

#: Pairs that share this many items say enough of each other by themselves.
ENOUGH = 15.0


@dataclass(frozen=True, eq=False)
class Pairs:
    """The P ordered pairs of S sources that share items, by first source.

    Parameters
    ----------
    s
        How many sources.
    first, second
        (P,) the two sources; both orders of a pair are there.
    common
        (P,) how many items both have voted on.
    covariance
        (P,) their rate of agreement, 0 for that of guessers and 1 for always.
    """

    s: int
    first: Ints
    second: Ints
    common: Floats
    covariance: Floats

    @property
    def degree(self) -> Ints:
        """(S,) with how many others each source shares items."""
        return np.bincount(self.first, minlength=self.s)


def pairs(votes: HardVotes, heard: Bools) -> Pairs:
    """Return the pairs of the sources `heard` (S,) that share items."""
    mine = heard[votes.source]
    source, item, cell = votes.source[mine], votes.item[mine], votes.cell[mine]
    one = np.ones(len(source))
    about = csr_array((one, (source, item)), shape=(votes.s, votes.n))
    saying = csr_array((one, (source, cell)), shape=(votes.s, votes.n * votes.k))
    common = (about @ about.T).tocoo()
    agreed = csr_array(saying @ saying.T)
    first, second = common.coords
    apart = first != second
    first, second, shared = first[apart], second[apart], common.data[apart]
    order = np.lexsort((second, first))
    first, second, shared = first[order], second[order], shared[order]
    rate = np.asarray(_entries(agreed, first, second)) / np.maximum(shared, 1e-12)
    k = max(votes.k, 2)
    return Pairs(votes.s, first, second, shared, (k * rate - 1) / (k - 1))


def _entries(matrix: csr_array, row: Ints, column: Ints) -> Floats:
    """Return the entries at places sorted by row and column."""
    coo = matrix.tocoo()
    width = np.int64(matrix.shape[1])
    there = coo.coords[0] * width + coo.coords[1]
    order = np.argsort(there, kind="stable")
    there, wanted = there[order], row * width + column
    place = np.searchsorted(there, wanted)
    place = np.minimum(place, max(len(there) - 1, 0))
    if not len(there):
        return np.zeros(len(wanted))
    return np.where(there[place] == wanted, coo.data[order][place], 0.0)


def robust_sizes(pairs: Pairs, side: Floats, least: float, tolerance: float, rounds: int) -> Floats:
    """Return (S,) sizes whose products, signed by `side`, explain the covariances.

    A source's size is the mean of what each other source makes of it, covariance / size of the
    other, without the highest and the lowest F. F is the most that leaves two or three in the
    middle, so that nearly half of a source's neighbours may be adversaries. The new size is the
    geometric mean with the old: the scale of each connected group then comes right by itself.
    Pairs that share few items are put together, by what they share and how good the other seems,
    until they share `ENOUGH`: one item in common says nothing alone. NaN without pairs.
    """
    strength = pairs.covariance * side[pairs.first] * side[pairs.second]
    usual = np.sqrt(max(_mean(strength, pairs.common), 0.0))
    size = np.full(pairs.s, max(float(usual), least))
    some = pairs.degree > 0
    if not some.any():
        return np.full(pairs.s, np.nan)
    row = np.arange(pairs.s)
    size = np.maximum(_pooled(pairs, strength, size, pairs.first, row), least)
    lot, of_lot = lots(pairs, size)
    count = np.bincount(of_lot, minlength=pairs.s)
    start = np.cumsum(count) - count
    cut = np.maximum(count // 2 - 1, 0)
    low, high = start + cut, start + count - cut
    for _ in range(rounds):
        ratio = _pooled(pairs, strength, size, lot, of_lot)
        ratio = sort_runs(of_lot, np.maximum(ratio, 0))
        # Sums of a few in the middle; differences of running sums over all would lose digits.
        middle = np.zeros(pairs.s)
        for step in range(int((high - low).max())):
            place = low + step
            inside = place < high
            middle[inside] += ratio[place[inside]]
        found = np.where(some, middle / np.maximum(high - low, 1), size)
        found = np.sqrt(np.maximum(found, least) * size)
        moved = float(np.abs(found - size).max())
        size = found
        if moved < tolerance:
            break
    return np.where(some, size, np.nan)


def _mean(value: Floats, weight: Floats) -> float:
    return float(value @ weight) / max(float(weight.sum()), 1e-300)


def _pooled(pairs: Pairs, strength: Floats, size: Floats, lot: Ints, of_lot: Ints) -> Floats:
    """Return (L,) what the pairs of each lot together make of the source."""
    other = size[pairs.second]
    known = np.bincount(lot, pairs.common * other * other, minlength=len(of_lot))
    found = np.bincount(lot, pairs.common * other * strength, minlength=len(of_lot))
    return np.asarray(found / np.maximum(known, 1e-300))


def lots(pairs: Pairs, size: Floats) -> tuple[Ints, Ints]:
    """Return (P,) which lot each pair is in, and (L,) whose each lot is, in order.

    Within a source, pairs that share most come first, alone if they share `ENOUGH`.
    """
    order = np.lexsort((pairs.second, -size[pairs.second], -pairs.common, pairs.first))
    first, common = pairs.first[order], pairs.common[order]
    before = np.cumsum(common) - common
    starts = np.concatenate([[0], np.flatnonzero(np.diff(first)) + 1])
    length = np.diff(np.concatenate([starts, [len(first)]]))
    before -= np.repeat(before[starts], length)
    key = first * (2.0 * common.sum() + 1) + before // ENOUGH
    new = np.concatenate([[False], np.diff(key) > 0])
    number = np.cumsum(new)
    lot = np.empty(len(order), np.int64)
    lot[order] = number
    return lot, first[np.concatenate([[0], np.flatnonzero(new)])]


def sort_runs(run: Ints, value: Floats) -> Floats:
    """Return values, at least 0, sorted within each run; runs are in order.

    One flat sort of run + value / (1 + value), which is far faster than by two keys. With 20,000
    runs 11 digits are kept.
    """
    share = value / (1 + value)
    key = np.sort(run + np.minimum(share, 1 - 1e-9))
    share = np.clip(key - run, 0, 1 - 1e-9)
    return np.asarray(share / (1 - share))


def signs(pairs: Pairs) -> Floats:
    """Return (S,) -1 or 1, so that sources of one sign mostly agree; most are 1 in each group.

    By the leading eigenvector of the covariances, weighted by the items a pair shares over the
    root of those that each shares with all.
    """
    from scipy.sparse.csgraph import connected_components

    side = np.ones(pairs.s)
    if not len(pairs.first):
        return side
    shared = np.bincount(pairs.first, pairs.common, minlength=pairs.s)
    root = np.sqrt(np.maximum(shared, 1))
    weight = pairs.covariance * pairs.common / root[pairs.first] / root[pairs.second]
    matrix = csr_array((weight, (pairs.first, pairs.second)), shape=(pairs.s, pairs.s))
    side = np.where(_leading(matrix) < 0, -1.0, 1.0)
    links = csr_array((pairs.common, (pairs.first, pairs.second)), shape=matrix.shape)
    _, group = connected_components(links, directed=False)
    votes = np.bincount(group, side * shared)
    return np.asarray(side * np.where(votes < 0, -1.0, 1.0)[group])


def _leading(matrix: csr_array, rounds: int = 1000) -> Floats:
    """Return the eigenvector of the greatest eigenvalue, by the power method from all ones."""
    vector = np.ones(matrix.shape[0])
    for _ in range(rounds):
        # No eigenvalue is below -1: with 1 added the greatest is the one of greatest size.
        found = matrix @ vector + vector
        found /= max(float(np.sqrt(found @ found)), 1e-300)
        if np.abs(found - vector).max() < 1e-10:
            break
        vector = found
    return np.asarray(vector)
