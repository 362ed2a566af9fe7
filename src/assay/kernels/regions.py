"""Regions of like items, of about one size, that don't depend on the order of the items."""

import numpy as np

from assay.types import Array, Floats, Ints

#: Directions that items are told apart by.
DIRECTIONS = 16


def regions(features: Array, size: int, most: int = 64) -> Ints:
    """Return the (n,) region of every item, 0..C-1.

    Items are halved at the median of the direction in which they differ most, then each half
    again, while halves keep at least `size` items and there are at most `most` of them.

    Parameters
    ----------
    features
        (n, d), dense or sparse.
    size
        Fewest items of a region.
    most
        Most regions, a power of two.

    Examples
    --------
    >>> regions(np.array([[0.0], [9.0], [1.0], [8.0]]), size=2)
    array([0, 1, 0, 1])
    """
    region = np.zeros(_rows(features), np.int64)
    if not region.size:
        return region
    rows = reduced(features, DIRECTIONS)
    count = 1
    while 2 * count <= most and np.bincount(region).min() >= 2 * size:
        ends = np.cumsum(np.bincount(region, minlength=count))
        order = np.argsort(region, kind="stable")
        halves = np.empty_like(region)
        for which in range(count):
            items = order[(ends[which - 1] if which else 0) : ends[which]]
            halves[items] = 2 * which + _upper(rows[items])
        region, count = halves, 2 * count
    return region


def _rows(features: Array) -> int:
    """Return how many rows there are, dense or sparse."""
    return int(features.shape[0])


def reduced(features: Array, directions: int) -> Floats:
    """Return (n, r) the items in the directions in which they differ most, about their mean."""
    if hasattr(features, "tocsr"):
        from sklearn.decomposition import TruncatedSVD

        kept = max(1, min(directions, min(features.shape) - 1))
        return np.asarray(TruncatedSVD(kept, random_state=0).fit_transform(features))
    rows = np.asarray(features)
    if not rows.size:
        return np.zeros((len(rows), 1))
    centre = rows.mean(axis=0, dtype=np.float64)
    # In pieces: no second copy of the features in double precision.
    spread = np.zeros((rows.shape[1], rows.shape[1]))
    step = max(1, (1 << 22) // rows.shape[1])
    for start in range(0, len(rows), step):
        piece = rows[start : start + step] - centre
        spread += piece.T @ piece
    _, axes = np.linalg.eigh(spread)
    axes = axes[:, ::-1][:, :directions]
    found = np.empty((len(rows), axes.shape[1]))
    for start in range(0, len(rows), step):
        found[start : start + step] = (rows[start : start + step] - centre) @ axes
    return found


def canonical(features: Array) -> Ints:
    """Return the (n,) items in an order that their features alone decide, equals by index.

    What is drawn in this order is drawn alike however the items are ordered.
    """
    rows = reduced(features, 4)
    # The sign of a direction is arbitrary: the longer tail is its upper end.
    skew = np.sign((rows**3).sum(axis=0))
    keys = rows * np.where(skew == 0, 1, skew)
    return np.asarray(np.lexsort(keys.T[::-1]))


def _upper(rows: Floats) -> Ints:
    """Return (m,) 1 for the half beyond the median of the longest direction, 0 for the other."""
    centred = rows - rows.mean(axis=0)
    axis = np.linalg.eigh(centred.T @ centred)[1][:, -1]
    # Its largest part points up, whatever sign it was found with.
    axis = axis * np.sign(axis[np.abs(axis).argmax()])
    place = centred @ axis
    rank = np.argsort(np.argsort(place, kind="stable"), kind="stable")
    return np.asarray(rank >= (len(rows) + 1) // 2, np.int64)
