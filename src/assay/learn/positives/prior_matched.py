"""EM on items nobody spoke of, held to the share of positives."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.priors import matched_shift
from assay.learn.fit import Carrier, fit
from assay.learn.positives.drawn import Drawn, log_odds, share_of
from assay.learn.said import positives_of
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats


class Matched(Drawn):
    """Aim at predictions that were moved so that as many are positive as there should be."""

    rounds = 20

    def targets(self, step: Step) -> Floats:
        """Return the moved predictions; of positives, that they are."""
        beside, rest = self.parted(step)
        odds = log_odds(step.log_proba, self.positive)
        moved = odds + matched_shift(odds[rest], self.share)
        chance = 1 / (1 + np.exp(-np.clip(moved, -500, 500)))
        if not self.tail:
            # One row stands for the item and for what is known of it.
            known = self._known(step)
            chance = (chance + known * beside) / (1 + known * beside)
        else:
            chance = np.where(beside, 1.0, chance)
        target = np.empty((len(chance), 2), np.float32)
        target[:, self.positive], target[:, 1 - self.positive] = chance, 1 - chance
        return target

    def weights(self, step: Step) -> Floats:
        """Return weights by which positives count as much as there are of them."""
        beside, rest = self.parted(step)
        if not self.tail:
            return np.asarray(1 + self._known(step) * beside, np.float32)
        m = len(step.ids)
        known = self.share * m / max(int(beside.sum()), 1)
        return np.where(beside, known, m / max(int(rest.sum()), 1)).astype(np.float32)

    def _known(self, step: Step) -> float:
        return self.share * len(step.ids) / max(int(self.picked[step.ids].sum()), 1)


@dataclass(frozen=True)
class PriorMatched(
    Learner, reads={"positives"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="elkan2008",
):  # fmt: skip
    """Aim at what is predicted of the rest, moved so that its mean is the share of positives.

    Positives that were picked count as much as there are positives; every other item is aimed at
    its own prediction, with the log odds moved by one number that brings the mean to the share.

    Assumes: positives were picked at random; their share is known, or estimated by Elkan and
    Noto's rule, which needs classes that hardly overlap.

    Cost: one training; with a classifier of scikit-learn's, 20.

    Equation
    --------
    target = sigmoid(log odds of p + shift), the shift such that the targets' mean is the prior
    paid   = prior * mean over positives of -log(p)
             + mean over all items of -target * log(p) - (1 - target) * log(1 - p)

    p is what is learnt: P(positive | features); targets are held fixed in a step.

    References
    ----------
    elkan2008
    """

    def learn(
        self, features: Features, evidence: Evidence, prior: float | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `prior` is the share of positives among all items."""
        picked, positive = positives_of(evidence, "PriorMatched")
        share = share_of(prior, picked, features, "PriorMatched")
        return fit(self, features, evidence.truth, Matched(picked, positive, share), carrier)
