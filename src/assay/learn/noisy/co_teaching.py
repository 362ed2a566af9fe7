"""Two networks that choose items for each other."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.selection import smallest
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Fraction


class Choosing(Recipe):
    """Each network learns from what the other finds easy."""

    members = 2

    def __init__(self, first: Floats, forget: float, ramp: float) -> None:
        super().__init__(first)
        self.forget, self.ramp = forget, ramp

    def weights(self, step: Step) -> Floats:
        """Return 1 for the items whose loss is smallest to the peer, scaled to mean one."""
        share = self.forget * min(1.0, step.progress / max(self.ramp, 1e-9))
        paid = -(self.first[step.ids] * step.peers[0].log_proba).sum(axis=1)
        chosen = smallest(paid, 1 - share)
        return np.asarray(chosen / max(chosen.mean(), 1e-9), np.float32)


@dataclass(frozen=True)
class CoTeaching(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="han2018"):
    """Train two networks, each on the items of a batch that the other finds easiest.

    What one network has learnt by heart the other hasn't, so that neither confirms itself. The
    share that is left out grows to `forget`. The mean of both predicts.

    Assumes: about `forget` of the labels are wrong, in all classes alike. From scratch and with
    much noise the two may run away together.

    Experimental: on digits it did not beat plain training that stops as early.

    Cost: two trainings.

    Equation
    --------
    paid = mean over the chosen items of - sum over k of said[k] * log p[k], for each network
    chosen: the round((1 - f) * m) of the batch's m items whose loss by the other network is least
    f = forget * min(1, progress / ramp), progress going from 0 to 1 in training

    Parameters
    ----------
    forget
        Share of a batch that is left out in the end.
    ramp
        Share of the training over which it grows.

    References
    ----------
    han2018
    """

    forget: Fraction = 0.2
    ramp: Fraction = 0.1

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        recipe = Choosing(said(evidence), self.forget, self.ramp)
        return fit(self, features, evidence.truth, recipe, carrier)
