"""Intervals of a share."""

import numpy as np
from numpy.typing import ArrayLike

from assay.types import Floats

#: Standard normal deviate of a two-sided 95 % interval.
DEVIATE = 1.959963984540054


def clopper_pearson(
    hits: ArrayLike, trials: ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the exact interval of a share; [0, 1] without trials.

    Examples
    --------
    >>> low, high = clopper_pearson(0, 10)
    >>> float(low), round(float(high), 4)
    (0.0, 0.3085)
    """
    from scipy.special import betaincinv

    found, tried = np.broadcast_arrays(np.asarray(hits, float), np.asarray(trials, float))
    tail, misses = (1 - level) / 2, tried - found
    low = betaincinv(np.maximum(found, 1e-300), misses + 1, tail)
    high = betaincinv(found + 1, np.maximum(misses, 1e-300), 1 - tail)
    return np.where(found > 0, low, 0.0), np.where(misses > 0, high, 1.0)


def wilson(hits: ArrayLike, trials: ArrayLike, deviate: float = DEVIATE) -> tuple[Floats, Floats]:
    """Return Wilson's interval of a share, inside [0, 1]; [0, 1] without trials.

    Examples
    --------
    >>> low, high = wilson(5, 10)
    >>> round(float(low), 4), round(float(high), 4)
    (0.2366, 0.7634)
    """
    found, tried = np.broadcast_arrays(np.asarray(hits, float), np.asarray(trials, float))
    some = np.maximum(tried, 1e-12)
    share, square = found / some, deviate**2
    centre = (share + square / (2 * some)) / (1 + square / some)
    spread = share * (1 - share) / some + square / (4 * some**2)
    half = deviate * np.sqrt(np.maximum(spread, 0)) / (1 + square / some)
    low = np.where(tried > 0, np.clip(centre - half, 0, 1), 0.0)
    return low, np.where(tried > 0, np.clip(centre + half, 0, 1), 1.0)


def checks_for(share: float, total: int, half: float = 0.01) -> int:
    """Return how many random checks bring a share's 95 % interval to +-`half`, at most `total`.

    Examples
    --------
    >>> checks_for(0.0, 100_000), checks_for(0.1, 100_000), checks_for(0.5, 1000)
    (189, 3346, 906)
    """
    low, high = 1, 4 * int(np.ceil(DEVIATE**2 / (4 * half**2)))
    while low < high:
        middle = (low + high) // 2
        bottom, top = wilson(share * middle, middle)
        low, high = (low, middle) if top - bottom <= 2 * half else (middle + 1, high)
    return min(total, int(np.ceil(low / (1 + (low - 1) / max(total, 1)))))
