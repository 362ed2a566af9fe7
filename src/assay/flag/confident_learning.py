"""Confident learning: how many labels are wrong is counted, then the least likely are taken."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.flag.self_confidence import REASON, probabilities
from assay.kernels import prune
from assay.kernels.confident import (
    TOLERANCE,
    calibrate,
    confident_counts,
    survey,
    thresholds,
)
from assay.kernels.suspicion import normalised_margin, weighted_entropy
from assay.method import Detector
from assay.results import Flags
from assay.types import Bools, Floats, Ints

Prune = Literal["by-noise-rate", "by-class", "both", "off-diagonal", "not-best"]
Rank = Literal["self-confidence", "normalised-margin", "confidence-weighted-entropy"]


@dataclass(frozen=True)
class ConfidentLearning(Detector, reads={"labels"}, truth={"one_of"}, paper="northcutt2021"):
    """Flag, for every pair of classes, as many labels as confident counts say are wrong.

    An item is confidently of class k where P(k) reaches the mean P(k) over the items given k.
    Counting who is confidently what gives the number of labels j that are truly k; as many items
    of greatest P(k) - P(j) are flagged. Other ways to prune take the items of least P(j), what
    both ways take, those that were counted off the diagonal, or all whose label is not the most
    probable class. The score is one minus the probability of the given label, which ranks better
    than the margin in most data.

    Assumes: the predictions are out of sample; which label an item is given depends on its true
    class alone. Overlapping classes are reported as errors.

    Cost: two passes over the predictions and one over those whose label is not the most probable
    class; 6 bytes an item for single-precision predictions of up to 127 classes.

    Figures: a test holds all five ways to cleanlab's masks; the tables below have both beside an
    earlier reproduction.

    Equation
    --------
    t[k]    = mean of P(k) over the items given k
    C[k, j] = items given j confidently k: P(k) >= t[k]; of several, the most probable class of all
    Q[k, j] = count[j] * C[k, j] / sum over l of C[l, j]
    score   = 1 - P(label)
    flagged for each j and k != j, the Q[k, j] items given j of largest P(k) - P(j) (by-noise-rate);
            or their sum over k of least P(j) (by-class); none whose label is the likeliest class

    Parameters
    ----------
    prune
        by-noise-rate: the labels of greatest margin for every pair of classes; by-class: the least
        probable labels of every class; both: what both take; off-diagonal: the items that are
        confidently of another class; not-best: those whose label is not the most probable class.
    rank
        What the score orders by: the probability of the label, how far another class leads it,
        or the doubt of the predictions over it.

    References
    ----------
    northcutt2021 for counts and pruning.
    kuan2022 for the scores.

    Examples
    --------
    >>> import numpy as np
    >>> p = np.array([[0.9, 0.1]] * 4 + [[0.2, 0.8]] * 4)
    >>> y = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    >>> flags = ConfidentLearning(prune="both").flag(labels=y, predictions=p)
    >>> np.flatnonzero(flags.flagged).tolist()
    [3]
    """

    prune: Prune = "by-noise-rate"
    rank: Rank = "self-confidence"

    def flag(self, labels: Ints, predictions: Floats) -> Flags:
        """Flag by confident counts."""
        own, best, counts = survey(labels, predictions)
        flagged = pruned(self.prune, labels, predictions, own, best, counts)
        if self.rank == "normalised-margin":
            score = normalised_margin(labels, predictions, own)
        elif self.rank == "confidence-weighted-entropy":
            score = weighted_entropy(labels, predictions, own)
        else:
            score = np.subtract(1, own, out=own)
            score[labels < 0] = 0
        return Flags(score, best, flagged, REASON, probabilities(labels, predictions, best))


def pruned(
    way: Prune, labels: Ints, predictions: Floats, own: Floats, best: Ints, counts: Ints
) -> Bools:
    """Return (n,) what is pruned in this way."""
    if way == "not-best":
        return prune.not_best(labels, predictions, own, best)
    cut = np.asarray(thresholds(labels, own, counts) - TOLERANCE)
    if way == "off-diagonal":
        return prune.off_diagonal(labels, predictions, own, best, cut)
    joint = calibrate(confident_counts(labels, predictions, best, cut), counts)
    seen = (labels, predictions, own, best, counts, prune.keep_one(joint))
    if way == "by-class":
        return prune.prune_by_class(*seen)
    marked = prune.prune_by_noise_rate(*seen)
    if way == "both":
        marked &= prune.prune_by_class(*seen)
    return marked
