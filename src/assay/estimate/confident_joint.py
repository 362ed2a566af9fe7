"""The noise matrix, from confident counts."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.label_posterior import confident_joint, noise_matrix
from assay.kernels.interval import wilson
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Floats, Ints, NonNegative


@dataclass(frozen=True)
class ConfidentJoint(Estimator, reads={"labels"}, truth={"one_of"}, paper="northcutt2021"):
    """Estimate how often each true class is given each label, from confident counts."""

    shrinkage: NonNegative = 2.0

    def estimate(self, labels: Ints, predictions: Floats) -> Estimate:
        """Return P(given j | truth k) at [k, j]."""
        joint, confident, _, _ = confident_joint(labels, predictions)
        value = noise_matrix(joint, self.shrinkage)
        seen = confident.sum(axis=1, keepdims=True)
        low, high = wilson(value * seen, seen)
        total = max(int(joint.sum()), 1)
        about = {"joint": joint / total, "prior": joint.sum(axis=1) / total}
        return Estimate(
            value, np.minimum(low, value), np.maximum(high, value),
            assumes=ASSUMES, settle=SETTLE, about=about,
        )  # fmt: skip


ASSUMES = (
    "The predictions are out of sample.",
    "Which label an item is given depends on its true class alone.",
    "Classes that overlap are told from noise only as far as the predictions are sure.",
)
SETTLE = "Labels checked by a person, on items drawn at random from each class."
