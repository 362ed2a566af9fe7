"""Complementary labels compared with every other class."""

from dataclasses import dataclass

from assay.evidence import Evidence
from assay.learn.candidates.ruled_out import by_cost
from assay.learn.fit import Carrier
from assay.losses.shape import full
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Tensor


def compared(logits: Tensor, out: Tensor) -> Tensor:
    """Return (m,) how far the class ruled out stands above the others, each by a sigmoid."""
    made = full(logits)
    above = (made[:, :, None] - made[:, None, :]).sigmoid()
    # A class compared with itself is a half.
    return (out * (above.sum(dim=2) - 0.5)).sum(dim=1)


@dataclass(frozen=True)
class PairwiseComparison(
    Learner, reads={"complementary"}, truth={"one_of"}, paper="ishida2017",
):  # fmt: skip
    """Push the class that was ruled out below every other one, each pair by a sigmoid.

    The sigmoid is even about a half, so that the mean of this loss is the ordinary risk but for a
    constant.

    Experimental: its steps vanish where pairs are far apart; it learnt less than the surrogates.

    Assumes: any class but the truth is ruled out alike.

    Cost: one training, and K x K numbers an item of a batch.

    Equation
    --------
    paid = mean of sum over k other than j of sigmoid(logit[j] - logit[k])

    j is the class ruled out; of several classes the mean counts.

    References
    ----------
    ishida2017
    """

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        return by_cost(self, features, evidence, compared, carrier)
