"""A second model that learns from the first one's answers, and away from the labels."""

from dataclasses import dataclass, replace

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn.classifier import Classifier
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.head import Head
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, NonNegative


class Distilled(Recipe):
    """Aim at a mixture of labels and of what a first model makes of them."""

    def believed(self) -> Floats:
        """Return the mixture."""
        return self.first


@dataclass(frozen=True)
class SelfDistillation(
    Learner, reads={"labels", "soft", "numbers"}, truth={"one_of", "number"},
    carriers={"head", "classifier"}, paper="das2023",
):  # fmt: skip
    """Train, predict the items that were trained on, and train again on those predictions.

    The second model aims at `share` times the prediction plus 1 - `share` times the label. A share
    above 1 goes beyond the prediction, away from the label: with much noise that undoes what the
    first model took over from wrong labels. For ridge regression the second model is the first with
    its spectrum shrunk again. A share below zero for a class can't be learnt by a classifier of
    scikit-learn's and is cut to zero there; a network learns it, and needs decay to bear it.

    Assumes: labels are wrong or scattered by chance alone. The prediction is of items the model
    was trained on; one out of fold has another best share.
    Experimental: it needs a model of low capacity, or one that learnt noise by heart; a network on
    digits gained nothing.

    Cost: two trainings.

    Equation
    --------
    paid = mean over items of cross entropy(share * first(x) + (1 - share) * said, p)
    first = the model trained on said; of numbers, half the squared error of the same target

    Parameters
    ----------
    share
        What the prediction weighs: 0 trains on labels, 1 on predictions.

    References
    ----------
    das2023

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> carrier = Classifier(Ridge(alpha=1.0, fit_intercept=False))
    >>> features, evidence = np.array([[1.0]]), Evidence.numbers(np.array([8.0]))
    >>> model = SelfDistillation(share=1.0).learn(features, evidence, carrier)
    >>> model.body.outputs(features).tolist()
    [[2.0]]
    """

    share: NonNegative = 1.2

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the second model."""
        if features is None:
            fix = "Give features instead of a loader."
            raise DataError("SelfDistillation", "needs features", got="none", fix=fix)
        first = said(evidence)
        carried = carrier_of(carrier, self)
        alone = replace(carried, checkpoint=None) if isinstance(carried, Head) else carried
        teacher = fit(self, features, evidence.truth, Recipe(first), alone)
        target = self.share * teacher.body.outputs(features) + (1 - self.share) * first
        if evidence.truth.kind == "one_of" and isinstance(carried, Classifier):
            target = np.maximum(target, 0)
            target = target / np.maximum(target.sum(axis=1, keepdims=True), 1e-12)
        return fit(self, features, evidence.truth, Distilled(target), carried)
