"""Early-learning regularisation."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Fraction, NonNegative, Tensor

#: Probabilities are held so far from zero and one, and the agreement so far below one.
EDGE = 1e-4


class Remembering(Recipe):
    """Pay for leaving what was predicted of an item before."""

    def __init__(self, first: Floats, memory: float, strength: float) -> None:
        super().__init__(first)
        self.memory, self.strength = memory, strength
        self.kept = np.zeros_like(self.first)

    def penalty(self, step: Step) -> Tensor:
        """Return the log of how far predictions are from what is remembered of the items."""
        held = np.clip(step.proba, EDGE, 1 - EDGE)
        fresh = held / held.sum(axis=1, keepdims=True)
        self.kept[step.ids] = self.memory * self.kept[step.ids] + (1 - self.memory) * fresh
        proba = step.logits.softmax(dim=1).clamp(EDGE, 1 - EDGE)
        agreed = (step.tensor(self.kept[step.ids]) * proba).sum(dim=1)
        return self.strength * (1 - agreed).clamp_min(EDGE).log().mean()

    def believed(self) -> Floats:
        """Return what is remembered of the items."""
        total = self.kept.sum(axis=1, keepdims=True)
        return np.asarray(np.where(total > 0, self.kept / np.maximum(total, 1e-12), self.first))


@dataclass(frozen=True)
class EarlyLearning(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="liu2020"):
    """Hold predictions to what they were early on, before wrong labels were learnt by heart.

    A running mean of every item's predictions is kept, and leaving it is paid for; the slope of
    that undoes the pull of labels that contradict it. What is remembered is `Model.believed`.

    Equation
    --------
    paid = cross entropy(said, p) + strength * mean of log(1 - sum over k of kept[k] * p[k])
    kept <- memory * kept + (1 - memory) * p        before an item is paid for, without a slope

    Assumes
    -------
    Right labels are learnt before wrong ones, which half of them wrong alike defeats.

    Cost
    ----
    One training and n x K numbers.

    Parameters
    ----------
    memory
        What an epoch keeps of the mean.
    strength
        What leaving it weighs; more for many classes.

    References
    ----------
    liu2020
    """

    memory: Fraction = 0.7
    strength: NonNegative = 3.0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        recipe = Remembering(said(evidence), self.memory, self.strength)
        return fit(self, features, evidence.truth, recipe, carrier)
