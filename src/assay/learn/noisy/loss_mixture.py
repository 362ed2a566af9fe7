"""Labels of small loss kept, those of large loss replaced."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.scores import cross_entropy
from assay.kernels.learn.selection import clean_chance
from assay.learn.fit import Carrier, fit
from assay.learn.noisy.split import Split, known_items
from assay.learn.said import said
from assay.learn.second_opinion import second_opinion
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats


@dataclass(frozen=True)
class LossMixture(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="li2020",
):  # fmt: skip
    """Replace labels by predictions as far as their loss is likely the large of two kinds.

    The loss is that of a model which never saw the item. Two normal parts are fitted to it; the
    chance of the lower one is what the label weighs against the prediction, and
    `Model.about["clean"]`. The paper's second network and views of images are left out.

    Assumes: losses of right and wrong labels are two heaps, in all classes alike unless they are
    fitted by class.

    Cost: one training, and up to twenty fits of logistic regression without `predictions`.

    Equation
    --------
    loss  = - sum over k of said[k] * log p_out[k], p_out predicted out of fold
    clean = P(lower of two normal parts | loss)
    guess:  paid = mean over items of cross entropy(clean * said + (1 - clean) * p_out, p)
    drop:   paid = mean over items of clean * cross entropy(said, p)

    Parameters
    ----------
    by
        Whether one mixture is fitted to all losses together, or one to those of each class.
    rest
        What becomes of labels that are likely wrong: their items get the prediction, or count less.

    References
    ----------
    li2020
    arazo2019 for the mixture and the mixed target.

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> features, labels = np.array([[0.0], [1.0], [8.0], [9.0]]), np.array([0, 1, 1, 1])
    >>> guess = np.array([[0.9, 0.1], [0.9, 0.1], [0.1, 0.9], [0.1, 0.9]])
    >>> model = LossMixture().learn(features, Evidence.labels(labels), guess, Classifier())
    >>> model.about["clean"].round(1).tolist()
    [1.0, 0.0, 1.0, 1.0]
    """

    by: Literal["all", "class"] = "all"
    rest: Literal["guess", "drop"] = "guess"

    def learn(
        self, features: Features, evidence: Evidence, predictions: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `predictions` (n, K) are of models that didn't see the item."""
        first = said(evidence)
        if predictions is None:
            predictions = second_opinion(features, first, who="LossMixture")
        items, labels = known_items(first)
        clean = np.ones(len(first))
        loss = cross_entropy(first[items], np.asarray(predictions, np.float64)[items])
        clean[items] = clean_chance(loss, labels if self.by == "class" else None)
        guess = np.asarray(predictions) if self.rest == "guess" else None
        return fit(self, features, evidence.truth, Split(first, clean, guess), carrier)
