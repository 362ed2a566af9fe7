"""Losses for several complementary labels an item."""

from dataclasses import dataclass
from functools import partial
from typing import Literal

from assay.evidence import Evidence
from assay.learn.candidates.ruled_out import EDGE, by_cost
from assay.learn.fit import Carrier
from assay.losses.shape import softmax
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Tensor


def left(logits: Tensor, out: Tensor, cost: str) -> Tensor:
    """Return (m,) what the probability of all classes that are left costs."""
    named = (out > 0).to(out.dtype)
    inside = (softmax(logits) * (1 - named)).sum(dim=1)
    if cost == "absolute":
        paid = 1 - inside
    else:
        paid = (-inside).exp() if cost == "exponential" else -(inside + EDGE).log()
    # Who rules out more says more by itself: the weights make such items count no more.
    return (logits.shape[1] - 1) * paid / named.sum(dim=1).clamp_min(1)


@dataclass(frozen=True)
class MultipleComplementary(
    Learner, reads={"complementary"}, truth={"one_of"}, paper="feng2020b",
):  # fmt: skip
    """Pay by the probability of all classes together that were not ruled out.

    Experimental: with one class ruled out an item, the absolute cost learnt far less than the
    logarithm, which is bounded by nothing.

    Assumes: which classes are ruled out depends on chance alone, and not the truth.

    Cost: one training.

    Equation
    --------
    left = sum over the classes k that were not ruled out of p[k]
    paid = mean of (K - 1) / (number ruled out) * cost(left)
    absolute: cost = 1 - left; exponential: cost = exp(-left); logarithm: cost = -log(left)

    Parameters
    ----------
    cost
        One minus that probability, e to minus it, or minus its log.

    References
    ----------
    feng2020b
    """

    cost: Literal["absolute", "exponential", "logarithm"] = "logarithm"

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        return by_cost(self, features, evidence, partial(left, cost=self.cost), carrier)
