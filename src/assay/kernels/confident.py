"""Confident learning's counts: class thresholds, who is confidently what, the calibrated joint.

Everything reads the predictions in pieces of about a megabyte and keeps a few bytes an item.
Where `numba` is installed and the data are large, the passes are compiled; the answers are the
same to the last bit. Every (K, K) table here has the truth in rows and the given label in columns.
"""

from collections.abc import Iterator
from types import ModuleType

import numpy as np

from assay.kernels.by_class import STEP, by_class, class_blocks, small_ints
from assay.types import Array, Floats, Ints

#: Predictions are looked at in pieces of about this many bytes.
PIECE = 1 << 20
#: From this many probabilities on, compiled passes are worth their import.
LARGE = 10_000_000
#: Probabilities closer than this are taken as equal.
TOLERANCE = 1e-6


def pieces(predictions: Floats) -> Iterator[slice]:
    """Yield slices of rows of about a megabyte."""
    n, classes = predictions.shape
    step = max(1, PIECE // (predictions.itemsize * classes))
    for start in range(0, n, step):
        yield slice(start, min(n, start + step))


def compiled(predictions: Floats) -> ModuleType | None:
    """Return the compiled passes where they pay, None where they don't or can't be had."""
    if predictions.size < LARGE or not predictions.flags.c_contiguous:
        return None
    try:
        import numba  # noqa: F401

        from assay.kernels import confident_numba
    except ImportError:
        return None
    return confident_numba


def survey(labels: Ints, predictions: Floats) -> tuple[Floats, Ints, Ints]:
    """Return what every item is given, what fits it best, and how often each label is given.

    Returns
    -------
    own
        (n,) probability of the given label; 0 for unlabelled items.
    best
        (n,) most probable class, the first among equals, in the smallest integer type.
    counts
        (K,) items given each label.
    """
    n, classes = predictions.shape
    own = np.zeros(n, predictions.dtype)
    best = np.empty(n, small_ints(classes))
    fast = compiled(predictions)
    counts = fast.survey(labels, predictions, own, best) if fast else None
    if counts is not None:
        return own, best, counts
    counts = np.zeros(classes, np.int64)
    for piece in pieces(predictions):
        rows, given = predictions[piece], labels[piece]
        best[piece] = rows.argmax(axis=1)
        picked = rows[np.arange(len(rows)), given]
        picked[given < 0] = 0
        own[piece] = picked
        counts += np.bincount(given[given >= 0], minlength=classes)
    return own, best, counts


def thresholds(labels: Ints, own: Floats, counts: Ints) -> Floats:
    """Return (K,) the mean probability of a class over the items given it; 2 for an empty class.

    Means are taken in the type of the predictions, class by class in the order of the items.
    """
    missing = bool((counts == 0).any())
    mean = np.full(len(counts), 2, np.float64 if missing else own.dtype)
    for first, last in class_blocks(counts, len(labels) >> 3):
        if last == first + 1 and counts[first]:
            mean[first] = _values(labels, own, first).mean()
        elif last > first + 1:
            for which, members in by_class(labels, counts, first, last):
                mean[which] = own[members].mean()
    return np.asarray(np.clip(mean, 2 * TOLERANCE, None))


def _values(labels: Ints, own: Floats, which: int) -> Floats:
    values = np.empty(int(np.count_nonzero(labels == which)), own.dtype)
    at = 0
    for start in range(0, len(labels), STEP):
        found = own[start : start + STEP][labels[start : start + STEP] == which]
        values[at : at + len(found)] = found
        at += len(found)
    return values


def confident_class(rows: Floats, best: Ints, cut: Floats) -> Ints:
    """Return (m,) the class an item is confidently in, -1 for none.

    Confident classes are those whose probability reaches the cut; among several the most
    probable class of all is taken.
    """
    guess = best.astype(np.int64)
    top = rows[np.arange(len(rows)), guess]
    below = top < cut[guess]
    guess[below] = -1
    unsure = np.flatnonzero(below & (top >= cut.min()))
    reach = rows[unsure] >= cut
    index = np.arange(len(unsure))
    first = reach.argmax(axis=1)
    none = ~reach[index, first]
    reach[index, first] = False
    several = reach.any(axis=1)
    guess[unsure] = np.where(none, -1, np.where(several, best[unsure], first))
    return guess


def confident_counts(
    labels: Ints, predictions: Floats, best: Ints, cut: Floats, guess: Array | None = None
) -> Ints:
    """Return (K, K) how many items given j are confidently k, at [k, j]; `guess` is filled."""
    classes = predictions.shape[1]
    fast = compiled(predictions)
    if fast is not None:
        return np.asarray(fast.confident_counts(labels, predictions, best, cut, guess))
    count = np.zeros(classes * classes, np.int64)
    for piece in pieces(predictions):
        given = labels[piece]
        found = confident_class(predictions[piece], best[piece], cut)
        if guess is not None:
            guess[piece] = found
        sure = (found >= 0) & (given >= 0)
        np.add.at(count, found[sure] * classes + given[sure], 1)
    return count.reshape(classes, classes)


def calibrate(confident: Ints, counts: Ints) -> Ints:
    """Return the confident counts scaled so that every column adds up to its label's count.

    Rounded to whole numbers with column totals kept; an empty diagonal counts as one.
    """
    joint = confident.copy()
    np.fill_diagonal(joint, joint.diagonal().clip(min=1))
    scaled = joint / np.clip(joint.sum(axis=0), 1e-100, None) * counts
    scaled = scaled / np.clip(np.sum(scaled), 1e-100, None) * int(counts.sum())
    return round_rows(scaled.T).T


def round_rows(table: Floats) -> Ints:
    """Round every row to whole numbers that keep its rounded total.

    The cells that lost most by rounding are raised first, those that gained most lowered first;
    equals in the order of numpy's default sort.
    """
    table = np.ascontiguousarray(table)
    whole = table.round()
    lack = table.sum(axis=1).round() - whole.sum(axis=1)
    for row in np.flatnonzero(np.abs(lack) > TOLERANCE):
        _spread(table[row], whole[row])
    return whole.astype(np.int64)


def _spread(exact: Floats, whole: Floats) -> None:
    total = exact.sum().round()
    while abs(whole.sum().round() - total) > TOLERANCE:
        lack = total - whole.sum().round()
        step = -1 if lack < 0 else 1
        whole[np.argsort(exact - whole)[::-step][: int(abs(lack))]] += step
