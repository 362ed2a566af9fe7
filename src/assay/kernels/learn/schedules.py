"""How a number changes over training: progress in [0, 1] in, a factor out."""

import numpy as np


def ramp(progress: float, until: float, low: float = 0.0, high: float = 1.0) -> float:
    """Return what rises in a line from `low` to `high` until a share of the training is over.

    >>> [ramp(p, 0.5) for p in (0.0, 0.25, 0.5, 1.0)]
    [0.0, 0.5, 1.0, 1.0]
    """
    return low + (high - low) * min(1.0, progress / until if until > 0 else 1.0)


def sigmoid_ramp(progress: float, until: float) -> float:
    """Return what rises from e^-5 to 1 as exp(-5 (1 - p)^2) until a share is over."""
    return float(np.exp(-5 * (1 - ramp(progress, until)) ** 2))


def cosine(progress: float, low: float = 0.0, high: float = 1.0) -> float:
    """Return what falls from `high` to `low` along half a cosine."""
    return low + (high - low) * (1 + float(np.cos(np.pi * min(1.0, progress)))) / 2


def after(progress: float, start: float) -> float:
    """Return 0 before a share of the training is over, and 1 from then on."""
    return float(progress >= start)


def restarted(progress: float, parts: int) -> float:
    """Return the progress within one of so many equal parts."""
    return float(min(progress, 1 - 1e-9) * parts % 1)
