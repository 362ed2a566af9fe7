"""Probability that a label is wrong, from predictions that were learnt from the given labels."""

from dataclasses import dataclass

import numpy as np

from assay.flag.self_confidence import REASON, probabilities
from assay.kernels.label_posterior import confident_joint, noise_matrix, probability_wrong, temperature
from assay.method import Detector
from assay.results import Flags
from assay.types import Floats, Ints, NonNegative


@dataclass(frozen=True)
class LabelPosterior(Detector, reads={"labels"}, truth={"one_of"}, paper="northcutt2021"):
    """Weigh what the predictions say of an item against how often its label is a mistake.

    Predictions that were learnt from the given labels predict the given label, mistakes included.
    The noise matrix of confident learning is taken out of them, which leaves P(truth | x); with
    the given label as one more witness that is P(truth | x, given). Flagged where the label is
    more likely wrong than right.

    Parameters
    ----------
    shrinkage
        Items' worth of the pooled error rate that every class is drawn towards.
    """

    shrinkage: NonNegative = 2.0

    def flag(self, labels: Ints, predictions: Floats) -> Flags:
        """Flag where P(label is wrong) is above one half."""
        joint, _, own, _ = confident_joint(labels, predictions)
        noise = noise_matrix(joint, self.shrinkage)
        power = temperature(labels, predictions)
        wrong, truth = probability_wrong(labels, predictions, power, noise)
        flagged = wrong > 0.5
        score = rankable(wrong, own)
        score[labels < 0] = 0
        columns = probabilities(labels, predictions, truth)
        return Flags(score, truth, flagged, REASON, columns, wrong)


def rankable(wrong: Floats, own: Floats) -> Floats:
    """Return (n,) a score in (0, 1) that orders by P(wrong), and where that is 0 or 1 by P(given)."""
    p = np.clip(wrong, 1e-6, 1 - 1e-6)
    odds = np.log(p / (1 - p)) - 0.05 * np.log(np.maximum(own, 1e-12))
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)
