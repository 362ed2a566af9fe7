"""The items of each class, a few classes at a time, in memory that stays small."""

from collections.abc import Iterator

import numpy as np

from assay.types import Ints

#: Items whose labels are looked at together.
STEP = 1 << 16


def small_ints(stop: int) -> np.dtype[np.signedinteger]:
    """Return the smallest integer type that holds -1..stop-1."""
    return np.dtype(next(t for t in (np.int8, np.int16, np.int32) if stop - 1 <= np.iinfo(t).max))


def select(labels: Ints, first: int, last: int, unless: Ints | None = None) -> Ints:
    """Return the items with first <= label < last in order, leaving out where label = `unless`."""
    found = []
    for start in range(0, len(labels), STEP):
        given = labels[start : start + STEP]
        fits = given == first if last == first + 1 else (given >= first) & (given < last)
        if unless is not None:
            fits &= given != unless[start : start + STEP]
        found.append((np.flatnonzero(fits) + start).astype(np.int32))
    return np.concatenate(found) if found else np.empty(0, np.int32)


def class_blocks(counts: Ints, block: int) -> Iterator[tuple[int, int]]:
    """Yield runs of classes [first, last) that hold about `block` items, at least one class."""
    first, total = 0, 0
    for which, count in enumerate(counts.tolist()):
        if total and total + count > block:
            yield first, which
            first, total = which, 0
        total += count
    yield first, len(counts)


def by_class(labels: Ints, counts: Ints, first: int, last: int) -> Iterator[tuple[int, Ints]]:
    """Yield each of the classes [first, last) that has items, with its items in order."""
    rows = select(labels, first, last)
    if last - first > 1:
        rows = rows[np.argsort(labels[rows].astype(small_ints(last)), kind="stable")]
    stops = np.cumsum(counts[first:last])
    for which, stop in enumerate(stops.tolist(), start=first):
        if counts[which]:
            yield which, rows[stop - counts[which] : stop]
