"""A linear classifier whose every refit on other labels costs one product: ridge regression.

What it makes of an item without having learnt from it has a closed form, so that no folds are
needed.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.regions import reduced
from assay.types import Array, Floats, Ints

#: More columns than this are told apart by their main directions.
COLUMNS = 256
#: Items that the penalty is chosen on, and penalties as shares of the mean eigenvalue.
ITEMS = 20_000
PENALTIES = (1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
PIECE = 1 << 22


@dataclass(frozen=True, eq=False)
class Ridge:
    """What refits have in common.

    Parameters
    ----------
    rows
        (n, r) items in the directions of the labelled ones, about their mean.
    scale
        (r,) what a direction's correlation with the labels is multiplied by.
    lever
        (n,) how much an item's own label counts in its score; 0 for those without label.
    labelled
        (m,) the items that are learnt from.
    """

    rows: Floats
    scale: Floats
    lever: Floats
    labelled: Ints


def prepare(features: Array, labels: Ints, k: int) -> Ridge:
    """Return a ridge whose penalty makes held-out squared errors of these labels least."""
    rows = _standard(features)
    labelled = np.flatnonzero(labels >= 0)
    rows = rows - rows[labelled].mean(axis=0) if labelled.size else rows
    value, axes = np.linalg.eigh(rows[labelled].T @ rows[labelled])
    kept = value > 1e-9 * max(float(value.max(initial=0)), 1e-300)
    value, rows = value[kept], rows @ axes[:, kept]
    few = labelled[:: max(1, -(-len(labelled) // ITEMS))]
    best, least = np.zeros(len(value)), np.inf
    for share in PENALTIES if len(value) and len(labelled) > 1 else ():
        scale = 1 / (value + share * value.mean())
        error = _held_out_error(Ridge(rows, scale, _lever(rows, scale, labelled), labelled),
                                labels, few, k)  # fmt: skip
        if error < least:
            best, least = scale, error
    return Ridge(rows, best, _lever(rows, best, labelled), labelled)


def _standard(features: Array) -> Floats:
    """Return columns of spread one, or their main directions where there are many."""
    if hasattr(features, "tocsr") or features.shape[1] > COLUMNS:
        return reduced(features, COLUMNS)
    rows = np.asarray(features, np.float64)
    spread = rows.std(axis=0)
    return np.asarray(rows / np.where(spread > 1e-12, spread, 1))


def _lever(rows: Floats, scale: Floats, labelled: Ints) -> Floats:
    lever = np.zeros(len(rows))
    lever[labelled] = np.square(rows[labelled]) @ scale + 1 / max(len(labelled), 1)
    return np.minimum(lever, 1 - 1e-6)


def coefficients(ridge: Ridge, labels: Ints, k: int) -> tuple[Floats, Floats]:
    """Return (r, K) coefficients and (K,) shares of classes for these labels."""
    items = ridge.labelled
    one = np.ones(len(items))
    hot = csr_array((one, (labels[items], np.arange(len(items)))), shape=(k, len(items)))
    share = np.bincount(labels[items], minlength=k) / max(len(items), 1)
    # Rows are about their mean, so that the mean of the labels need not be taken off.
    return np.asarray(hot @ ridge.rows[items]).T * ridge.scale[:, None], share


def held_out(ridge: Ridge, labels: Ints, k: int) -> Ints:
    """Return (n,) the class that each item would be given by a refit without it."""
    weights, share = coefficients(ridge, labels, k)
    found = np.empty(len(ridge.rows), np.int64)
    step = max(1, PIECE // (8 * k))
    for start in range(0, len(found), step):
        piece = slice(start, start + step)
        scores = ridge.rows[piece] @ weights + share
        there = np.flatnonzero(labels[piece] >= 0)
        scores[there, labels[piece][there]] -= ridge.lever[piece][there]
        found[piece] = scores.argmax(axis=1)
    return found


def _held_out_error(ridge: Ridge, labels: Ints, items: Ints, k: int) -> float:
    weights, share = coefficients(ridge, labels, k)
    scores = ridge.rows[items] @ weights + share
    scores[np.arange(len(items)), labels[items]] -= 1
    off = scores / (1 - ridge.lever[items])[:, None]
    return float(np.square(off).sum())
