"""Suspicion by the given label's probability, measured against what is usual for each class."""

from dataclasses import dataclass

import numpy as np

from assay.flag.self_confidence import probabilities
from assay.kernels.by_class import small_ints
from assay.kernels.confident import pieces, survey
from assay.kernels.wrong_counts import worst_of_each, wrong_counts
from assay.method import Detector
from assay.results import Flags
from assay.types import Floats, Ints, NonNegative

REASON = (
    "the predictions give {suggested} {suggested_probability:.0%}, usual for it being "
    "{suggested_usual:.0%}, and the given {given} {given_probability:.1%}, usual being "
    "{given_usual:.0%}"
)


@dataclass(frozen=True)
class ClassAdjusted(Detector, reads={"labels"}, truth={"one_of"}, paper="kuan2022"):
    """Suspect items whose label has little probability for an item of that class.

    Probabilities are divided by what is usual for each class, the mean probability of a class
    over the items given it, and made to sum to one; the score is one minus that of the given
    label. A class that predictions are never sure of, rare or hard, is thus not suspected as a
    whole. What is usual is drawn towards the mean of all classes by as much as `shrinkage` items
    weigh. The paper subtracts it instead, which lets a class's mean alone decide among labels of
    no probability; of many classes the ranking falls apart, and division keeps it. For each class
    as many items are flagged as confident counts, held to the surest predictions, expect to be
    wrong, the worst first, and never one whose label is the best after adjustment.

    Assumes: the predictions are out of sample; a class is as sure of its right labels as it is
    of all. Overlapping classes look like errors.

    Cost: three passes over the predictions; 22 bytes an item.

    Figures: a test holds it, on a thousand classes of few items, to keep the ranking where
    subtraction loses it, and to flag better than cleanlab's mask.

    Equation
    --------
    usual[k] = (sum over items given k of P(k) + shrinkage * mean P(label)) / (count[k] + shrinkage)
    q[k]     = P(k) / usual[k] / sum over j of P(j) / usual[j]
    score    = 1 - q[label]
    flagged  the worst by score whose label is not of largest q, as many of each class as confident
             counts, held to the surest predictions, expect to be wrong

    Parameters
    ----------
    shrinkage
        How many items' worth what is usual for each class is drawn towards the mean of all.

    References
    ----------
    kuan2022 for the adjustment, by subtraction.
    northcutt2021 for the class means.

    Examples
    --------
    >>> import numpy as np
    >>> p = np.tile([[0.95, 0.05], [0.4, 0.6]], (50, 1))
    >>> y = np.tile([0, 1], 50)
    >>> y[0] = 1
    >>> flags = ClassAdjusted().flag(labels=y, predictions=p)
    >>> np.flatnonzero(flags.flagged).tolist(), round(float(flags.score[0]), 2)
    ([0], 0.93)
    """

    shrinkage: NonNegative = 10.0

    def flag(self, labels: Ints, predictions: Floats) -> Flags:
        """Score every item by one minus the adjusted probability of its label."""
        own, best, counts = survey(labels, predictions)
        usual = usual_by_class(labels, own, counts, self.shrinkage)
        score, suggested = adjusted(labels, predictions, own, usual)
        wanted = wrong_counts(labels, predictions, own, best, counts)
        flagged = worst_of_each(score, labels, suggested != labels, wanted)
        columns = probabilities(labels, predictions, suggested)
        columns["suggested_usual"] = usual[suggested]
        columns["given_usual"] = usual[labels]
        return Flags(score, suggested, flagged, REASON, columns)


def usual_by_class(labels: Ints, own: Floats, counts: Ints, shrinkage: float) -> Floats:
    """Return (K,) the mean probability of a class over the items given it, drawn to that of all.

    Parameters
    ----------
    labels, own, counts
        (n,), and from `survey`.
    shrinkage
        Items' worth.
    """
    said = labels >= 0
    total = np.bincount(labels[said], weights=own[said], minlength=len(counts))
    pooled = total.sum() / max(int(counts.sum()), 1)
    size = counts + shrinkage
    drawn = np.divide(
        total + shrinkage * pooled, size, out=np.full(len(counts), pooled), where=size > 0
    )
    # A class whose items have no probability at all would get all of it.
    return np.asarray(np.maximum(drawn, max(1e-3 * pooled, 1e-9)), np.float32)


def adjusted(labels: Ints, predictions: Floats, own: Floats, usual: Floats) -> tuple[Floats, Ints]:
    """Return (n,) one minus the adjusted probability of the label, and (n,) the best class."""
    score, best = np.zeros_like(own), np.empty(len(labels), small_ints(len(usual)))
    weight = (1 / usual).astype(predictions.dtype)
    for piece in pieces(predictions):
        rows, given = predictions[piece] * weight, labels[piece]
        best[piece] = rows.argmax(axis=1)
        share = own[piece] * weight[given] / rows.sum(axis=1)
        score[piece] = np.where(given >= 0, 1 - share, 0).clip(0, 1)
    return score, best
