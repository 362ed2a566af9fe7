"""How far classes are apart in a tree of labels."""

from collections.abc import Mapping, Sequence

import numpy as np

from assay.errors import DataError
from assay.types import Floats, Ints

#: What parts the levels of a class's name where classes are named by their place.
PARTED = ("/", " > ", "::", ":")


def from_parents(classes: Sequence[str], parents: Mapping[str, str]) -> Floats:
    """Return (K, K) how many links lie between two classes, by the parent of each.

    Parameters
    ----------
    classes
        Names of the K classes.
    parents
        Name -> name of what it belongs to, for classes and for what they belong to; who has no
        parent hangs on the root.

    Examples
    --------
    >>> tree = {"cat": "animal", "dog": "animal", "car": "vehicle"}
    >>> from_parents(["cat", "dog", "car"], tree).tolist()
    [[0.0, 2.0, 4.0], [2.0, 0.0, 4.0], [4.0, 4.0, 0.0]]
    """
    return apart([_upwards(name, parents)[::-1] for name in classes])


def from_names(classes: Sequence[str]) -> Floats | None:
    """Return (K, K) links between classes whose names are paths, as in "animal/cat"; else None."""
    for mark in PARTED:
        levels = [name.split(mark) for name in classes]
        shared = len({one[0] for one in levels if len(one) > 1})
        if sum(len(one) > 1 for one in levels) > len(classes) / 2 and 1 < shared < len(classes):
            return apart([[mark.join(one[: i + 1]) for i in range(len(one))] for one in levels])
    return None


def from_confusion(counts: Floats) -> Floats:
    """Return (K, K) how far apart classes are, by how seldom one is taken for the other.

    Classes are joined two and two, those most confused first (average linkage); their distance
    is that of the step at which they came together, from 1 for the first to 2 for the last.
    """
    from scipy.cluster.hierarchy import average, cophenet
    from scipy.spatial.distance import squareform

    k = len(counts)
    if k < 3:
        return np.asarray(1.0 - np.eye(k))
    items = np.maximum(counts.sum(axis=1), 1e-12)
    shares = counts / items[:, None]
    alike = (shares + shares.T) / 2
    np.fill_diagonal(alike, 0)
    away = 1 - alike / max(alike.max(), 1e-12)
    np.fill_diagonal(away, 0)
    return np.asarray(squareform(1 + cophenet(average(squareform(away, checks=False)))))


def apart(paths: Sequence[Sequence[str]]) -> Floats:
    """Return (K, K) the links between the ends of paths from the root."""
    k, deepest = len(paths), max((len(path) for path in paths), default=0)
    codes = np.full((k, deepest), -1)
    for level in range(deepest):
        seen: dict[tuple[str, ...], int] = {}
        for row, path in enumerate(paths):
            if len(path) > level:
                codes[row, level] = seen.setdefault(tuple(path[: level + 1]), len(seen))
    depth = np.array([len(path) for path in paths])
    shared = np.zeros((k, k), np.int64)
    for level in range(deepest):
        column = codes[:, level]
        shared += (column[:, None] == column) & (column[:, None] >= 0)
    return np.asarray(depth[:, None] + depth - 2 * shared, np.float64)


def _upwards(name: str, parents: Mapping[str, str]) -> list[str]:
    path = [name]
    while path[-1] in parents:
        path.append(parents[path[-1]])
        if len(path) > len(parents) + 1:
            rule = "a tree of labels must have a root"
            raise DataError("hierarchy", rule, got=f"{name!r} above itself")
    return path


def steps(distance: Floats, given: Ints, better: Ints) -> Floats:
    """Return (n,) how far each label is from the better one; 0 where either is missing."""
    there = (given >= 0) & (better >= 0)
    found = distance[np.where(there, given, 0), np.where(there, better, 0)]
    return np.where(there, found, 0.0)
