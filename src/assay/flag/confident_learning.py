"""Confident learning: how many labels are wrong is counted, then the least likely are taken."""

from dataclasses import dataclass

import numpy as np

from assay.flag.self_confidence import REASON, probabilities
from assay.kernels.confident import (
    TOLERANCE,
    calibrate,
    confident_counts,
    survey,
    thresholds,
)
from assay.kernels.prune import keep_one, prune_by_noise_rate
from assay.method import Detector
from assay.results import Flags
from assay.types import Floats, Ints


@dataclass(frozen=True)
class ConfidentLearning(Detector, reads={"labels"}, truth={"one_of"}, paper="northcutt2021"):
    """Flag, for every pair of classes, as many labels as confident counts say are wrong.

    An item is confidently of class k where P(k) reaches the mean P(k) over the items given k.
    Counting who is confidently what gives the number of labels j that are truly k; as many items
    of greatest P(k) - P(j) are flagged. The flags are those of prune-by-noise-rate. The score is
    one minus the probability of the given label, which ranks better than the margin in most data.

    Assumes: the predictions are out of sample; which label an item is given depends on its true
    class alone. Overlapping classes are reported as errors.

    Cost: two passes over the predictions and one over those whose label is not the most probable
    class; 6 bytes an item for single-precision predictions of up to 127 classes.
    """

    def flag(self, labels: Ints, predictions: Floats) -> Flags:
        """Flag by confident counts."""
        own, best, counts = survey(labels, predictions)
        cut = thresholds(labels, own, counts) - TOLERANCE
        joint = calibrate(confident_counts(labels, predictions, best, cut), counts)
        flagged = prune_by_noise_rate(labels, predictions, own, best, counts, keep_one(joint))
        score = np.subtract(1, own, out=own)
        score[labels < 0] = 0
        return Flags(score, best, flagged, REASON, probabilities(labels, predictions, best))
