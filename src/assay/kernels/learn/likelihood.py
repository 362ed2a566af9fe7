"""Evidence as log-likelihood rows: at [i, k], log P(what was said of item i | its truth is k).

Rows of several claims about one item add up. A row that is flat says nothing.
"""

import numpy as np
from scipy.sparse import csr_array

from assay.types import Array, Bools, Floats, Ints

#: Stands for the log of zero: more than anything else can outweigh, and still a number.
NEVER = -1e6


def logs(chance: Floats) -> Floats:
    """Return logarithms, NEVER of zero."""
    return np.where(chance > 0, np.log(np.maximum(chance, 1e-300)), NEVER)


def label_rows(labels: Ints, noise: Floats | None, classes: int) -> Floats:
    """Return (n, K) of one label an item: log P(given | truth k); unlabelled rows are flat.

    Parameters
    ----------
    labels
        (n,) given classes, -1 unlabelled.
    noise
        (K, J) P(given j | truth k) at [k, j]; None: the label is the truth.
    classes
        K.

    Examples
    --------
    >>> np.exp(label_rows(np.array([1, -1]), np.array([[0.8, 0.2], [0.3, 0.7]]), 2))
    array([[0.2, 0.7],
           [1. , 1. ]])
    """
    table = logs(np.eye(classes) if noise is None else np.asarray(noise, np.float64)).T
    rows = table[np.maximum(labels, 0)]
    rows[labels < 0] = 0
    return np.asarray(rows)


def soft_rows(weights: Floats, noise: Floats | None = None) -> Floats:
    """Return (n, K) of claims that weigh the classes (n, K): log of the weight under the noise."""
    said = np.asarray(weights, np.float64)
    return logs(said if noise is None else said @ np.asarray(noise).T)


def candidate_rows(member: Array, outside: Floats | float = 0.0) -> Floats:
    """Return (n, K) of sets that hold the truth: 0 inside, the log of `outside` outside.

    Parameters
    ----------
    member
        (n, K) which classes are in the set.
    outside
        How probable a set that misses the truth is, beside one that holds it; one number or
        (n, 1) an item.
    """
    return np.asarray(np.where(np.asarray(member) > 0, 0.0, logs(np.asarray(outside, np.float64))))


def complementary_rows(excluded: Ints, noise: Floats | None, classes: int) -> Floats:
    """Return (n, K) of one "not this class" an item: log P(excluded j | truth k).

    Parameters
    ----------
    excluded
        (n,) the class it was said not to be, -1 for none.
    noise
        (K, K) P(excluded j | truth k) at [k, j]; None: any class but the truth alike.
    classes
        K.
    """
    even = (1 - np.eye(classes)) / max(classes - 1, 1)
    return label_rows(excluded, even if noise is None else noise, classes)


def excluded_rows(excluded: Array) -> Floats:
    """Return (n, K) of sets (n, K) of classes that it isn't: 0 outside the set, never inside."""
    return np.asarray(np.where(np.asarray(excluded) > 0, NEVER, 0.0))


def positive_rows(said: Bools, propensity: Floats | float) -> Floats:
    """Return (n, 2) of positives that were picked out: columns negative, positive.

    log P(picked | truth): a picked item is positive; one that wasn't may be either, and is
    positive with chance 1 - propensity of not having been picked.

    Parameters
    ----------
    said
        (n,) which items were said to be positive.
    propensity
        Chance that a positive is picked, one number or (n,).
    """
    said = np.asarray(said, bool)
    chance = np.broadcast_to(np.asarray(propensity, np.float64), said.shape)
    return np.stack(
        [np.where(said, NEVER, 0.0), np.where(said, logs(chance), logs(1 - chance))], axis=1
    )


def claim_rows(
    item: Ints, claim: csr_array, negated: Bools, noise: Floats | None, n_items: int
) -> Floats:
    """Return (n, K) of claims of any kind, those about one item added up.

    A claim's chance under truth k is the sum over classes of its weight times P(said j | k);
    one that is negated has one minus that.

    Parameters
    ----------
    item, claim, negated
        (E,), (E, K) and (E,) as evidence holds them.
    noise
        (K, K) P(said j | truth k); None: claims are right.
    n_items
        n.
    """
    weights = csr_array(claim, dtype=np.float64)
    table = np.eye(weights.shape[1]) if noise is None else np.asarray(noise, np.float64)
    chance = np.asarray(weights @ table.T)
    where = np.asarray(negated)
    chance[where] = 1 - chance[where]
    # What rounding leaves of one minus one is nothing.
    rows = logs(np.where(chance < 1e-12, 0, chance))
    add = csr_array((np.ones(len(item)), (item, np.arange(len(item)))), (n_items, len(item)))
    return np.asarray(add @ rows)


def tag_rows(
    tags: Array, sensitivity: Floats | float = 1.0, specificity: Floats | float = 1.0
) -> Floats:
    """Return (n, K, 2) of tags one by one: log P(said | the tag doesn't hold, it holds).

    Parameters
    ----------
    tags
        (n, K) 1 said to fit, 0 said not to, -1 unknown.
    sensitivity, specificity
        P(said to fit | it holds) and P(said not to | it doesn't), one number or (K,).
    """
    tags = np.asarray(tags)
    holds = np.where(tags == 1, sensitivity, 1 - np.asarray(sensitivity, np.float64))
    fails = np.where(tags == 1, 1 - np.asarray(specificity, np.float64), specificity)
    rows = np.stack([logs(fails), logs(holds)], axis=2)
    rows[tags < 0] = 0
    return rows
