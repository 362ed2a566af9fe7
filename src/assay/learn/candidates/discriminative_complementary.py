"""Complementary labels predicted for themselves."""

from dataclasses import dataclass

from assay.evidence import Evidence
from assay.learn.candidates.ruled_out import by_cost
from assay.learn.fit import Carrier
from assay.losses.shape import softmax
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Tensor


def weighted(logits: Tensor, out: Tensor) -> Tensor:
    """Return (m,) cross-entropy of the class ruled out, more where it was already improbable."""
    rest = 1 - softmax(logits)
    log = rest.log_softmax(dim=1)
    return -(out * (1 + rest / max(logits.shape[1] - 1, 1)) * log).sum(dim=1)


@dataclass(frozen=True)
class DiscriminativeComplementary(
    Learner, reads={"complementary"}, truth={"one_of"}, paper="gao2021",
):  # fmt: skip
    """Predict which class will be ruled out: one that is improbable, by a softmax of one minus p.

    Cross-entropy of the class that was ruled out, plus a share of it that grows with how
    improbable the class is already, which drives it and the truth apart.

    Experimental: the softmax of numbers in [0, 1] can say little, so that steps are small.

    Assumes: any class but the truth is ruled out alike.

    Cost: one training.

    Equation
    --------
    q    = softmax(1 - p)
    paid = mean of -(1 + (1 - p[j]) / (K - 1)) * log(q[j])

    j is the class ruled out, p what is predicted; of several classes the mean counts.

    References
    ----------
    gao2021
    """

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        return by_cost(self, features, evidence, weighted, carrier)
