"""Suspicion by the probability of the given label."""

from dataclasses import dataclass
from typing import cast

import numpy as np

from assay.kernels.confident import survey
from assay.kernels.picked import Picked
from assay.method import Detector
from assay.results import Flags
from assay.types import Array, Floats, Ints


@dataclass(frozen=True)
class SelfConfidence(Detector, reads={"labels"}, truth={"one_of"}, paper="northcutt2021"):
    """Suspect items whose predictions give their label little probability.

    The score is one minus the probability of the given label; an item is flagged where another
    class is more probable.

    Assumes: the predictions are out of sample. Overlapping classes look like errors.

    Cost: one pass over the predictions; 6 bytes an item.

    Equation
    --------
    score   = 1 - P(label)
    flagged where max over k of P(k) > P(label)

    Examples
    --------
    >>> import numpy as np
    >>> p = np.array([[0.9, 0.1], [0.8, 0.2]])
    >>> flags = SelfConfidence().flag(labels=np.array([0, 1]), predictions=p)
    >>> flags.flagged.tolist(), flags.explain(1, "dog", "cat")
    ([False, True], 'the predictions give cat 80% and the given dog 20.0%')
    """

    def flag(self, labels: Ints, predictions: Floats) -> Flags:
        """Score every item by 1 - P(given label)."""
        score, best, _ = survey(labels, predictions)
        np.subtract(1, score, out=score)
        score[labels < 0] = 0
        flagged = (best != labels) & (labels >= 0)
        return Flags(score, best, flagged, REASON, probabilities(labels, predictions, best))


REASON = (
    "the predictions give {suggested} {suggested_probability:.0%} "
    "and the given {given} {given_probability:.1%}"
)


def probabilities(labels: Ints, predictions: Floats, suggested: Ints) -> dict[str, Array]:
    """Return the columns that `REASON` is filled from; they take no memory."""
    return {
        "suggested_probability": cast("Array", Picked(predictions, suggested)),
        "given_probability": cast("Array", Picked(predictions, labels)),
    }
