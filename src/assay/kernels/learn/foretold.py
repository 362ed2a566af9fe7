"""Which of several models foretells held-out labels best, when labels may be wrong.

What makes given labels likeliest learns their mistakes too; what is most often right about them
does so the better, the more often it is right about the truth.
"""

from collections.abc import Sequence

import numpy as np

from assay.types import Floats


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
