"""The risk from positives and items nobody spoke of, without bias and without a bound."""

from dataclasses import dataclass

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.positives.drawn import share_of
from assay.learn.positives.non_negative_risk import Held
from assay.learn.said import positives_of
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Tensor


class Free(Held):
    """The risk as it is, below zero or not."""

    def objective(self, step: Step) -> Tensor:
        """Return the sum of both risks."""
        ahead, negative = self.risks(step)
        return ahead + negative


@dataclass(frozen=True)
class UnbiasedRisk(Learner, reads={"positives"}, truth={"one_of"}, paper="duplessis2015"):
    """Learn from positives and the rest: the risk of ordinary labels, without bias (uPU).

    The risk of negatives is that of all items as negatives, less that of positives as negatives
    times their share. With the logistic loss the two terms of positives add up to a straight line,
    so that the whole is convex in a linear model's weights. A network with room enough drives it
    below zero: `NonNegativeRisk` doesn't let it.

    Assumes: positives were picked at random; their share is known, or estimated by Elkan and
    Noto's rule, which needs classes that hardly overlap. A model too small to learn items by heart.

    Cost: one training, on half as many rows again.

    Equation
    --------
    paid = prior * mean over positives of -log(p)
           + mean over all items of -log(1 - p) - prior * mean over positives of -log(1 - p)

    p is what is learnt: P(positive | features).

    References
    ----------
    duplessis2015

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> from assay.learn import Head
    >>> x = np.r_[np.full((40, 1), 1.0), np.full((60, 1), -1.0)]
    >>> picked = Evidence.labels(np.where(np.arange(100) < 20, 1, -1), ("no", "yes"))
    >>> model = UnbiasedRisk().learn(x, picked, 0.4, Head(hidden=0, epochs=50, rate=0.1))
    >>> model.predict(x[[0, 99]]).tolist()
    [1, 0]
    """

    def learn(
        self, features: Features, evidence: Evidence, prior: float | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `prior` is the share of positives among all items."""
        picked, positive = positives_of(evidence, "UnbiasedRisk")
        share = share_of(prior, picked, features, "UnbiasedRisk")
        return fit(self, features, evidence.truth, Free(picked, positive, share), carrier)
