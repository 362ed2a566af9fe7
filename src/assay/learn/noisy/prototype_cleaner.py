"""Right labels told from wrong ones by the middle of each class, each class by its own measure."""

from dataclasses import dataclass

import numpy as np

from assay.errors import NeedsError
from assay.evidence import Evidence
from assay.kernels.learn.geometry import centroids, cosines
from assay.kernels.learn.scores import cross_entropy
from assay.kernels.learn.selection import clean_chance
from assay.learn.fit import Carrier, fit
from assay.learn.noisy.split import Split, known_items
from assay.learn.said import said
from assay.learn.second_opinion import second_opinion
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Count, Features, Floats, Ints


@dataclass(frozen=True)
class PrototypeCleaner(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="huang2022",
):  # fmt: skip
    """Tell right from wrong labels by how like the middle of its class an item is.

    Two normal parts of the losses out of fold, of all classes together, give a first opinion. The
    middle of a class is that of its items by their chance of a right label. An item leads by its
    cosine with its own class less that with the best other; two normal parts of the leads of each
    class give the chance anew, which weighs the items for the next middles: expectation and
    maximisation. So a class that is hard or rare is judged by its own measure. Wrong labels are
    replaced by predictions as far as they are likely wrong; how likely labels are right is
    `Model.about["clean"]`.

    Assumes: items of a class lie in one direction from the middle of the classes.

    Cost: one training, n d K multiply-adds a round, and up to twenty fits of logistic regression
    without `predictions`.

    Equation
    --------
    middle[k] = sum over items given k of clean * x / sum of clean
    lead  = cosine(x, middle[given]) - max over k != given of cosine(x, middle[k])
    clean <- P(higher of two normal parts of the leads of the label), a round
    paid  = mean over items of cross entropy(clean * said + (1 - clean) * p_out, p)
    Cosines are about the mean of the middles; p_out is out of fold; clean starts by its loss.

    Parameters
    ----------
    rounds
        Of weighing the items and finding middles.

    References
    ----------
    huang2022

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> truth = np.repeat([0, 1], 30)
    >>> features = np.eye(2)[truth] + np.linspace(0, 0.3, 60)[:, None] * [1, -1]
    >>> labels = np.where(np.arange(60) == 7, 1, truth)
    >>> learner = PrototypeCleaner()
    >>> model = learner.learn(features, Evidence.labels(labels), carrier=Classifier())
    >>> model.about["clean"][[7, 8]].round(1).tolist()
    [0.0, 1.0]
    """

    rounds: Count = 3

    def learn(
        self, features: Features, evidence: Evidence, predictions: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `predictions` (n, K) are of models that didn't see the item."""
        if features is None or hasattr(features, "tocsr"):
            fix = "Give dense features, say of an embedding."
            raise NeedsError("PrototypeCleaner", "needs dense features", got="none", fix=fix)
        first = said(evidence)
        if predictions is None:
            predictions = second_opinion(features, first, who="PrototypeCleaner")
        items, labels = known_items(first)
        clean = np.ones(len(first))
        if len(items) and first.shape[1] > 1:
            rows = np.asarray(features, np.float64)[items]
            guess = np.asarray(predictions, np.float64)[items]
            clean[items] = self.weigh(rows, labels, cross_entropy(first[items], guess),
                                      first.shape[1])  # fmt: skip
        recipe = Split(first, clean, np.asarray(predictions))
        return fit(self, features, evidence.truth, recipe, carrier)

    def weigh(self, rows: Floats, labels: Ints, loss: Floats, k: int) -> Floats:
        """Return (m,) P(the label is right)."""
        clean = clean_chance(loss)
        rows = rows - rows.mean(axis=0)
        rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        target = np.eye(k)[labels]
        there = np.bincount(labels, minlength=k) > 0
        for _ in range(self.rounds):
            near = cosines(rows, centroids(rows, target, clean))
            clean = clean_chance(-led(near, labels, there), labels)
        return clean


def led(near: Floats, labels: Ints, there: Bools) -> Floats:
    """Return (m,) by how much an item's own class leads the best other that there is."""
    row = np.arange(len(near))
    own = near[row, labels]
    rest = np.where(there, near, -1.0)
    rest[row, labels] = -1.0
    return np.asarray(own - rest.max(axis=1))
