"""Intervals of the cells of a noise matrix."""

import numpy as np

from assay.kernels.interval import wilson
from assay.types import Floats


def by_variance(value: Floats, variance: Floats, trials: Floats) -> tuple[Floats, Floats]:
    """Return Wilson's interval with as many trials as have this variance.

    Near nought and one, where a variance says little, never less than one trial's share is
    taken, nor more trials than there were. A cell of less than one trial may be empty.

    Parameters
    ----------
    value
        (K, K) shares.
    variance
        (K, K) sampling variances of them.
    trials
        (K, 1) how many labels each row rests on.

    Examples
    --------
    >>> low, high = by_variance(np.array([[0.5]]), np.array([[0.025]]), np.array([[50.0]]))
    >>> low.round(4), high.round(4)
    (array([[0.2366]]), array([[0.7634]]))
    """
    most = np.maximum(trials, 1.0)
    inside = np.clip(value, 1 / (most + 1), 1 - 1 / (most + 1))
    worth = np.minimum(inside * (1 - inside) / np.maximum(variance, 1e-12), most)
    low, high = wilson(value * worth, worth)
    low = np.where(value * worth < 1, 0.0, low)
    return np.minimum(low, value), np.maximum(high, value)
