"""How an item's label goes with what is predicted: one number an item, high is suspect."""

import numpy as np
from scipy.sparse import csr_array

from assay.types import Floats, Ints

TINY = 1e-12


def cross_entropy(target: Floats, proba: Floats) -> Floats:
    """Return (n,) minus the mean log probability of what is aimed at."""
    return np.asarray(-(target * np.log(np.maximum(proba, TINY))).sum(axis=1))


def entropy(proba: Floats) -> Floats:
    """Return (n,) entropies of predictions, in nats."""
    return np.asarray(-(proba * np.log(np.maximum(proba, TINY))).sum(axis=1))


def divergence(first: Floats, second: Floats) -> Floats:
    """Return (n,) Kullback and Leibler's divergence of `second` from `first`, in nats."""
    ratio = np.log(np.maximum(first, TINY)) - np.log(np.maximum(second, TINY))
    return np.asarray((first * ratio).sum(axis=1))


def jensen_shannon(first: Floats, second: Floats) -> Floats:
    """Return (n,) the mean divergence of two distributions from their middle, in [0, log 2].

    >>> jensen_shannon(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])).round(3)
    array([0.693])
    """
    middle = (first + second) / 2
    return np.asarray((divergence(first, middle) + divergence(second, middle)) / 2)


def margin(target: Floats, proba: Floats) -> Floats:
    """Return (n,) the best other class's probability less that of the class aimed at most."""
    aim = target.argmax(axis=1)
    row = np.arange(len(proba))
    own = proba[row, aim]
    rest = np.array(proba, np.float64)
    rest[row, aim] = -np.inf
    return np.asarray(rest.max(axis=1) - own)


def neighbour_mean(values: Floats, index: Ints, weight: Floats | None = None) -> Floats:
    """Return (n, K) the mean of values over the neighbours of every item.

    Parameters
    ----------
    values
        (n, K).
    index
        (n, k) neighbours, never the item itself.
    weight
        (n, k) how much each counts; by default all alike.
    """
    n, k = index.shape
    share = np.full((n, k), 1 / max(k, 1)) if weight is None else np.asarray(weight, np.float64)
    share = share / np.maximum(share.sum(axis=1, keepdims=True), TINY)
    links = csr_array((share.ravel(), index.ravel(), np.arange(0, n * k + 1, k)), (n, len(values)))
    return np.asarray(links @ values)


def rescaled(score: Floats, by: Ints | None = None, tail: float = 0.01) -> Floats:
    """Return (n,) scores cut at their quantiles `tail` and 1 - `tail`, then from 0 to 1.

    Of each class by itself, given `by` (n,): single outliers don't set the scale.
    """
    made = np.zeros(len(score))
    for which in np.unique(by) if by is not None else (None,):
        some = slice(None) if which is None else np.flatnonzero(by == which)
        part = score[some]
        low, high = np.quantile(part, [tail, 1 - tail]) if len(part) else (0.0, 0.0)
        made[some] = np.clip((part - low) / (high - low), 0, 1) if high > low else 0.5
    return made
