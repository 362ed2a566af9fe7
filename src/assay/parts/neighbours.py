"""The nearest other items of every item."""

import numpy as np

from assay.dataset import Neighbours
from assay.types import Floats

#: Neighbours of an item.
K = 10


def neighbours(features: Floats) -> Neighbours:
    """Return the ten nearest other items of every item by Euclidean distance.

    Parameters
    ----------
    features
        (n, d) finite numbers.
    """
    from sklearn.neighbors import NearestNeighbors

    n = len(features)
    k = min(K, max(n - 1, 0))
    if k == 0:
        return Neighbours(np.empty((n, 0), np.int32), np.empty((n, 0), np.float32))
    distance, index = NearestNeighbors(n_neighbors=k).fit(features).kneighbors()
    return Neighbours(index.astype(np.int32), distance.astype(np.float32))
