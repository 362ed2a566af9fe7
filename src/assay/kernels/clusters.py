"""Clusters of items that share a number."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from assay.types import Array, Floats, Ints


@dataclass(frozen=True, eq=False)
class Straddle:
    """Clusters that two splits have in common.

    Parameters
    ----------
    tested, learnt
        Names of the splits: the one that is scored, as far as name and size tell, and the
        other.
    clusters
        How many they have in common.
    items, others
        Items of these clusters in the one and in the other.
    share
        Share of `items` in their split.
    """

    tested: str
    learnt: str
    clusters: int
    items: Ints
    others: Ints
    share: float


def sizes(cluster: Ints) -> Ints:
    """Return the (n,) number of items in each item's cluster.

    >>> sizes(np.array([7, 2, 7])).tolist()
    [2, 1, 2]
    """
    if not len(cluster):
        return np.zeros(0, np.int64)
    number, count = np.unique(cluster, return_inverse=True, return_counts=True)[1:]
    return np.asarray(count[number.ravel()], np.int64)


def by_cluster(cluster: Ints, items: Ints) -> Ints:
    """Return the items with those of a cluster side by side, largest clusters first."""
    mine = cluster[items]
    return items[np.lexsort((items, mine, -sizes(mine)))]


def own_share(cluster: Ints, labels: Ints) -> tuple[Floats, int]:
    """Return the share of each item's cluster that has its label, and how many must be wrong.

    Where a cluster's content decides its label, one label at most is right: those that have
    not the commonest label of their cluster are wrong.

    Parameters
    ----------
    cluster, labels
        (n,); an item without a label (-1) counts nowhere, and its share is 1.

    Returns
    -------
    (n,) in (0, 1]; number of items.
    """
    share = np.ones(len(labels))
    said = np.flatnonzero(labels >= 0)
    if not said.size:
        return share, 0
    number = np.unique(cluster[said], return_inverse=True)[1].ravel().astype(np.int64)
    pair = number * (int(labels.max()) + 1) + labels[said]
    where, count = np.unique(pair, return_inverse=True, return_counts=True)[1:]
    mine, size = count[where.ravel()], np.bincount(number)
    share[said] = mine / size[number]
    commonest = np.zeros(len(size), np.int64)
    np.maximum.at(commonest, number, mine)
    return share, int((size - commonest).sum())


def straddling(cluster: Ints, split: Array, most: int = 10) -> list[Straddle]:
    """Return, for each pair of splits that have clusters in common, the items concerned.

    Parameters
    ----------
    cluster, split
        (n,); items with split "" are in none.
    most
        Pairs of splits that are told, those with the greatest share first.
    """
    names, side = np.unique(np.asarray(split).astype(str), return_inverse=True)
    side = np.where(names[side.ravel()] == "", -1, side.ravel())
    total = np.bincount(side[side >= 0], minlength=len(names))
    rows = np.flatnonzero((side >= 0) & (sizes(cluster) > 1))
    found = []
    for one, other in combinations(np.unique(side[rows]).tolist(), 2):
        a, b = rows[side[rows] == one], rows[side[rows] == other]
        both = np.intersect1d(cluster[a], cluster[b])
        if not both.size:
            continue
        if (_learnt(names[other]), total[other]) < (_learnt(names[one]), total[one]):
            one, other, a, b = other, one, b, a
        a, b = a[np.isin(cluster[a], both)], b[np.isin(cluster[b], both)]
        share = len(a) / int(total[one])
        found.append(Straddle(str(names[one]), str(names[other]), len(both), a, b, share))
    return sorted(found, key=lambda straddle: -straddle.share)[:most]


def _learnt(name: str) -> bool:
    """Tell whether a split is one to learn from, by its name."""
    return "train" in name.casefold()
