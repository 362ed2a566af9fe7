"""Labels that a detector suspects, replaced or left out."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.noisy.split import Split
from assay.learn.said import labels_of, said
from assay.learn.second_opinion import second_opinion
from assay.method import Learner
from assay.model import Model
from assay.registry import Parts, method, run
from assay.results import Flags
from assay.types import Features, Floats


@dataclass(frozen=True)
class DetectedErrors(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="kim2022",
):  # fmt: skip
    """Let a detector of the stage `flag` say which labels are wrong, and learn from the rest.

    By default the learnt split of the paper, whose chance of a wrong label is what the prediction
    weighs in the label's place; any other detector goes by its name, one that gives no chances by
    what it flags. How likely labels are right is `Model.about["clean"]`. The paper's threshold that
    moves with the batch and its training in turns are left out.

    Assumes: what the detector assumes.

    Cost: the detector (the learnt split: one training of a small model), up to twenty fits of
    logistic regression without `predictions`, and one training.

    Equation
    --------
    clean = 1 - P(label wrong) by `detector`, or 0 where it flags and 1 where it doesn't
    guess:  paid = mean over items of cross entropy(clean * said + (1 - clean) * p_out, p)
    drop:   paid = mean over items of clean * cross entropy(said, p)
    p_out is predicted out of fold

    Parameters
    ----------
    detector
        Its name: `assay methods --stage flag` lists them.
    rest
        What becomes of labels that are likely wrong: their items get the prediction, or count less.

    References
    ----------
    kim2022

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> features, labels = np.array([[0.0], [1.0], [8.0], [9.0]]), np.array([0, 1, 1, 1])
    >>> guess = np.array([[0.9, 0.1], [0.9, 0.1], [0.1, 0.9], [0.1, 0.9]])
    >>> learner = DetectedErrors("confident-learning")
    >>> model = learner.learn(features, Evidence.labels(labels), guess, Classifier())
    >>> model.about["clean"].tolist()
    [1.0, 0.0, 1.0, 1.0]
    """

    detector: str = "split-net"
    rest: Literal["guess", "drop"] = "guess"

    def learn(
        self, features: Features, evidence: Evidence, predictions: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `predictions` (n, K) are of models that didn't see the item."""
        first = said(evidence)
        if predictions is None:
            predictions = second_opinion(features, first, who="DetectedErrors")
        clean: Floats = np.ones(len(first))
        labels = labels_of(evidence)
        # Of a single class, or of a few items, nobody tells what is wrong.
        if len(np.unique(labels[labels >= 0])) > 1:
            clean = 1 - self.wrong(features, evidence, np.asarray(predictions))
        guess = np.asarray(predictions) if self.rest == "guess" else None
        return fit(self, features, evidence.truth, Split(first, clean, guess), carrier)

    def wrong(self, features: Features, evidence: Evidence, predictions: Floats) -> Floats:
        """Return (n,) how likely each label is wrong, by the detector."""
        labels = labels_of(evidence)
        parts = {
            "labels": labels, "classes": evidence.classes, "n_items": len(labels),
            "predictions": predictions, "evidence": evidence,
        }  # fmt: skip
        if features is not None:
            parts["features"] = features
        found = run(method(self.detector)(), Parts(parts))
        if not isinstance(found, Flags):
            rule = "detector must be one of the stage flag"
            raise DataError("DetectedErrors", rule, got=self.detector)
        chance = found.flagged if found.p_wrong is None else found.p_wrong
        return np.asarray(chance, np.float64)
