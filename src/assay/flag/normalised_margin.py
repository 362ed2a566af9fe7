"""Suspicion by how far another class leads the given label."""

from dataclasses import dataclass

from assay.flag.self_confidence import REASON, probabilities
from assay.kernels.confident import survey
from assay.kernels.suspicion import normalised_margin
from assay.kernels.wrong_counts import worst_of_each, wrong_counts
from assay.method import Detector
from assay.results import Flags
from assay.types import Floats, Ints


@dataclass(frozen=True)
class NormalisedMargin(Detector, reads={"labels"}, truth={"one_of"}, paper="kuan2022"):
    """Suspect items for which another class is far more probable than their label.

    The score is (1 + P(best other) - P(given)) / 2. Where errors go to one other class it ranks
    better than the probability of the given label alone, which can't tell an error from an item
    that is unlike all classes. For each class as many items are flagged as confident counts,
    held to the surest predictions, expect to be wrong, the worst first, and never one whose
    label is the most probable class.

    Assumes: the predictions are out of sample. Overlapping classes look like errors.

    Cost: three passes over the predictions; 10 bytes an item.

    Equation
    --------
    score   = (1 + max over k != label of P(k) - P(label)) / 2
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
    >>> flags = NormalisedMargin().flag(labels=y, predictions=p)
    >>> np.flatnonzero(flags.flagged).tolist(), round(float(flags.score[0]), 2)
    ([0], 0.95)
    """

    def flag(self, labels: Ints, predictions: Floats) -> Flags:
        """Score every item by the lead of the best other class."""
        own, best, counts = survey(labels, predictions)
        score = normalised_margin(labels, predictions, own)
        wanted = wrong_counts(labels, predictions, own, best, counts)
        flagged = worst_of_each(score, labels, best != labels, wanted)
        return Flags(score, best, flagged, REASON, probabilities(labels, predictions, best))
