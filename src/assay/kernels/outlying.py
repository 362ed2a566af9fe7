"""How far from usual a value is, where most values are usual."""

import numpy as np

from assay.types import Floats

#: Of normal values, the standard deviation over the median absolute deviation.
NORMAL = 1.4826
#: Fewer values than this have no usual spread.
LEAST = 30


def deviations(values: Floats) -> Floats:
    """Return (n,) how many robust standard deviations each value is above the median.

    0 where there are fewer than 30, or where most are equal.

    Examples
    --------
    >>> deviations(np.append(np.arange(41.0), 220.0)).round(1)[[20, 41]].tolist()
    [-0.0, 12.8]
    """
    if len(values) < LEAST:
        return np.zeros(len(values))
    middle = np.median(values)
    spread = NORMAL * float(np.median(np.abs(values - middle)))
    return np.asarray((values - middle) / spread) if spread > 1e-9 else np.zeros(len(values))


def stretched(distance: Floats) -> tuple[Floats, Floats]:
    """Return (n,) deviations of the logarithms of distances, and distances over the typical one.

    Distances of 0 (of copies) say nothing of the others: their deviation is 0.
    """
    apart = distance > 0
    found, times = np.zeros(len(distance)), np.zeros(len(distance))
    if apart.any():
        log = np.log(distance[apart])
        found[apart] = deviations(log)
        times[apart] = np.exp(log - np.median(log))
    return found, times
