"""Pseudo-labels against the pull of common classes."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.learn.unlabelled.rounds import Joined, best, needed
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Fraction, Positive

#: What a further item of a class is worth beside those that there are (effective numbers).
WORN = 0.999


class Deferred(Joined):
    """Count classes alike from some time on."""

    def __init__(self, first: Floats, weight: Floats, even: Floats, start: float) -> None:
        super().__init__(first, weight * even if start == 0 else weight)
        self.plain, self.even, self.start = np.asarray(weight, np.float32), even, start

    def weights(self, step: Step) -> Floats:
        """Return weights as they are, and later those that count classes alike."""
        weight = self.plain[step.ids]
        return weight * self.even[step.ids] if step.progress >= self.start else weight


@dataclass(frozen=True)
class ImbalancedPseudoLabels(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="yang2020",
):  # fmt: skip
    """Label all other items by a model of the labels, and train on both together.

    Where some classes are rare, more items of them, though labelled by a biased model, move the
    boundary away from the common classes' side. Late in training rare classes can be made to count
    as much as common ones, by the effective number (1 - b^n) / (1 - b) of each class's n items.

    Experimental: on handwritten digits pseudo-labels helped only where classes were evened too.

    Assumes: unlabelled items are of the same classes; the first model labels rare ones right more
    often than not.

    Cost: two trainings.

    Equation
    --------
    paid = mean over items of -w * e * log(p[label]), label: as said, else argmax of the first model
    w    = 1 where said, else weight
    e    ~ (1 - 0.999) / (1 - 0.999 ** n[label]) from even_from on, 1 on average; 1 before

    n[k] is how many items are of class k, pseudo-labels among them. ~ means "in proportion to".

    Parameters
    ----------
    weight
        What a pseudo-label counts beside a label.
    even_from
        Share of the training after which classes count alike; 1 leaves them as they are, 0 counts
        them alike always, and a classifier of scikit-learn's knows those two alone.

    References
    ----------
    yang2020

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [4.0], [6.0], [9.0], [10.0]])
    >>> evidence = Evidence.labels(np.array([0, -1, -1, -1, -1, 1]))
    >>> model = ImbalancedPseudoLabels(weight=0.5).learn(features, evidence, Classifier())
    >>> model.about["weights"].tolist()
    [1.0, 0.5, 0.5, 0.5, 0.5, 1.0]
    """

    weight: Positive = 1.0
    even_from: Fraction = 1.0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        first = said(evidence)
        known = ~np.isnan(first).any(axis=1)
        if not known.any():
            return fit(self, features, evidence.truth, Recipe(first), carrier)
        target, weight = first.copy(), np.asarray(known, np.float64)
        if not known.all():
            model = fit(self, features, evidence.truth, Recipe(first), carrier)
            needed(features, "ImbalancedPseudoLabels")
            target[~known] = best(model.probabilities(features[np.flatnonzero(~known)]))
            weight[~known] = self.weight
        start = self.even_from if self.even_from < 1 else 2.0
        recipe = Deferred(target, weight, evened(target), start)
        return fit(self, features, evidence.truth, recipe, carrier)


def evened(target: Floats) -> Floats:
    """Return (n,) weights of mean 1 that make up for how common each item's class is.

    >>> evened(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])).round(2)
    array([0.75, 0.75, 1.5 ])
    """
    counts = target.sum(axis=0)
    effective = (1 - WORN**counts) / (1 - WORN)
    each = target @ (1 / np.maximum(effective, 1e-9))
    return np.asarray(each / each.mean())
