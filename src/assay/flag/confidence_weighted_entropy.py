"""Suspicion by the doubt of the predictions, over the probability of the given label."""

from dataclasses import dataclass

from assay.flag.self_confidence import REASON, probabilities
from assay.kernels.confident import survey
from assay.kernels.suspicion import weighted_entropy
from assay.kernels.wrong_counts import worst_of_each, wrong_counts
from assay.method import Detector
from assay.results import Flags
from assay.types import Floats, Ints


@dataclass(frozen=True)
class ConfidenceWeightedEntropy(Detector, reads={"labels"}, truth={"one_of"}, paper="kuan2022"):
    """Suspect items whose label has less probability than the doubt of the predictions allows.

    The score is H / (H + P(given)), with H the entropy of the predictions over the greatest there
    can be: it orders as H / P(given). Of two items whose labels are as improbable, the one with
    more doubt comes first. Where the label has no probability at all the score is 1, to which
    the quotient tends, even where the entropy is 0 too. For each class as many items are flagged
    as confident counts, held to the surest predictions, expect to be wrong, the worst first, and
    never one whose label is the most probable class.

    Assumes: the predictions are out of sample, and sure predictions are not much surer than they
    should be. Overlapping classes look like errors.

    Cost: three passes over the predictions, one of them with a logarithm of each; 10 bytes an item.

    Figures: orders as cleanlab does. Doubt between two classes that are given each other's labels
    looks like error: with pair flips it ranks worse than the margin.

    Equation
    --------
    H       = -sum over k of P(k) * log P(k) / log K
    score   = H / (H + P(label)), 1 where P(label) = 0
    flagged the worst by score whose label is not the most probable class, as many of each class as
            confident counts, held to the surest predictions, expect to be wrong

    References
    ----------
    kuan2022 for the score.
    northcutt2021 for the confident counts.

    Examples
    --------
    >>> import numpy as np
    >>> p = np.tile([[0.95, 0.05], [0.05, 0.95]], (50, 1))
    >>> y = np.tile([0, 1], 50)
    >>> y[0] = 1
    >>> flags = ConfidenceWeightedEntropy().flag(labels=y, predictions=p)
    >>> np.flatnonzero(flags.flagged).tolist(), round(float(flags.score[0]), 2)
    ([0], 0.85)
    """

    def flag(self, labels: Ints, predictions: Floats) -> Flags:
        """Score every item by entropy over the probability of its label."""
        own, best, counts = survey(labels, predictions)
        score = weighted_entropy(labels, predictions, own)
        wanted = wrong_counts(labels, predictions, own, best, counts)
        flagged = worst_of_each(score, labels, best != labels, wanted)
        return Flags(score, best, flagged, REASON, probabilities(labels, predictions, best))
