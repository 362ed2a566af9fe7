"""What is read off the epochs: which other class came first, when an item was learnt."""

from collections.abc import Iterator

import numpy as np

from assay.types import Array, Bools, Floats, Ints

#: Cells of a piece.
PIECE = 1 << 20


def pieces(epochs: int, n: int) -> Iterator[slice]:
    """Yield runs of items whose epochs fill about a million cells."""
    step = max(1, PIECE // max(1, epochs))
    for start in range(0, n, step):
        yield slice(start, start + step)


def mean_over(curve: Array) -> Floats:
    """Return (n,) the mean of (E, n) over the epochs, in double precision."""
    return np.asarray(curve.mean(axis=0, dtype=np.float64))


def usual(other: Ints, barred: int | None = None) -> Ints:
    """Return (n,) what stands in most rows of (E, n), the earliest of equals; never `barred`.

    -1 where nothing else stands.

    >>> usual(np.array([[4, 4], [2, 4], [2, 5]])).tolist()
    [2, 4]
    """
    found = np.empty(other.shape[1], np.int64)
    for piece in pieces(*other.shape):
        some = other[:, piece]
        count = np.stack([(some == row).sum(axis=0) for row in some])
        if barred is not None:
            count[some == barred] = 0
        at = count.argmax(axis=0)
        place = np.arange(some.shape[1])
        found[piece] = np.where(count[at, place] > 0, some[at, place], -1)
    return found


def better(labels: Ints, other: Ints, wanted: Bools) -> Ints:
    """Return (n,) the other class where it is wanted and there is one, else the given one."""
    return np.where(wanted & (other >= 0) & (labels >= 0), other, labels)


def first_learnt(correct: Bools) -> Ints:
    """Return (n,) the epoch in which each was first correct, E where none was.

    >>> first_learnt(np.array([[False, True, False], [True, False, False]])).tolist()
    [1, 0, 2]
    """
    return np.where(correct.any(axis=0), correct.argmax(axis=0), len(correct))


def forgotten(correct: Bools) -> Ints:
    """Return (n,) how often an item that was correct was wrong in the next epoch.

    >>> forgotten(np.array([[True, False], [False, True], [True, True], [False, True]])).tolist()
    [2, 0]
    """
    return np.asarray((correct[:-1] & ~correct[1:]).sum(axis=0))
