"""Labels softened by what a model says that never saw them."""

from dataclasses import dataclass
from typing import Annotated, Literal

import annotated_types as at
import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.decisions import sharpened
from assay.kernels.learn.schedules import ramp
from assay.kernels.learn.scores import jensen_shannon, rescaled
from assay.kernels.learn.views import mixed, partners
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.head import Head
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.second_opinion import second_opinion
from assay.learn.step import Epoch, Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats, Fraction, NonNegative, Tensor

#: Of the Beta distribution that mixtures of two items are drawn from.
MIXED = 4.0


class Crossing(Recipe):
    """Two networks, each of one half of the items, which soften each other's labels."""

    members = 2

    def __init__(
        self, first: Floats, trust: float, temperature: float, start: float, unlabelled: float = 0.0
    ) -> None:
        super().__init__(first)
        self.trust, self.temperature, self.start = trust, temperature, start
        self.unlabelled = unlabelled
        self.kept, self.half = self.first.copy(), halves(self.first)

    def targets(self, step: Step) -> Floats:
        """Return the labels, softened since the last epoch."""
        return self.kept[step.ids]

    def weights(self, step: Step) -> Floats:
        """Return 1 for the network's own half."""
        mine = self.half[step.ids] == step.member
        return np.asarray(self.weight[step.ids] * mine / max(mine.mean(), 1e-9), np.float32)

    def objective(self, step: Step) -> Tensor:
        """Return what a batch costs, of mixtures with the other half once labels are softened."""
        if self.unlabelled <= 0 or step.progress < self.start:
            return super().objective(step)
        mine = self.half[step.ids] == step.member
        guess = sharpened(step.proba, self.temperature)
        aim = np.where(mine[:, None], self.kept[step.ids], guess)
        other, share = partners(len(aim), step.random, MIXED)
        logits = step.network.module(mixed(step.rows, other, share))
        aim = mixed(aim, other, share)
        paid = self.pay(step, aim, self.weighed(step), logits)
        rest = self.weight[step.ids] * ~mine / max((~mine).mean(), 1e-9)
        off = ((logits.softmax(dim=1) - step.tensor(aim)) ** 2).mean(dim=1)
        grown = ramp(step.progress - self.start, 1 - self.start)
        return paid + self.unlabelled * grown * (off * step.tensor(rest)).mean()

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
    labels while they learn, and the mean of both predicts. With `unlabelled`, each learns from the
    other half too, from what it predicts there itself, sharpened, every item mixed with another of
    its batch; several views of an item and contrast of them, which the paper has for images, are
    left out. Or, as classifiers of scikit-learn's always do it, predictions are those given, or of
    logistic regression on the other four of five folds.

    Equation
    --------
    aimed = (share * peer + (1 - share) * said)^(1 / temperature), divided by its sum
    share = 1/2 + risen * trust * (apart - 1/2), apart = divergence(said, peer) from 0 to 1 by class
    paid = cross entropy(aimed, p), of one's own half
           + unlabelled * grown * mean of (own - p)^2 over the other, own = p sharpened likewise
    risen goes from 0.6 to 1 while training, by folds it is 1; grown from 0 to 1; with `unlabelled`
    both parts of paid are of mixtures a * x + (1 - a) * y of two items, a of Beta(4, 4).

    Assumes
    -------
    About as many labels are wrong in each class; an item whose label differs from the prediction
    gets the prediction, however unsure that is.

    Cost
    ----
    Two trainings and a pass over the items every epoch; by folds, one training and up to
    twenty fits of logistic regression.

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
    unlabelled
        What the other half, its labels unseen, weighs with two networks; the paper has 30.

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
    unlabelled: NonNegative = 0.0

    def learn(
        self, features: Features, evidence: Evidence, predictions: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `predictions` (n, K) are of models that didn't see the item."""
        first = said(evidence)
        if self.by == "halves" and isinstance(carrier_of(carrier, self), Head):
            recipe: Recipe = Crossing(
                first, self.trust, self.temperature, self.start, self.unlabelled
            )
            return fit(self, features, evidence.truth, recipe, carrier)
        if predictions is None:
            predictions = second_opinion(features, first, who="CrossSplit")
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
