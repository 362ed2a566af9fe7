"""The passes of `confident`, compiled: same arguments, same answers.

Imported only for large data, and only where numba is installed.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported where it is wanted

from assay.types import Array, Floats, Ints

#: From this many classes on, numpy's own search for the most probable class is faster.
WIDE = 32


def compile_kept(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile; keep the machine code on disk where there is a folder that can be written to."""
    try:
        return njit(cache=True, nogil=True)(function)  # type: ignore[no-any-return]
    except RuntimeError:
        return njit(nogil=True)(function)  # type: ignore[no-any-return]


@compile_kept
def _survey(labels, predictions, own, best):  # type: ignore[no-untyped-def]
    n, classes = predictions.shape
    counts = np.zeros(classes, np.int64)
    for i in range(n):
        top, place = predictions[i, 0], 0
        for j in range(1, classes):
            if predictions[i, j] > top:
                top, place = predictions[i, j], j
        best[i] = place
        given = labels[i]
        if given >= 0:
            own[i] = predictions[i, given]
            counts[given] += 1
    return counts


@compile_kept
def _confident_counts(labels, predictions, best, cut, guess):  # type: ignore[no-untyped-def]
    n, classes = predictions.shape
    counts = np.zeros((classes, classes), np.int64)
    least = cut.min()
    for i in range(n):
        found = np.int64(best[i])
        top = predictions[i, found]
        if top < cut[found]:
            reach, first = 0, -1
            if top >= least:
                for j in range(classes):
                    if predictions[i, j] >= cut[j]:
                        reach += 1
                        if first < 0:
                            first = j
            if reach < 2:
                found = np.int64(first)
        if len(guess):
            guess[i] = found
        if found >= 0 and labels[i] >= 0:
            counts[found, labels[i]] += 1
    return counts


def survey(labels: Ints, predictions: Floats, own: Floats, best: Ints) -> Ints | None:
    """Fill `own` and `best`; return (K,) the counts, None where numpy is faster."""
    if predictions.shape[1] >= WIDE:
        return None
    return np.asarray(_survey(labels, predictions, own, best))


def confident_counts(
    labels: Ints, predictions: Floats, best: Ints, cut: Floats, guess: Array | None
) -> Ints:
    """Return (K, K) confident counts; fill `guess`."""
    kept = np.empty(0, best.dtype) if guess is None else guess
    return np.asarray(_confident_counts(labels, predictions, best, cut, kept))
