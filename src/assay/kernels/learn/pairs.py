"""What is known of two items that were said to be of one class, of two, or the first the higher."""

import numpy as np

from assay.types import Bools, Floats, Ints


def pair_posterior(
    proba: Floats, first: Ints, second: Ints, table: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return (p, K) posteriors of both items of every pair, and (p,) log P(what was said).

    Parameters
    ----------
    proba
        (n, K) what is predicted of every item by itself.
    first, second
        (p,) the items of each pair.
    table
        (K, K) or (p, K, K): P(what was said | classes of the first and the second).
    """
    joint = proba[first][:, :, None] * proba[second][:, None, :] * table
    total = np.maximum(joint.sum(axis=(1, 2)), 1e-300)
    left, right = joint.sum(axis=2) / total[:, None], joint.sum(axis=1) / total[:, None]
    return np.asarray(left), np.asarray(right), np.asarray(np.log(total))


def same_table(same: Bools, classes: int, error: float = 0.0) -> Floats:
    """Return (p, K, K) P(said same or different | classes), wrong with chance `error`."""
    alike = np.eye(classes) * (1 - 2 * error) + error
    return np.where(np.asarray(same)[:, None, None], alike, 1 - alike)


def order_table(classes: int, error: float = 0.0) -> Floats:
    """Return (K, K) P(said the first is higher | classes); of equal ones either is said."""
    rank = np.arange(classes)
    higher = (rank[:, None] > rank) + 0.5 * (rank[:, None] == rank)
    return np.asarray(higher * (1 - 2 * error) + error)


def at_least_one(proba: Floats) -> tuple[Floats, Floats]:
    """Return (B, m) posteriors given that a bag has a positive, and (B,) log P(it has).

    >>> at_least_one(np.array([[0.5, 0.5]]))[0].round(3)
    array([[0.667, 0.667]])
    """
    # log(1 - prod(1 - p)) without rounding where all are improbable.
    none = np.log1p(-np.minimum(proba, 1 - 1e-12)).sum(axis=1)
    some = np.maximum(-np.expm1(none), 1e-300)
    return np.asarray(proba / some[:, None]), np.asarray(np.log(some))
