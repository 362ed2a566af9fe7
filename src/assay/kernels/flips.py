"""Draw wrong labels from right ones."""

import numpy as np

from assay.types import Floats, Ints


def flip_by(truth: Ints, transition: Floats, chance: Floats) -> Ints:
    """Return labels drawn from row truth[i] of the (K, K) transition; -1 stays.

    `chance` (n,) is uniform on [0, 1) and picks the class where the row's running sum passes it.
    The true class is taken first, so that a label stays right where chance < transition[k, k].
    """
    labels = truth.copy()
    k = len(transition)
    for here in range(k):
        mine = np.flatnonzero(truth == here)
        classes = np.concatenate([[here], np.delete(np.arange(k), here)])
        running = np.cumsum(transition[here, classes])
        labels[mine] = classes[np.searchsorted(running[:-1], chance[mine], side="right")]
    return labels


def with_mean(rates: Floats, mean: float) -> Floats:
    """Return rates in [0, 1] moved so that their mean is exactly this.

    Too high a mean scales the rates down, too low a one scales what is left to 1 down; order
    and range stay.
    """
    now = float(rates.mean()) if rates.size else mean
    if now > mean:
        return np.asarray(rates * (mean / now))
    return np.asarray(1 - (1 - rates) * ((1 - mean) / (1 - now))) if now < 1 else rates
