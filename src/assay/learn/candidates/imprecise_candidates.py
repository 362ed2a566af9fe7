"""Expectation and maximisation over sets of candidates, and what is outside held down."""

from dataclasses import dataclass

from assay.evidence import Evidence
from assay.kernels.learn.likelihood import candidate_rows
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import AtPosterior
from assay.learn.said import candidates_of
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, NonNegative, Tensor

#: Keeps the logarithm of nothing finite.
EDGE = 1e-6


class HeldDown(AtPosterior):
    """Aim at the posterior in the set, and pay for what is predicted outside of it."""

    def __init__(self, member: Array, strength: float) -> None:
        super().__init__(candidate_rows(member))
        self.member, self.strength = member, strength

    def penalty(self, step: Step) -> Tensor:
        """Return minus the log of not being of each class outside, summed."""
        beyond = step.tensor(~self.member[step.ids])
        each = -((1 - step.logits.softmax(dim=1) + EDGE).log() * beyond).sum(dim=1)
        weight = self.weighed(step)
        each = each if weight is None else each * step.tensor(weight)
        return self.strength * each.mean()


@dataclass(frozen=True)
class ImpreciseCandidates(
    Learner, reads={"candidates", "labels"}, truth={"one_of"}, paper="chen2024",
):  # fmt: skip
    """Aim at the posterior of the truth within its set, and hold down every class outside of it.

    The first part is the likelihood of the set, by EM with a step a batch; the second treats each
    class outside as a negative label of its own. On digits the second part changed nothing: the
    posterior already has nothing outside.

    Assumes: which other classes are in a set depends on chance alone, and the truth is in it.

    Cost: one training.

    Equation
    --------
    paid = mean of -log(sum over k in the set of p[k])
           + strength * mean of -sum over k outside the set of log(1 - p[k])
    by     target[k] ~ p[k] in the set, held fixed in a step, for the first part

    ~ means "in proportion to".

    Parameters
    ----------
    strength
        What the classes outside weigh; 0 leaves the likelihood alone.

    References
    ----------
    chen2024
    """

    strength: NonNegative = 1.0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        recipe = HeldDown(candidates_of(evidence), self.strength)
        return fit(self, features, evidence.truth, recipe, carrier)
