"""Losses that keep the order of the classes."""

from dataclasses import dataclass
from typing import Literal

from assay.evidence import Evidence
from assay.learn.candidates.ruled_out import EDGE, by_cost
from assay.learn.fit import Carrier
from assay.losses.shape import log_softmax, softmax
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Tensor


def reversed_order(logits: Tensor, out: Tensor) -> Tensor:
    """Return (m,) cross-entropy of the class ruled out, by the logits turned round."""
    return -(out * log_softmax(-logits)).sum(dim=1)


def reweighed(logits: Tensor, out: Tensor) -> Tensor:
    """Return (m,) the same, times how much the class that was ruled out is believed in."""
    log = log_softmax(-logits)
    sure = softmax((-log).clamp_max(40).exp())
    return -(out * (softmax(logits) * sure + EDGE) * log).sum(dim=1)


@dataclass(frozen=True)
class OrderPreserving(
    Learner, reads={"complementary"}, truth={"one_of"}, paper="liu2023b",
):  # fmt: skip
    """Predict which class will be ruled out by the logits turned round.

    Where any class but the truth is ruled out alike, the class that is least often ruled out is
    the most probable one: the order is kept, the cost is never below zero, and nothing need be
    inverted. Probabilities are a ranking: a class that is never ruled out gets all.

    Assumes: any class but the truth is ruled out alike.

    Cost: one training.

    Equation
    --------
    q         = softmax(-logits)
    plain:      paid = mean of -log(q[j])
    reweighed:  paid = mean of -p[j] * w[j] * log(q[j]), p = softmax(logits), w = softmax(1 / q)

    j is the class ruled out; of several classes the mean counts.

    Parameters
    ----------
    form
        reweighed: items count whose ruled-out class is believed in; plain: all alike.

    References
    ----------
    liu2023b
    """

    form: Literal["reweighed", "plain"] = "reweighed"

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        cost = reversed_order if self.form == "plain" else reweighed
        return by_cost(self, features, evidence, cost, carrier)
