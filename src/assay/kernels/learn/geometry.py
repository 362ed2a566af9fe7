"""Where classes lie among features: middles, and how near items are to them."""

import numpy as np

from assay.types import Bools, Floats, Ints


def centroids(features: Floats, target: Floats, weight: Floats | None = None) -> Floats:
    """Return (K, d) weighted means of the items of each class; of a class of nobody, of all."""
    counts = target if weight is None else target * weight[:, None]
    total = counts.sum(axis=0)[:, None]
    middle = features.mean(axis=0)
    return np.asarray(np.where(total > 0, counts.T @ features / np.maximum(total, 1e-12), middle))


def cosines(features: Floats, centres: Floats) -> Floats:
    """Return (n, K) cosines of items with centres, both about the mean of the centres."""
    middle = centres.mean(axis=0)
    rows, ends = features - middle, centres - middle
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    ends = ends / np.maximum(np.linalg.norm(ends, axis=1, keepdims=True), 1e-12)
    return np.asarray(rows @ ends.T)


def distances(features: Floats, centres: Floats) -> Floats:
    """Return (n, K) squared distances of items from centres."""
    square = (features**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1)
    return np.asarray(np.maximum(square - 2 * features @ centres.T, 0))


def trusted_centroids(
    features: Floats, labels: Ints, score: Floats, classes: int, share: float = 0.5
) -> tuple[Floats, Bools]:
    """Return (K, d) means of each class's least suspect items, and (n,) which those are."""
    from assay.kernels.learn.selection import smallest_by_class

    chosen = smallest_by_class(score, labels, share)
    target = np.eye(classes)[np.maximum(labels, 0)] * chosen[:, None]
    return centroids(features, target), chosen
