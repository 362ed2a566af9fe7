"""Spans of tokens whose classes are written B-x, I-x and O (BIO), many sentences at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.types import Array, Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Scheme:
    """What the classes of tokens mean.

    Parameters
    ----------
    kind
        (K,) number of the kind of span, -1 for outside.
    begins
        (K,) the class begins a span.
    begin
        (K,) the class that begins a span of the same kind; itself where there is none.
    """

    kind: Ints
    begins: Bools
    begin: Ints

    @classmethod
    def of(cls, classes: Sequence[str]) -> "Scheme":
        """Read class names: O, B-person, I-person, ...; "" for a scheme without spans.

        >>> Scheme.of(["O", "B-a", "I-a"]).kind.tolist()
        [-1, 0, 0]
        """
        kinds: dict[str, int] = {}
        kind = np.full(len(classes), -1)
        begins = np.zeros(len(classes), bool)
        for k, name in enumerate(classes):
            place, joint, rest = str(name).partition("-")
            if joint and place in ("B", "I"):
                kind[k] = kinds.setdefault(rest, len(kinds))
                begins[k] = place == "B"
        if not kinds:
            rule = "the classes of tokens must be O, B-... and I-..."
            raise DataError("spans", rule, got=", ".join(map(str, classes))[:80])
        first = {int(kind[k]): k for k in np.flatnonzero(begins)[::-1].tolist()}
        begin = np.array([first.get(int(x), k) for k, x in enumerate(kind)], np.int64)
        return cls(kind, begins, begin)


def starts_of(groups: Array) -> Bools:
    """Return (n,) where another sentence begins; tokens of one sentence follow each other."""
    names = np.asarray(groups)
    first = np.ones(len(names), bool)
    first[1:] = names[1:] != names[:-1]
    return first


def dangling(labels: Ints, first: Bools, scheme: Scheme) -> Bools:
    """Return (n,) the tokens that go on with a span that nothing began (I-x after O or another)."""
    kind = np.where(labels >= 0, scheme.kind[labels], -1)
    inside = (kind >= 0) & ~scheme.begins[labels]
    before = np.full(len(labels), -1)
    before[1:] = kind[:-1]
    return np.asarray(inside & (first | (before != kind)))


def mended(labels: Ints, first: Bools, scheme: Scheme) -> Ints:
    """Return the labels with spans begun where nothing began them."""
    loose = dangling(labels, first, scheme)
    return np.where(loose, scheme.begin[labels], labels)


def spans(labels: Ints, first: Bools, scheme: Scheme) -> tuple[Ints, Ints, Ints]:
    """Return first token, token after the last, and kind of every span, in order.

    A span that nothing began begins by itself.

    >>> scheme = Scheme.of(["O", "B-a", "I-a"])
    >>> spans(np.array([1, 2, 0, 2, 1]), np.array([True, False, False, False, False]), scheme)
    (array([0, 3, 4]), array([2, 4, 5]), array([0, 0, 0]))
    """
    kind = np.where(labels >= 0, scheme.kind[labels], -1)
    begin = (kind >= 0) & (scheme.begins[labels] | dangling(labels, first, scheme))
    start = np.flatnonzero(begin)
    # A span ends where the next token is outside, begins another or is of another sentence.
    goes_on = np.zeros(len(labels) + 1, bool)
    goes_on[: len(labels)] = (kind >= 0) & ~begin
    breaks = np.flatnonzero(~goes_on)
    stop = breaks[np.searchsorted(breaks, start, side="right")]
    return start, stop, kind[start]


def number_of_span(start: Ints, stop: Ints, n: int) -> Ints:
    """Return (n,) the span each token is in, -1 for none."""
    mark = np.zeros(n + 1, np.int64)
    np.add.at(mark, start, 1)
    np.add.at(mark, stop, -1)
    inside = np.cumsum(mark)[:n] > 0
    return np.where(inside, np.searchsorted(start, np.arange(n), side="right") - 1, -1)


def same_spans(one: tuple[Ints, Ints, Ints], other: tuple[Ints, Ints, Ints]) -> Bools:
    """Return which spans of `one` are in `other` too, with both ends and kind."""
    keys = [
        np.stack(side, axis=1).astype(np.int64).copy().view([("", np.int64)] * 3).ravel()
        if len(side[0])
        else np.empty(0, [("", np.int64)] * 3)
        for side in (one, other)
    ]
    return np.isin(keys[0], keys[1])


def decoded(log: Floats, first: Bools, scheme: Scheme) -> Ints:
    """Return (n,) the likeliest classes of all sentences in which no span goes on unbegun.

    Viterbi's algorithm, place by place in all sentences at once: for place t the tokens that are
    t-th of their sentence. Log-probabilities `log` are (n, K).
    """
    n, k = log.shape
    if not n:
        return np.empty(0, np.int64)
    begin = np.flatnonzero(first)
    place = np.arange(n) - np.repeat(begin, np.diff(np.append(begin, n)))
    may = _allowed(scheme)
    best, back = np.array(log, np.float64), np.zeros((n, k), np.int64)
    opening = np.where((scheme.kind >= 0) & ~scheme.begins, -np.inf, 0.0)
    best[begin] += opening if np.isfinite(opening).any() else 0.0
    order = np.argsort(place, kind="stable")
    ends = np.searchsorted(place[order], np.arange(place.max() + 2))
    for t in range(1, int(place.max()) + 1):
        rows = order[ends[t] : ends[t + 1]]
        through = best[rows - 1][:, :, None] + may
        back[rows] = through.argmax(axis=1)
        best[rows] += through.max(axis=1)
    found = np.empty(n, np.int64)
    last = np.append(begin[1:], n) - 1
    found[last] = best[last].argmax(axis=1)
    for t in range(int(place.max()), 0, -1):
        rows = order[ends[t] : ends[t + 1]]
        found[rows - 1] = back[rows, found[rows]]
    return found


def _allowed(scheme: Scheme) -> Floats:
    """Return (K, K) 0 where class j may follow class i, minus infinity where not."""
    inside = (scheme.kind >= 0) & ~scheme.begins
    alike = scheme.kind[:, None] == scheme.kind[None, :]
    return np.where(inside[None, :] & ~alike, -np.inf, 0.0)
