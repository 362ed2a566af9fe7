"""Intervals of a share."""

import numpy as np

from assay.types import Floats

#: Standard normal deviate of a two-sided 95 % interval.
DEVIATE = 1.959963984540054


def clopper_pearson(hits: Floats, trials: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the exact interval of a share; [0, 1] without trials.

    Examples
    --------
    >>> low, high = clopper_pearson(0, 10)
    >>> float(low), round(float(high), 4)
    (0.0, 0.3085)
    """
    from scipy.special import betaincinv

    hits, trials = np.broadcast_arrays(np.asarray(hits, float), np.asarray(trials, float))
    tail = (1 - level) / 2
    misses = trials - hits
    low = betaincinv(np.maximum(hits, 1e-300), misses + 1, tail)
    high = betaincinv(hits + 1, np.maximum(misses, 1e-300), 1 - tail)
    return np.where(hits > 0, low, 0.0), np.where(misses > 0, high, 1.0)


def wilson(hits: Floats, trials: Floats, deviate: float = DEVIATE) -> tuple[Floats, Floats]:
    """Return Wilson's interval of a share, inside [0, 1]; [0, 1] without trials."""
    hits, trials = np.broadcast_arrays(np.asarray(hits, float), np.asarray(trials, float))
    some = np.maximum(trials, 1e-300)
    share, square = hits / some, deviate**2
    centre = (share + square / (2 * some)) / (1 + square / some)
    spread = share * (1 - share) / some + square / (4 * some**2)
    half = deviate * np.sqrt(np.maximum(spread, 0)) / (1 + square / some)
    low = np.where(trials > 0, np.clip(centre - half, 0, 1), 0.0)
    return low, np.where(trials > 0, np.clip(centre + half, 0, 1), 1.0)
