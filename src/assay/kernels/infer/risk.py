"""The risk of taking the most probable class for the truth."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.infer.short_rows import highest
from assay.types import Array, Floats, Ints


@dataclass(frozen=True, eq=False)
class GroupRisk:
    """Mean risk of the items of each group.

    Parameters
    ----------
    groups
        (g,) what the groups are called, sorted.
    items
        (g,) how many items each has.
    risk
        (g,) mean over them: the share of their labels that is expected to be wrong.
    """

    groups: Array
    items: Ints
    risk: Floats


def bayesian_risk(proba: Floats) -> Floats:
    """Return (n,) the chance that the most probable class of an item is not the truth.

    Examples
    --------
    >>> bayesian_risk(np.array([[0.7, 0.3], [0.0, 1.0]])).round(3)
    array([0.3, 0. ])
    """
    if not proba.size:
        return np.zeros(len(proba))
    return np.asarray(np.maximum(1 - highest(np.asarray(proba, np.float64)), 0))


def group_risk(proba: Floats, groups: Array) -> GroupRisk:
    """Return the mean risk of each group (n,) of items.

    Examples
    --------
    >>> found = group_risk(np.array([[0.7, 0.3], [0.1, 0.9], [0.5, 0.5]]), np.array([7, 7, 8]))
    >>> found.groups.tolist(), found.items.tolist(), found.risk.round(3).tolist()
    ([7, 8], [2, 1], [0.2, 0.5])
    """
    names, of = np.unique(np.asarray(groups), return_inverse=True)
    items = np.bincount(of, minlength=len(names))
    return GroupRisk(names, items, np.bincount(of, bayesian_risk(proba), len(names)) / items)
