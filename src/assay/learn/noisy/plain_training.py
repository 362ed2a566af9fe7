"""Training as if labels were true."""

from dataclasses import dataclass

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.method import Learner
from assay.model import Model
from assay.types import Features


@dataclass(frozen=True)
class PlainTraining(
    Learner, reads={"labels", "soft", "votes", "candidates", "complementary", "tags", "numbers"},
    truth={"one_of", "ordered", "any_of", "number"}, carriers={"head", "classifier"},
):  # fmt: skip
    """Train on what was said as if it were true: what every other method is compared with.

    Of several claims about an item the mean is aimed at; of a set of candidates, all of them alike;
    of a negated claim, all other classes alike; of tags, those nobody spoke of don't hold.

    Assumes: labels are right. It follows wrong ones to the end.

    Cost: one training.

    Equation
    --------
    paid = mean over items of loss(said, predicted), said = mean over an item's claims
    one class:  loss = - sum over k of said[k] * log p[k]
    tags:       loss = mean over k of - said[k] * log p[k] - (1 - said[k]) * log(1 - p[k])
    numbers:    loss = (predicted - said)^2 / 2

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features, labels = np.array([[0.0], [1.0], [9.0], [10.0]]), np.array([0, 0, 1, 1])
    >>> model = PlainTraining().learn(features, Evidence.labels(labels), Classifier())
    >>> model.predict(features).tolist()
    [0, 0, 1, 1]
    """

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        return fit(self, features, evidence.truth, Recipe(said(evidence)), carrier)
