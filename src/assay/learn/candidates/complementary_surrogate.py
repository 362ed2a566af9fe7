"""Surrogate losses for complementary labels."""

from dataclasses import dataclass
from typing import Literal

from assay.evidence import Evidence
from assay.learn.candidates.ruled_out import EDGE, by_cost
from assay.learn.fit import Carrier
from assay.losses.shape import softmax
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Tensor


def logarithm(logits: Tensor, out: Tensor) -> Tensor:
    """Return (m,) minus the log of not being of the class that was ruled out."""
    return -(out * (1 - softmax(logits) + EDGE).log()).sum(dim=1)


def exponential(logits: Tensor, out: Tensor) -> Tensor:
    """Return (m,) e to the probability of the class that was ruled out."""
    return (out * softmax(logits).exp()).sum(dim=1)


#: What is paid, by its name.
COSTS = {"logarithm": logarithm, "exponential": exponential}


@dataclass(frozen=True)
class ComplementarySurrogate(
    Learner, reads={"complementary"}, truth={"one_of"}, paper="chou2020",
):  # fmt: skip
    """Pay for the probability that is put on a class that was ruled out.

    The step of an unbiased risk is right on average and far off in each batch; that of a loss of
    what was ruled out alone is biased and steady, which is worth more. With the logarithm and one
    class ruled out it is forward correction by an even matrix.

    Assumes: any class but the truth is ruled out alike. Where exclusions are biased it fails, and
    forward correction by their matrix does not.

    Cost: one training.

    Equation
    --------
    logarithm:   paid = mean of -log(1 - p[j])
    exponential: paid = mean of exp(p[j])

    j is the class ruled out, p[j] what is predicted of it; of several classes the mean counts.

    Parameters
    ----------
    cost
        Minus the log of what is left, or e to what is put on the class.

    References
    ----------
    chou2020
    """

    cost: Literal["logarithm", "exponential"] = "logarithm"

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        return by_cost(self, features, evidence, COSTS[self.cost], carrier)
