"""Suspicion by how late a label is learnt and how often it is forgotten."""

from dataclasses import dataclass

import numpy as np

from assay.dynamics import Dynamics
from assay.kernels.dynamics.curves import (
    better,
    first_learnt,
    forgotten,
    mean_over,
    pieces,
    usual,
)
from assay.kernels.dynamics.mixture import high, two_parts
from assay.method import Detector
from assay.results import Flags
from assay.types import Bools, Floats, Fraction, Ints

REASON = (
    "a model in training took it for another class, mostly {suggested}, in {wrong} of {epochs} "
    "epochs, and forgot the label {forgotten} times"
)


@dataclass(frozen=True)
class Forgetting(Detector, reads={"labels"}, truth={"one_of"}, paper="toneva2019"):
    """Suspect labels that a model learns late, forgets, or never learns.

    A label is learnt in an epoch when its class is the most probable one just before the model
    looks at it, and forgotten when it no longer is in the next. Forgetting alone says little: a
    label that is never learnt is never forgotten, and counts as forgotten always. So the score is
    the share of epochs in which the label wasn't known: those before it was first learnt, and
    those it was lost for; equals are told apart by the mean loss. Two normal parts are fitted to
    the shares; flagged are those in the high part that weren't known in most epochs.

    Assumes: the model learns the rule before the exceptions. Rare kinds of items are learnt late
    too.
    Few items a class are learnt by heart before they can be told: the ranking holds, but most
    wrong labels are not flagged.

    Cost: two passes over the dynamics; 24 bytes an item. The dynamics cost one training.

    Figures: a test holds the share of epochs to rank far better than the count of forgettings
    alone, on digits with pair flips and with symmetric ones.

    Equation
    --------
    unknown = epochs in which the label was not the most probable class
    score   = (unknown + loss / (1 + loss)) / (epochs + 1),   loss its mean over epochs
    flagged where unknown > share * epochs and P(high part | score) > 1/2, of two normal parts

    Parameters
    ----------
    share
        Of the epochs that a label must have been unknown in to be flagged.

    References
    ----------
    toneva2019

    Examples
    --------
    >>> margin = np.array([[2.0, -1, -1, 1], [2.0, 1, -1, 1], [2.0, -1, -1, 1]], np.float32)
    >>> seen = Dynamics(margin, np.log1p(np.exp(-margin)), np.tile([1, 1, 0, 0], (3, 1)))
    >>> flags = Forgetting().flag(labels=np.array([0, 0, 1, 1]), dynamics=seen)
    >>> flags.worst().tolist(), flags.flagged.tolist(), flags.values["forgotten"].tolist()
    ([2, 1, 3, 0], [False, True, True, False], [0, 1, 0, 0])
    """

    share: Fraction = 0.5

    def flag(self, labels: Ints, dynamics: Dynamics) -> Flags:
        """Score every item by the share of epochs in which its label wasn't known."""
        epochs, n = dynamics.margin.shape
        wrong, lost, first = np.zeros((3, n), np.int32)
        for piece in pieces(epochs, n):
            correct = dynamics.margin[:, piece] > 0
            wrong[piece] = epochs - correct.sum(axis=0)
            lost[piece], first[piece] = forgotten(correct), first_learnt(correct)
        said = labels >= 0
        loss = mean_over(dynamics.loss)
        score = np.where(said, (wrong + loss / (1 + loss)) / (epochs + 1), 0.0)
        flagged = said & (wrong > self.share * epochs) & self.late(score, said)
        suggested = better(labels, usual(dynamics.other), flagged | (2 * wrong > epochs))
        values = {
            "wrong": wrong, "forgotten": lost, "first_learnt": first,
            "epochs": np.full(n, epochs, np.int32),
        }  # fmt: skip
        return Flags(score, suggested, flagged, REASON, values)

    def late(self, score: Floats, said: Bools) -> Bools:
        """Return (n,) which scores are in the high of two parts."""
        found = np.zeros(len(score), bool)
        if said.any():
            group = np.zeros(int(said.sum()), np.int64)
            found[said] = high(score[said], group, two_parts(score[said], group, 1)) > 0.5
        return found
