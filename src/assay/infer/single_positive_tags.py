"""Which labels hold beside the one that was given."""

from dataclasses import dataclass

from assay.evidence import Evidence
from assay.kernels.infer.label_sets import chances, posterior
from assay.method import Inference
from assay.posterior import TagPosterior
from assay.types import Floats


@dataclass(frozen=True)
class SinglePositiveTags(Inference, reads={"positives"}, truth={"one_of"}, paper="cho2022"):
    """Find the labels that hold beside the one that was given, from how often each is given.

    Where an item may have several labels and one of them was given, a classifier of the given
    label says how often each would be given to such an item. A label that is given half as
    often as the surest of them either holds half the time alone, or is always there beside
    it. Taking the surest to hold, and the given one to be chosen alike among those that hold,
    leaves one answer for the others (`kernels.infer.label_sets.chances`). The label that
    was given then holds for certain, and tells of the rest: it is given more often where few others
    hold. Sums over all sets of labels are exact.

    `kernels.infer.label_sets` draws from the answer too, by Markov chains as the paper does: sets
    of labels for an item (`walk`), and items that have some labels and lack others (`drawn_with`).

    Equation
    --------
    P(k is given) = h[k] * mean of 1 / (1 + N), N other labels holding, each with its h
    h: solved for from predictions = P(k is given), the largest h of an item being 1
    P(k holds | g is given) ~ h[k] * mean of 1 / (2 + M)
    P(k fails | g is given) ~ (1 - h[k]) * mean of 1 / (1 + M), M other labels than k and g holding

    ~ means "in proportion to".

    Assumes
    -------
    The given label is right, and was chosen alike among those that hold; labels hold independently
    of each other given the item; at least one holds nearly for certain. Predictions were made out
    of sample. Where people prefer to give one label (what is in the foreground), the others come
    out too rare.

    Cost
    ----
    Time O(n K^2), memory two (n, K) arrays.

    References
    ----------
    cho2022

    Figures: the tests draw two attributes that each move a Gaussian: the shares of one alone and of
    both come out right, by true chances and by a classifier that is learnt, and most items drawn to
    have both do.

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> given = Evidence.labels(["sea", "ship", "sea"], ["sea", "ship", "cow"])
    >>> predictions = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [1.0, 0.0, 0.0]])
    >>> SinglePositiveTags().infer(given, predictions).proba.round(2).tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    """

    def infer(self, evidence: Evidence, predictions: Floats) -> TagPosterior:
        """Return P(label holds)."""
        proba = posterior(chances(predictions), evidence.given)
        return TagPosterior(evidence.classes, proba.clip(0, 1))
