"""Clusters of items that do not hang on the order of the items."""

import warnings
from typing import Any

import numpy as np

from assay.types import Floats, Ints

#: Items that the centres are learnt from, and items put into clusters at a time.
LEARNT_FROM, PIECE = 8000, 1 << 14


def homes(features: Any, items: Ints, many: int, starts: int = 4) -> tuple[Floats, Ints]:
    """Return where each of the items is along a line, and which of the clusters it is in.

    Parameters
    ----------
    features
        (n, d) of all items, dense or sparse.
    items
        (m,) those to put into clusters.
    many
        Clusters, at most as many as items.
    starts
        How often k-means begins anew.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    # A line drawn at random puts the items into an order of their own.
    line = np.random.default_rng(0).normal(size=features.shape[1]).astype(np.float32)
    place = np.asarray(features[items] @ line)
    if many < 2:
        return place, np.zeros(len(items), np.int64)
    order = items[np.argsort(place, kind="stable")]
    sample = features[order[:: max(1, len(order) // LEARNT_FROM)]]
    learner = KMeans(many, n_init=starts, max_iter=50, random_state=0)
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer distinct items than clusters
        learner.fit(sample)
        parts = [
            learner.predict(features[items[start : start + PIECE]])
            for start in range(0, len(items), PIECE)
        ]
    return place, np.concatenate(parts).astype(np.int64)
