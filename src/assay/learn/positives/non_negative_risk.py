"""The risk from positives and items nobody spoke of, held to zero and above."""

from dataclasses import dataclass

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.positives.drawn import Drawn, share_of, softplus
from assay.learn.said import positives_of
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Tensor


class Held(Drawn):
    """Risk of positives, and of the rest less what the positives among them add."""

    def risks(self, step: Step) -> tuple[Tensor, Tensor]:
        """Return the risk of positives, and that of negatives, which should be no less than 0."""
        beside, rest = self.parted(step)
        odds = self.odds(step)
        ahead = behind = 0 * odds.sum()
        if beside.any():
            mine = odds[step.tensor(beside)]
            ahead = self.share * softplus(-mine).mean()
            behind = self.share * softplus(mine).mean()
        return ahead, softplus(odds[step.tensor(rest)]).mean() - behind

    def objective(self, step: Step) -> Tensor:
        """Return the risk, or where that of negatives fell below zero, a step back from there."""
        ahead, negative = self.risks(step)
        return ahead + negative if float(negative.detach()) >= 0 else -negative


@dataclass(frozen=True)
class NonNegativeRisk(Learner, reads={"positives"}, truth={"one_of"}, paper="kiryo2017"):
    """Learn from positives and the rest: the rest's risk less that of positives among them (nnPU).

    The unbiased risk of negatives is that of all items as negatives, less that of positives as
    negatives times their share. A network can make it fall below zero, which no risk is; steps
    then go back.

    Assumes: positives were picked at random; their share is known, or estimated by Elkan and
    Noto's rule, which needs classes that hardly overlap.

    Cost: one training, on half as many rows again.

    Equation
    --------
    ahead  = prior * mean over positives of -log(p)
    behind = mean over all items of -log(1 - p) - prior * mean over positives of -log(1 - p)
    paid   = ahead + behind where behind >= 0, else -behind

    p is what is learnt: P(positive | features).

    References
    ----------
    kiryo2017
    """

    def learn(
        self, features: Features, evidence: Evidence, prior: float | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `prior` is the share of positives among all items."""
        picked, positive = positives_of(evidence, "NonNegativeRisk")
        share = share_of(prior, picked, features, "NonNegativeRisk")
        return fit(self, features, evidence.truth, Held(picked, positive, share), carrier)
