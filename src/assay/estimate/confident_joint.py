"""The noise matrix, from confident counts."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.estimate.cell_interval import by_variance
from assay.kernels.noise import confident_joint, noise_matrix
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Floats, Ints, NonNegative


@dataclass(frozen=True)
class ConfidentJoint(Estimator, reads={"labels"}, truth={"one_of"}, paper="northcutt2021"):
    """Estimate how often each true class is given each label, from confident counts.

    An item is confidently of class k where P(k) reaches the mean P(k) over the items given k;
    counting the labels of those items, scaled to how often each label is given, is the joint of
    truth and label. Rows are drawn a little towards the pooled error rate, so that a class
    without confident items has a row too.

    Assumes: the predictions are out of sample; which label an item is given depends on its true
    class alone. Overlap of classes counts as noise.

    Cost: two passes over the predictions and tables of (K, K).

    Equation
    --------
    C[k, j] = items given j that are confidently k: P(k) >= mean of P(k) over the items given k
    Q[k, j] = count[j] * C[k, j] / sum over l of C[l, j]
    wrong[k] = (sum over j != k of Q[k, j] + shrinkage * rate) / (sum over j of Q[k, j] + shrinkage)
    T[k, k] = 1 - wrong[k],   T[k, j] ~ wrong[k] * (max(Q[k, j] - 1, 0) + even / (K - 1))

    Here ~ means that rows sum to 1; rate: share off the diagonal; even: how evenly mistakes spread.

    Parameters
    ----------
    shrinkage
        How many items' worth each row is drawn towards the pooled error rate.
    """

    shrinkage: NonNegative = 2.0

    def estimate(self, labels: Ints, predictions: Floats) -> Estimate:
        """Return P(given j | truth k) at [k, j]; `about` holds `joint` (K, K) and `prior` (K,).

        The joint is P(truth k, given j) and the prior P(truth k). Intervals are Wilson's, on the
        confident counts of each row.
        """
        joint, confident, _, _ = confident_joint(labels, predictions)
        value = noise_matrix(joint, self.shrinkage)
        seen = confident.sum(axis=1, keepdims=True)
        low, high = by_variance(value, value * (1 - value) / np.maximum(seen, 1), seen)
        total = max(int(joint.sum()), 1)
        return Estimate(
            value, low, high,
            verdict="bounded" if (labels >= 0).any() else "cannot-be-told",
            assumes=ASSUMES, settle=SETTLE,
            about={"joint": joint / total, "prior": joint.sum(axis=1) / total},
        )  # fmt: skip


ASSUMES = (
    "The predictions are out of sample.",
    "Which label an item is given depends on its true class alone.",
    "Classes don't overlap where the predictions are confident; overlap counts as noise.",
)
SETTLE = "Labels checked by a person, on items drawn at random from each class."
