"""Self-training, the surest first."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.priors import aligned
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.method import Learner
from assay.model import Model
from assay.types import Count, Features, Floats, Fraction


@dataclass(frozen=True)
class SelfTraining(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="cascantebonilla2021",
):  # fmt: skip
    """Label what nobody labelled by the model, the surest first, and begin afresh every round.

    In round r of R, the share r / R of unlabelled items whose prediction is surest join the
    training at their best class. Predictions are divided by their mean before, so that no class is
    favoured for having been easy. Every round trains a new model: what one believed wrongly is not
    carried on in its weights.

    Assumes: classes of unlabelled items are as common as those of `balance`: all alike at 1, as
    the labelled ones are at 0.

    Cost: `rounds` + 1 trainings.

    Equation
    --------
    q[k]   ~ prior[k] * p[k] / (mean over unlabelled items of p[k])
    prior  = balance / K + (1 - balance) * (share of k among the labels)
    joins:   in round r the r / rounds of the unlabelled items of the largest max of q, at argmax q
    paid   = mean over labelled and joined items of -log(p[label]), by a new model every round

    ~ means "in proportion to".

    Parameters
    ----------
    rounds
        After how many all items have joined.
    balance
        How far classes are taken to be alike in number.

    References
    ----------
    cascantebonilla2021

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [4.0], [6.0], [9.0], [10.0]])
    >>> evidence = Evidence.labels(np.array([0, -1, -1, -1, -1, 1]))
    >>> SelfTraining().learn(features, evidence, Classifier()).predict(features).tolist()
    [0, 0, 0, 1, 1, 1]
    """

    rounds: Count = 5
    balance: Fraction = 1.0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        first = said(evidence)
        labelled = ~np.isnan(first).any(axis=1)
        model = fit(self, features, evidence.truth, Recipe(first), carrier)
        free = np.flatnonzero(~labelled)
        if not len(free) or not labelled.any():
            return model
        prior = self._prior(first[labelled])
        for turn in range(self.rounds):
            proba = aligned(model.probabilities(features[free]), prior)
            sure = proba.max(axis=1)
            kept = max(1, round((turn + 1) / self.rounds * len(free)))
            joins = np.argsort(-sure, kind="stable")[:kept]
            target = first.copy()
            target[free[joins]] = np.eye(first.shape[1])[proba[joins].argmax(axis=1)]
            model = fit(self, features, evidence.truth, Recipe(target), carrier)
        return model

    def _prior(self, known: Floats) -> Floats:
        k = known.shape[1]
        return np.asarray(self.balance / k + (1 - self.balance) * known.mean(axis=0))
