"""Items as points on a map, for the report."""

import numpy as np

from assay.types import Floats


def layout(features: Floats) -> Floats:
    """Return (m, 2) float32 in [0, 1], near where the features are near.

    Parameters
    ----------
    features
        (m, d) of the items to be shown, at most about 3000.
    """
    centred = features - features.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    points = np.zeros((len(features), 2), np.float32)
    found = centred @ vectors[:, ::-1][:, :2]
    points[:, : found.shape[1]] = found
    low, high = points.min(axis=0), points.max(axis=0)
    return np.asarray((points - low) / np.where(high > low, high - low, 1), np.float32)
