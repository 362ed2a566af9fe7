"""Predictions by a model that saw the labels."""

from dataclasses import dataclass

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.in_sample import looks_in_sample
from assay.kernels.tell import gain
from assay.method import Auditor
from assay.results import Finding
from assay.types import Columns, Floats, Fraction, Ints


@dataclass(frozen=True)
class InSamplePredictions(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered"}):
    """Find out whether predictions fit the given labels too well to be out of sample.

    Equation
    --------
    told where every label is the most probable class and mean P(label) > .99; or where more than
         .97 are, and > .9 of 20 items or more whose neighbours all carry one other label
    never where the share of nearest neighbours with the item's label, or a column's score, >= easy

    Parameters
    ----------
    easy
        Share of items whose nearest neighbour has their label, or score of a column alone,
        from which on a perfect fit is no wonder.

    Notes
    -----
    Assumes that some items are hard: where the neighbours, or a column alone, tell every label,
    a good model does too. Of fewer than 100 items nothing is said.

    Cost: one pass over the predictions.
    """

    easy: Fraction = 0.98
    codes = {
        "in-sample-predictions": (
            "The predictions fit the given labels too well to come from models that never "
            "saw them.",
            "A model that saw a label repeats it, also where it is wrong, so that no label error "
            "can be found and the error rate comes out too small.",
            "Predict each item by a model trained without it (scikit-learn's cross_val_predict "
            'with method="predict_proba"), or leave predictions out and let assay make them.',
        )
    }

    def audit(
        self,
        labels: Ints,
        predictions: Floats,
        neighbours: Neighbours | None = None,
        columns: Columns | None = None,
    ) -> tuple[Finding, ...]:
        """Compare predictions with given labels, and with what neighbours say."""
        said = labels >= 0
        why = looks_in_sample(labels, predictions, neighbours)
        if not why or (neighbours is not None and self._easy(labels, neighbours)):
            return ()
        if any(
            gain(c[said], labels[said], predictions.shape[1]) >= self.easy
            for c in (columns or {}).values()
        ):
            return ()  # The model needn't have seen the label: LeakingColumns tells why.
        agree = float((predictions.argmax(axis=1) == labels)[said].mean())
        return (
            Finding(
                "in-sample-predictions", "error",
                f"The predictions look as if the model had seen the labels, or as if something "
                f"in the data gave them away: {why}.",
                "Predict each item by a model trained without it, or leave predictions out.",
                value=agree,
            ),
        )  # fmt: skip

    def _easy(self, labels: Ints, neighbours: Neighbours) -> bool:
        if not neighbours.index.shape[1]:
            return False
        first = labels[neighbours.index[:, 0]]
        both = (labels >= 0) & (first >= 0)
        return bool(both.any() and np.mean(first[both] == labels[both]) >= self.easy)
