"""When the parts of a cloud of points grow together: persistent homology of degree nought."""

import numpy as np

from assay.types import Floats


def unit_rows(rows: Floats) -> Floats:
    """Return the rows brought to length one; a row of noughts stays."""
    dense = np.asarray(rows.toarray() if hasattr(rows, "toarray") else rows, np.float64)
    length = np.linalg.norm(dense, axis=1, keepdims=True)
    return np.asarray(dense / np.where(length > 0, length, 1))


def merging_distances(rows: Floats) -> Floats:
    """Return the (n - 1,) distances at which parts grow together, ascending.

    Those are the lengths of the edges of the minimum spanning tree.

    Examples
    --------
    >>> merging_distances(np.array([[0.0], [1.0], [5.0], [7.0]])).tolist()
    [1.0, 2.0, 4.0]
    """
    from scipy.spatial.distance import cdist

    n = len(rows)
    if n < 2:
        return np.empty(0)
    # Prim's algorithm: equal points have an edge of nought, which sparse trees would leave out.
    nearest = cdist(rows[:1], rows)[0]
    nearest[0] = np.inf
    left = np.ones(n, bool)
    left[0] = False
    found = np.empty(n - 1)
    for step in range(n - 1):
        best = int(np.argmin(nearest))
        found[step] = nearest[best]
        left[best] = False
        nearest[best] = np.inf
        further = cdist(rows[best : best + 1], rows)[0]
        np.minimum(nearest, further, out=nearest, where=left)
    return np.sort(found)


def clusters(lengths: Floats) -> int:
    """Return how many parts there are before the widest gap among the merging distances.

    One where no gap is as wide as parts are usually apart.

    Examples
    --------
    >>> clusters(np.array([0.1, 0.11, 0.12, 0.9, 1.0])), clusters(np.array([0.5, 0.8, 1.0]))
    (3, 1)
    """
    gaps = np.diff(lengths)
    if not len(gaps) or gaps.max() < np.median(lengths):
        return 1
    return int(len(lengths) - np.argmax(gaps))
