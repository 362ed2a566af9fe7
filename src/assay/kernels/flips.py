"""Draw wrong labels from right ones."""

from collections.abc import Iterator

import numpy as np

from assay.types import Floats, Ints


def flip_by(truth: Ints, transition: Floats, chance: Floats) -> Ints:
    """Return labels drawn from row truth[i] of the (K, K) transition; -1 stays.

    `chance` (n,) is uniform on [0, 1) and picks the class where the row's running sum passes it.
    The true class is taken first, so that a label stays right where chance < transition[k, k].
    """
    labels = truth.copy()
    k = len(transition)
    for here, mine in by_class(truth, k):
        classes = np.concatenate([[here], np.delete(np.arange(k), here)])
        running = np.cumsum(transition[here, classes])
        labels[mine] = classes[np.searchsorted(running[:-1], chance[mine], side="right")]
    return labels


def by_class(truth: Ints, k: int) -> Iterator[tuple[int, Ints]]:
    """Yield each class that occurs, with its items in order."""
    order = np.argsort(truth, kind="stable")
    ends = np.searchsorted(truth[order], np.arange(k + 1))
    for here in np.flatnonzero(np.diff(ends)).tolist():
        yield here, order[ends[here] : ends[here + 1]]


def with_mean(rates: Floats, mean: float) -> Floats:
    """Return rates in [0, 1] moved so that their mean is exactly this.

    Too high a mean scales the rates down, too low a one scales what is left to 1 down; order
    and range stay.
    """
    now = float(rates.mean()) if rates.size else mean
    if now > mean:
        return np.asarray(rates * (mean / now))
    return np.asarray(1 - (1 - rates) * ((1 - mean) / (1 - now))) if now < 1 else rates
