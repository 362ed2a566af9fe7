"""How common a class is, told by a fallible test whose errors were measured."""

import numpy as np

from assay.kernels.interval import DEVIATE
from assay.types import Floats


def rogan_gladen(share: Floats, sensitivity: Floats, specificity: Floats) -> Floats:
    """Return the share of truly positive items, in [0, 1], from the share called positive.

    Where the test tells nothing (sensitivity and specificity sum to one) the share called
    positive is returned.

    Examples
    --------
    >>> rogan_gladen(np.array(0.2), np.array(0.9), np.array(0.9)).round(4).tolist()
    0.125
    """
    told = np.asarray(sensitivity) + specificity - 1
    safe = np.where(np.abs(told) > 1e-9, told, 1.0)
    value = np.where(np.abs(told) > 1e-9, (share + specificity - 1) / safe, share)
    return np.asarray(np.clip(value, 0, 1))


def lang_reiczigel(
    called: Floats, items: Floats, caught: Floats, positives: Floats, cleared: Floats,
    negatives: Floats, deviate: float = DEVIATE,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return the interval of Lang and Reiczigel for the true share, in [0, 1].

    Parameters
    ----------
    called, items
        How many were called positive, of how many.
    caught, positives
        How many of the truly positive were called so, of how many.
    cleared, negatives
        How many of the truly negative were called so, of how many.
    deviate
        Standard normal deviate of the level.
    """
    square = deviate**2
    n = items + square
    share = (called + square / 2) / n
    n_sense, n_spec = positives + 2, negatives + 2
    sense, spec = (caught + 1) / n_sense, (cleared + 1) / n_spec
    told = sense + spec - 1
    safe = np.where(np.abs(told) > 1e-9, told, 1e-9)
    value = (share + spec - 1) / safe
    from_sense = sense * (1 - sense) / n_sense
    from_spec = spec * (1 - spec) / n_spec
    shift = 2 * square * (value * from_sense - (1 - value) * from_spec)
    spread = share * (1 - share) / n + value**2 * from_sense + (1 - value) ** 2 * from_spec
    half = deviate * np.sqrt(spread) / np.abs(safe)
    low, high = np.clip(value + shift - half, 0, 1), np.clip(value + shift + half, 0, 1)
    # Where the test may well be no better than chance, nothing is known.
    dull = told - deviate * np.sqrt(from_sense + from_spec) <= 0
    return np.where(dull, 0.0, low), np.where(dull, 1.0, high)
