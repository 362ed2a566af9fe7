"""P(what is said of a tag is wrong), tag by tag, each as a problem of two classes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assay.kernels.core import flatness, surest_first
from assay.kernels.kinds.tag_scores import column
from assay.kernels.label_posterior import (
    USUAL,
    LabelFit,
    fit_given,
    log_odds_wrong,
    probability,
    rankable,
    sureness,
)
from assay.kernels.noise import confident_joint, hold_to_core, noise_matrix
from assay.types import Array, Floats, Ints

#: Items predicted to have an answer, fewer than which its noise is not seen; least lift over
#: always guessing the commoner answer.
FEWEST, LIFT = 30, 0.05
#: Items' worth by which the noise of both answers is drawn together.
SHRINKAGE = 10.0


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
        fitted = fit_tag(said, both, learnt=learnt)
        odds, _ = log_odds_wrong(said, both, fitted)
        own = both[np.arange(len(said)), said]
        yield JudgedTag(k, rows, said, both, fitted, probability(odds), rankable(odds, own))


def fit_tag(said: Ints, both: Floats, *, learnt: bool) -> LabelFit:
    """Learn the noise of one tag, then power and mixture by maximum likelihood of what is said.

    The noise is what confident counts say, held to the surest items of both answers, and, as far
    as overlap explains it, to the usual.
    """
    joint, _, own, best = confident_joint(said, both)
    noise = hold_to_core(noise_matrix(joint, SHRINKAGE), said, both, best, SHRINKAGE)
    power, follows = fit_given(said, both, noise)
    fitted = LabelFit(noise, power, follows, own, best)
    sure = sureness(both, fitted)
    told = flatness(best != said, surest_first(best, sure, 2), 0.5)
    told = told if learnt else max(told, follows)
    noise = held_to_usual(noise, told, said, best)
    power, follows = fit_given(said, both, noise)
    return LabelFit(noise, power, follows, own, best, told)


def held_to_usual(noise: Floats, told: float, said: Ints, best: Ints) -> Floats:
    """Return the noise (2, 2) with what wasn't seen held to what is usual.

    Not seen is all noise of a tag the predictions can't tell, and of an answer they hardly ever
    give. Of the commoner answer the usual share is that of the rarer one's items: the usual share
    of all denials of a rare tag would be more items than have the tag.
    """
    count, predicted = np.bincount(said, minlength=2), np.bincount(best, minlength=2)
    seen = told * (predicted >= FEWEST) * (lift(said, best) >= LIFT)
    limit = USUAL * np.minimum(1, count[::-1] / np.maximum(count, 1))
    there = noise[[0, 1], [1, 0]]
    wrong = seen * there + (1 - seen) * np.minimum(there, limit)
    return np.array([[1 - wrong[0], wrong[0]], [wrong[1], 1 - wrong[1]]])


def lift(said: Ints, best: Ints) -> float:
    """Return the share of the mistakes of always guessing the commoner answer that are saved.

    >>> lift(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 0, 1, 0]))
    0.5
    """
    missed = float(np.bincount(said, minlength=2).min())
    return 1 - float((best != said).sum()) / missed if missed else 0.0
