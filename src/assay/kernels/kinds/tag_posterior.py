"""P(what is said of a tag is wrong), tag by tag, each as a problem of two classes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from assay.kernels.kinds.tag_scores import column
from assay.kernels.label_posterior import (
    USUAL,
    LabelFit,
    fit,
    fit_given,
    log_odds_wrong,
    probability,
    rankable,
)
from assay.types import Array, Floats, Ints

#: Items predicted to have an answer, fewer than which its noise is not seen; least lift over
#: always guessing the commoner answer.
FEWEST, LIFT = 30, 0.05


@dataclass(frozen=True, eq=False)
class JudgedTag:
    """What is known of one tag.

    Parameters
    ----------
    tag
        Which.
    rows
        (m,) items of which the tag is said or denied.
    said
        (m,) 1 or 0.
    both
        (m, 2) probabilities that it doesn't fit, and that it does.
    fitted
        How predictions and what is said hang together.
    wrong
        (m,) probability that what is said is wrong.
    suspect
        (m,) in (0, 1), high is suspect; comparable between tags.
    """

    tag: int
    rows: Ints
    said: Ints
    both: Floats
    fitted: LabelFit
    wrong: Floats
    suspect: Floats


def judge(tags: Array, proba: Floats, *, learnt: bool) -> Iterator[JudgedTag]:
    """Yield what is known of every tag that is both said and denied."""
    for k in range(tags.shape[1]):
        rows = np.flatnonzero(tags[:, k] >= 0)
        said, both = column(tags, proba, rows, k)
        if not 0 < said.sum() < len(said):
            continue
        fitted = held_to_share(fit(said, both, learnt=learnt), said, both)
        odds, _ = log_odds_wrong(said, both, fitted)
        own = both[np.arange(len(said)), said]
        yield JudgedTag(k, rows, said, both, fitted, probability(odds), rankable(odds, own))


def held_to_share(fitted: LabelFit, said: Ints, both: Floats) -> LabelFit:
    """Hold the noise that wasn't seen to what is usual.

    That is all noise of a tag the predictions can't tell, and of an answer they hardly ever give.
    Of the commoner answer the usual share is that of the rarer one's items: the usual share of all
    denials of a rare tag would be more items than have the tag.
    """
    count, predicted = np.bincount(said, minlength=2), np.bincount(fitted.best, minlength=2)
    seen = fitted.told * (predicted >= FEWEST) * (lift(said, fitted.best) >= LIFT)
    limit = USUAL * np.minimum(1, count[::-1] / np.maximum(count, 1))
    there = fitted.noise[[0, 1], [1, 0]]
    wrong = seen * there + (1 - seen) * np.minimum(there, limit)
    if np.allclose(wrong, there, rtol=1e-3):
        return fitted
    noise = np.array([[1 - wrong[0], wrong[0]], [wrong[1], 1 - wrong[1]]])
    power, follows = fit_given(said, both, noise)
    return replace(fitted, noise=noise, power=power, follows_truth=follows)


def lift(said: Ints, best: Ints) -> float:
    """Return the share of the mistakes of always guessing the commoner answer that are saved.

    >>> lift(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 0, 1, 0]))
    0.5
    """
    missed = float(np.bincount(said, minlength=2).min())
    return 1 - float((best != said).sum()) / missed if missed else 0.0
