"""Shares of classes where items have no label, as estimates: what their methods share."""

from collections.abc import Callable

import numpy as np

from assay.results import Estimate, Verdict
from assay.types import Array, Floats, Ints

#: Standard errors on either side of an interval that holds the truth in 95 % of draws.
WIDE = 1.959964
ASSUMES = "Classes look as they do among the labelled items; only their shares change."
SETTLE = "Labels of some items drawn at random from where the shares are wanted."

#: Predictions of labelled items, their labels, predictions elsewhere -> shares, covariance.
Finder = Callable[[Floats, Ints, Floats], tuple[Floats, Floats]]


def shares_elsewhere(
    labels: Ints, predictions: Floats, target: Floats | None, find: Finder,
    assumes: tuple[str, ...],
) -> Estimate:  # fmt: skip
    """Return the shares that a rule finds, of all classes, within what can be.

    Parameters
    ----------
    labels
        (n,) -1 unlabelled.
    predictions
        (n, K) by models that didn't see the item.
    target
        (m, K) predictions elsewhere; None for those of the unlabelled items.
    find
        Of the classes that have a labelled item, numbered anew, what their shares are.
    assumes
        What it rests on beside the common assumption.
    """
    known, k = labels >= 0, predictions.shape[1]
    there = predictions[~known] if target is None else target
    counts = np.bincount(labels[known], minlength=k)
    share = counts / max(int(known.sum()), 1) if known.any() else np.full(k, 1 / k)
    seen = np.flatnonzero(counts)
    value, error = share.astype(float), np.full(k, np.nan)
    if len(seen) > 1 and len(there):
        place = np.cumsum(counts > 0) - 1
        rows, other = _scaled(predictions[known][:, seen]), _scaled(there[:, seen])
        found, cover = find(rows, place[labels[known]], other)
        if np.isfinite(found).all() and np.isfinite(cover).all():
            value[seen] = found
            error[seen] = np.sqrt(np.maximum(np.diag(cover), 0))
    return _told(value, error, share, assumes, every=len(seen) == k)


def _told(
    found: Floats, error: Floats, share: Floats, assumes: tuple[str, ...], *, every: bool
) -> Estimate:  # fmt: skip
    """Return the estimate; a class whose share can't be told has all of [0, 1]."""
    told = np.isfinite(error)
    value = np.maximum(found, 0)
    value = value / value.sum()
    margin = np.where(told, WIDE * np.nan_to_num(error), 1.0)
    low = np.minimum(np.maximum(found - margin, 0), value)
    high = np.maximum(np.minimum(found + margin, 1), value)
    verdict: Verdict = "identified" if every else "bounded"
    if not told.any():
        verdict = "cannot-be-told"
    sure = np.nan_to_num(error) > 0
    about: dict[str, Array] = {
        "ratio": np.divide(value, share, out=np.ones_like(value), where=share > 0),
        "error": error,
        "strain": np.asarray((-found[sure] / error[sure]).max(initial=0.0)),
    }
    return Estimate(
        value, low, high, verdict=verdict, assumes=(ASSUMES, *assumes), settle=SETTLE, about=about
    )


def _scaled(rows: Floats) -> Floats:
    """Return rows of float64 that sum to one."""
    made = np.asarray(rows, np.float64)
    return np.asarray(made / np.maximum(made.sum(axis=1, keepdims=True), 1e-300))
