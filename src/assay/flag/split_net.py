"""Suspicion by what a small model learns from the surest cases of another detector."""

from dataclasses import dataclass

import numpy as np

from assay.dataset import Neighbours
from assay.dynamics import Dynamics
from assay.flag.graph_cleaner import expected
from assay.flag.self_confidence import REASON, probabilities
from assay.kernels.confident import survey
from assay.kernels.dynamics.curves import mean_over
from assay.kernels.dynamics.mixture import high, two_parts
from assay.kernels.nearby import supports
from assay.kernels.stack import weigh
from assay.kernels.suspicion import best_others, log_margin
from assay.method import Detector
from assay.results import Flags
from assay.types import Array, Floats, Fraction, Ints, Positive

#: Parts of the items, each judged by a model that was fitted on the others.
FOLDS = 5
#: Items that models are fitted on at most.
FITTED_ON = 50_000


@dataclass(frozen=True)
class SplitNet(Detector, reads={"labels"}, truth={"one_of"}, paper="kim2022"):
    """Learn to split right from wrong labels, from cases that training losses make sure of.

    The mean loss over training, in two normal parts, gives a first opinion. Where it is sure on
    either side, a logistic regression learns to tell right from wrong by cues that the opinion
    didn't come from: log-odds of the label out of fold, log-margin of the best other class, and
    log-odds of the best other label among the neighbours. Every case counts twice: once with its
    label, once with the best other class in its place and right and wrong changed over. So nothing
    can be told by which class it is, nor by how hard the item is: entropy and highest probability,
    cues in the paper, speak for neither side and are left out. Sure cases are easy, and a free fit
    takes hold of whatever cue sets them furthest apart; so no cue may speak for what it is against,
    and all cases together weigh as few, which draws the weights to each other. The odds are brought
    to the rate of errors that they add up to. No item is judged by what was fitted on it.

    Assumes: the predictions are out of sample; labels that the loss is sure of are mostly as it
    says.

    Cost: six passes over the predictions, n k^2 comparisons for k neighbours, five small
    regressions on at most 50,000 items; 100 bytes an item. The dynamics cost one training.

    Figures: a test holds it to rank no worse than its best cue and than the mean loss, and to flag
    nothing without errors. The paper's network and pictures aren't run.

    Equation
    --------
    cues    = log((1 - P(label)) / P(label)), log(max over k != label of P(k) / P(label)),
              log((V[best other] + 1/2) / (V[label] + 1/2)),   V[k] the neighbours given k
    log odds(wrong) = sum over cues of a * cue + log(rate / (1 - rate)),   a >= 0
    rate    = mean of P(wrong) under that rate, at most 1/2
    score   = P(wrong),   flagged where P(wrong) > threshold

    a: logistic regression on cases whose part of the mean losses is surer than `sure`, out of fold.

    Parameters
    ----------
    sure
        How likely the first opinion must be for a case to be learnt from.
    threshold
        Flag where the probability of a wrong label is above it.
    cases
        As how many all cases weigh against the penalty on squared weights.

    References
    ----------
    kim2022

    Examples
    --------
    >>> truth = np.tile([0, 1], 30)
    >>> y = truth.copy()
    >>> y[4] = 1
    >>> p = np.where(np.eye(2)[truth] > 0, 0.8, 0.2)
    >>> loss = np.where(y == truth, 0.1, 2.0)[None].astype(np.float32)
    >>> seen = Dynamics(1 - loss, loss, 1 - y[None])
    >>> flags = SplitNet().flag(labels=y, predictions=p, dynamics=seen)
    >>> flags.worst(1), flags.explain(4, "dog", "cat")
    (array([4]), 'the predictions give cat 80% and the given dog 20.0%')
    """

    sure: Fraction = 0.95
    threshold: Fraction = 0.5
    cases: Positive = 10.0

    def flag(
        self,
        labels: Ints,
        predictions: Floats,
        dynamics: Dynamics,
        neighbours: Neighbours | None = None,
    ) -> Flags:
        """Flag where the split finds the label likelier wrong than right."""
        wrong = np.zeros(len(labels))
        items = np.flatnonzero(labels >= 0)
        loss = mean_over(dynamics.loss)[items]
        items = items[np.argsort(loss, kind="stable")]
        loss = np.sort(loss)
        rivals = best_others(labels, predictions)
        if items.size:
            given = cues(labels, predictions, labels, neighbours)[items]
            other = cues(rivals, predictions, labels, neighbours)[items]
            wrong[items] = self.split(given, other, loss)
        ahead = survey(rivals, predictions)[0] > survey(labels, predictions)[0]
        flagged = wrong > self.threshold
        suggested = np.where((labels >= 0) & (flagged | ahead), rivals, labels)
        values = probabilities(labels, predictions, suggested)
        return Flags(wrong, suggested, flagged, REASON, values, wrong)

    def split(self, given: Floats, other: Floats, loss: Floats) -> Floats:
        """Return (m,) the chance of a wrong label; items come in the order of their losses."""
        group = np.zeros(len(loss), np.int64)
        chance = high(loss, group, two_parts(loss, group, 1))
        sides = chance < 1 - self.sure, chance > self.sure
        scale = np.sqrt(np.square(given).mean(axis=0)) + 1e-6
        given, other = given / scale, other / scale
        part, odds = np.arange(len(loss)) % FOLDS, np.zeros(len(loss))
        for fold in range(FOLDS):
            cases = [np.flatnonzero((part != fold) & side) for side in sides]
            odds[part == fold] = given[part == fold] @ self.told(given, other, *cases)
        rate = expected(odds, 0.5)
        return np.asarray(1 / (1 + np.exp(-odds - np.log(rate / (1 - rate)))))

    def told(self, given: Floats, other: Floats, right: Ints, wrong: Ints) -> Floats:
        """Return (3,) weights of the cues, none negative, that tell wrong from right cases."""
        kinds = [(given, right, 0), (given, wrong, 1), (other, right, 1), (other, wrong, 0)]
        kinds = [(t, case[:: max(1, -(-len(case) // FITTED_ON))], side) for t, case, side in kinds]
        rows = np.concatenate([table[case] for table, case, _ in kinds])
        said = np.concatenate([np.full(len(case), side, bool) for _, case, side in kinds])
        # Right and wrong cases weigh alike, whichever there are more of.
        each = [np.full(len(case), 0.25 / max(len(case), 1)) for _, case, _ in kinds]
        weight = np.concatenate(each)
        cues_weigh = weigh(rows, said, self.cases * weight)
        # How far to trust the cues together is learnt from all cases at their full number.
        slope = weigh((rows @ cues_weigh)[:, None], said, len(said) * weight)
        return cues_weigh * slope


def cues(asked: Ints, predictions: Floats, labels: Ints, neighbours: Neighbours | None) -> Floats:
    """Return (n, 3) what speaks against a class of every item: log-odds, margin, neighbours.

    Parameters
    ----------
    asked
        (n,) the class that is asked about.
    labels
        (n,) the given ones, which neighbours carry.
    """
    own = np.clip(survey(asked, predictions)[0].astype(np.float64), 1e-9, 1 - 1e-7)
    found: Array = np.zeros((len(asked), 3))
    found[:, 0] = np.log((1 - own) / own)
    found[:, 1] = log_margin(asked, predictions, own)
    if neighbours is None or not neighbours.index.shape[1]:
        return found
    step = max(1, (1 << 20) // neighbours.index.shape[1])
    for start in range(0, len(asked), step):
        near = labels[neighbours.index[start : start + step]]
        mine = near == asked[start : start + step, None]
        votes = supports(near, np.ones(near.shape))
        rival = np.where(mine, 0, votes).max(axis=1).clip(min=0)
        found[start : start + step, 2] = np.log((rival + 0.5) / (mine.sum(axis=1) + 0.5))
    return found
