"""Labels softened by what a model says that never saw them."""

from dataclasses import dataclass
from typing import Annotated, Literal

import annotated_types as at
import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.decisions import sharpened
from assay.kernels.learn.schedules import ramp
from assay.kernels.learn.scores import jensen_shannon, rescaled
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.head import Head
from assay.learn.held_out import out_of_fold
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Epoch, Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats, Fraction


class Crossing(Recipe):
    """Two networks, each of one half of the items, which soften each other's labels."""

    members = 2

    def __init__(self, first: Floats, trust: float, temperature: float, start: float) -> None:
        super().__init__(first)
        self.trust, self.temperature, self.start = trust, temperature, start
        self.kept, self.half = self.first.copy(), halves(self.first)

    def targets(self, step: Step) -> Floats:
        """Return the labels, softened since the last epoch."""
        return self.kept[step.ids]

    def weights(self, step: Step) -> Floats:
        """Return 1 for the network's own half."""
        mine = self.half[step.ids] == step.member
        return np.asarray(self.weight[step.ids] * mine / max(mine.mean(), 1e-9), np.float32)

    def after(self, epoch: Epoch) -> None:
        """Soften the labels of each half by the network of the other."""
        if epoch.progress < self.start:
            return
        # Both are trusted more as training goes on: .6 of the way first, all of it at last.
        trust = self.trust * ramp(epoch.progress - self.start, 0.5 * (1 - self.start), 0.6, 1.0)
        for member in range(2):
            mine = np.flatnonzero((self.half == member) & (self.weight > 0))
            peer = epoch.proba(1 - member)[mine]
            self.kept[mine] = softened(self.first[mine], peer, trust, self.temperature)

    def believed(self) -> Floats:
        """Return the softened labels."""
        return self.kept


@dataclass(frozen=True)
class CrossSplit(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="kim2023b",
):  # fmt: skip
    """Mix every label with what a model predicts that learnt from other items only.

    Such a model can't have learnt the label by heart. How far label and prediction are apart
    (Jensen and Shannon), from the least to the most apart of the class, is the share that the
    prediction gets; 1 % at either end don't set the scale. What comes out is sharpened, and is
    `Model.believed`. As in the paper, two networks learn from one half each and soften each other's
    labels while they learn, and the mean of both predicts; its training on the other half without
    labels is left out. Or, as classifiers of scikit-learn's always do it, predictions are those
    given, or of logistic regression on the other four of five folds.

    Assumes: about as many labels are wrong in each class; an item whose label differs from the
    prediction gets the prediction, however unsure that is.

    Cost: two trainings and a pass over the items every epoch; by folds, one training and five fits
    of logistic regression.

    Parameters
    ----------
    by
        Who predicts: a second network with the other half, or a model of the other folds.
    trust
        What the share of predictions is spread by around one half: at 0 all labels are mixed alike.
    temperature
        Below 1 what comes out is sharpened.
    start
        Share of the training of two networks after which they soften labels.

    References
    ----------
    kim2023b

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> features, labels = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 1, 1])
    >>> guess = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.1, 0.9]])
    >>> model = CrossSplit().learn(features, Evidence.labels(labels), guess, Classifier())
    >>> model.believed.argmax(axis=1).tolist()
    [0, 0, 1, 1]
    """

    by: Literal["halves", "folds"] = "halves"
    trust: Fraction = 1.0
    temperature: Annotated[float, at.Interval(ge=0.01, le=100)] = 0.5
    start: Fraction = 0.1

    def learn(
        self, features: Features, evidence: Evidence, predictions: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `predictions` (n, K) are of models that didn't see the item."""
        first = said(evidence)
        if self.by == "halves" and isinstance(carrier_of(carrier, self), Head):
            recipe: Recipe = Crossing(first, self.trust, self.temperature, self.start)
            return fit(self, features, evidence.truth, recipe, carrier)
        if predictions is None:
            predictions = out_of_fold(features, first, who="CrossSplit")
        known = np.flatnonzero(~np.isnan(first).any(axis=1))
        target = first.copy()
        target[known] = softened(first[known], predictions[known], self.trust, self.temperature)
        return fit(self, features, evidence.truth, Softened(target), carrier)


class Softened(Recipe):
    """Aim at softened labels."""

    def believed(self) -> Floats:
        """Return what is aimed at."""
        return self.first


def softened(first: Floats, guess: Floats, trust: float, temperature: float) -> Floats:
    """Return (n, K) labels mixed with guesses, by how far apart the two are within the class."""
    if not len(first):
        return first
    apart = jensen_shannon(np.asarray(first, np.float64), np.asarray(guess, np.float64))
    share = (rescaled(apart, first.argmax(axis=1)) - 0.5) * trust + 0.5
    return sharpened(share[:, None] * guess + (1 - share[:, None]) * first, temperature)


def halves(first: Floats) -> Array:
    """Return (n,) 0 or 1, which half each item is in; each class is spread evenly."""
    label = np.where(np.isnan(first).any(axis=1), -1, np.nan_to_num(first).argmax(axis=1))
    drawn = np.random.default_rng(0).random(len(first))
    half = np.zeros(len(first), np.int8)
    half[np.lexsort((drawn, label))] = np.arange(len(first)) % 2
    return half
