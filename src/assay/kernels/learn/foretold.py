"""Which of several models foretells held-out labels best, when labels may be wrong.

What makes given labels likeliest learns their mistakes too; what is most often right about them
does so the better, the more often it is right about the truth.
"""

from collections.abc import Sequence

import numpy as np

from assay.types import Floats


def right(proba: Floats, target: Floats) -> Floats:
    """Return (n,) how much of each item's target (n, K) its most probable class has."""
    return np.asarray(target[np.arange(len(proba)), proba.argmax(axis=1)])


def classes_alike(target: Floats) -> Floats:
    """Return (n,) what each item counts, so that the targets (n, K) of each class count alike."""
    return np.asarray(target @ (1 / np.maximum(target.sum(axis=0), 1e-12)))


def chosen(scores: Sequence[Floats], weight: Floats, errors: float = 1.0) -> int:
    """Return the first that is no worse than the best, to some standard errors of the difference.

    Parameters
    ----------
    scores
        (n,) each, of the same items.
    weight
        (n,) how much each item counts.
    errors
        How many standard errors.
    """
    if not len(weight):
        return len(scores) - 1
    share = weight / weight.sum()
    best = int(np.argmax([share @ score for score in scores]))
    for place, score in enumerate(scores):
        gap = scores[best] - score
        behind = share @ gap
        if behind <= errors * np.sqrt(share**2 @ (gap - behind) ** 2):
            return place
    return best
