"""Suspicion by the loss of a label while a model was trained, in two parts: small and large."""

from dataclasses import dataclass

import numpy as np

from assay.dynamics import Dynamics
from assay.kernels.dynamics.curves import better, mean_over, usual
from assay.kernels.dynamics.mixture import high, two_parts
from assay.method import Detector
from assay.results import Flags
from assay.types import Fraction, Ints

REASON = (
    "its mean loss over training is {loss:.2f}, among the large ones of {given}; "
    "the best other class was mostly {suggested}"
)


@dataclass(frozen=True)
class SmallLossMixture(Detector, reads={"labels"}, truth={"one_of"}, paper="arazo2019"):
    """Suspect labels whose mean loss over training belongs to the large of two parts.

    A model learns right labels sooner, so wrong ones have large losses for long. Two normal parts
    are fitted to the mean losses of each class: classes differ in how hard they are. A class of
    fewer than 20 items goes by the parts of all classes together. The chance of being in the large
    part is the probability that the label is wrong, unless it led all other classes on average: two
    parts are found in any column of numbers, and in data without errors the larger losses are those
    of hard items. The score is one less the geometric mean of the label's probabilities, which
    ranks better than the chance where a class's losses have no two parts.

    Assumes: in every class, the losses of right labels are about normal and smaller than those of
    wrong ones.
    Few items a class are learnt by heart before they can be told: the ranking holds, but most
    wrong labels are not flagged.

    Cost: one pass over the dynamics, and up to 200 rounds of fitting; 60 bytes an item. The
    dynamics cost one training.

    Figures: a test holds it, on digits without errors, to flag next to none, where the normal parts
    alone flag many.

    Equation
    --------
    loss     = mean over epochs of -log P(label)
    score    = 1 - exp(-loss)
    P(wrong) = P(large part | loss), two normal parts a class, where the mean margin < 0; else 0
    flagged where P(wrong) > threshold

    Parameters
    ----------
    threshold
        Flag where the probability is above it.

    References
    ----------
    arazo2019 for two parts of the losses (beta there).
    li2020 for normal parts.

    Examples
    --------
    >>> loss = np.r_[np.linspace(0.1, 0.5, 20), 3.0, 3.2][None].astype(np.float32)
    >>> seen = Dynamics(-loss, loss, np.ones((1, 22), int))
    >>> flags = SmallLossMixture().flag(labels=np.zeros(22, int), dynamics=seen)
    >>> np.flatnonzero(flags.flagged), flags.p_wrong[[0, 21]].round(2).tolist()
    (array([20, 21]), [0.0, 1.0])
    """

    threshold: Fraction = 0.5

    def flag(self, labels: Ints, dynamics: Dynamics) -> Flags:
        """Flag where the mean loss is likelier from the large part of its class."""
        n = len(labels)
        said = np.flatnonzero(labels >= 0)
        loss, behind = mean_over(dynamics.loss), mean_over(dynamics.margin) < 0
        score, wrong = np.zeros((2, n))
        if said.size:
            group, values = labels[said], loss[said]
            parts = two_parts(values, group, int(group.max()) + 1)
            chance = high(values, group, parts)
            score[said] = -np.expm1(-values)
            wrong[said] = np.where(behind[said], chance, 0.0)
        flagged = wrong > self.threshold
        suggested = better(labels, usual(dynamics.other), behind)
        return Flags(score, suggested, flagged, REASON, {"loss": loss}, wrong)
