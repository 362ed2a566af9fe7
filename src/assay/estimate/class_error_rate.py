"""The share of wrong labels among the items given each class."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.label_posterior import confident_joint, noise_matrix, probability_wrong, temperature
from assay.kernels.interval import wilson
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Floats, Ints, NonNegative


@dataclass(frozen=True)
class ClassErrorRate(Estimator, reads={"labels"}, truth={"one_of"}, paper="northcutt2021"):
    """Estimate the share of wrong labels among the items given each class."""

    shrinkage: NonNegative = 10.0

    def estimate(self, labels: Ints, predictions: Floats) -> Estimate:
        """Return (K,) P(truth differs from the label | given j)."""
        classes = predictions.shape[1]
        joint, _, _, best = confident_joint(labels, predictions)
        wrong, _ = probability_wrong(
            labels, predictions, temperature(labels, predictions), noise_matrix(joint)
        )
        said = labels >= 0
        given = labels[said]
        counts = np.bincount(given, minlength=classes)
        total = np.bincount(given, weights=wrong[said], minlength=classes)
        unlike = np.bincount(given, weights=best[said] != given, minlength=classes)
        some = max(len(given), 1)
        drawn = counts + self.shrinkage
        value = (total + self.shrinkage * total.sum() / some) / np.maximum(drawn, 1e-12)
        high = wilson(unlike + self.shrinkage * unlike.sum() / some, drawn)[1]
        low = wilson(total + self.shrinkage * total.sum() / some, drawn)[0]
        return Estimate(
            value, np.minimum(low, value), np.maximum(high, value),
            assumes=("The predictions are out of sample.",), about={"count": counts},
        )  # fmt: skip
