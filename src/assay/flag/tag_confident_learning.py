"""Confident learning on sets of tags: each tag is a problem of its own, items pool their tags."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.kernels.kinds.tag_scores import Pool, agreement, changes, confident_flags, pieces, pooled
from assay.kernels.kinds.tag_scores import worst_tag as least_sure
from assay.method import Detector
from assay.results import Flags
from assay.types import Array, Bools, Floats, Fraction, Ints, Positive

REASON = "tag `{tag}` is {state}: the predictions give it {probability:.0%}"


@dataclass(frozen=True)
class TagConfidentLearning(Detector, reads={"tags"}, truth={"any_of"}, paper="thyagarajan2023"):
    """Flag, for every tag, as many sayings and denials as confident counts say are wrong.

    What is said of a tag is believed by the probability of it: P for a tag that is said, 1 - P for
    one that is denied. Confident learning with two classes, "fits" and "doesn't", runs tag by tag;
    an item is flagged where any of its tags is. The score of an item is one minus the pool of its
    tags' probabilities. The suggestion is the tag to change, and `values["changes"]` names every
    flagged tag of the item, "+" for one that is missing and "-" for one too many.

    Assumes: the predictions are out of sample and each tag's are calibrated, so that tags can be
    compared; errors of a tag depend on that tag alone. Overlap is reported as errors.

    Cost: as confident learning with two classes, once a tag; one bit of (n, K) in bytes.

    Equation
    --------
    own[k]  = P(k) where tag k is said, 1 - P(k) where it is denied
    pool    = sum over k of w[k] * own[k] / sum(w),   w[k] = exp((1 - own[k]) / temperature)
    score   = 1 - pool
    flagged where confident learning, tag by tag with two classes, flags what is said of any tag

    Parameters
    ----------
    pool
        softmin: mean in which a tag weighs exp((1 - probability) / temperature); min: the least
        probable; mean: all alike, in which one wrong tag drowns among many right ones; decay: an
        average that moves from the surest tag to the least sure.
    temperature
        Of softmin: the lower, the nearer to min.
    weight
        Of decay: how much each less sure tag counts beside all surer ones.

    References
    ----------
    thyagarajan2023

    Examples
    --------
    >>> tags = np.array([[1, 0], [1, 1], [0, 0], [0, 1], [1, 0]])
    >>> proba = np.array([[0.9, 0.1], [0.9, 0.8], [0.1, 0.1], [0.1, 0.9], [0.1, 0.1]])
    >>> flags = TagConfidentLearning().flag(tags, proba, ["jazz", "rock"])
    >>> flags.flagged.tolist(), flags.values["changes"][4]
    ([False, False, False, False, True], '-jazz')
    >>> flags.explain(4, "jazz", "")
    'tag `jazz` is doubtful: the predictions give it 10%'
    """

    pool: Pool = "softmin"
    temperature: Positive = 0.1
    weight: Fraction = 0.8

    def flag(self, tags: Array, tag_predictions: Floats, classes: Sequence[str]) -> Flags:
        """Flag by confident counts, score by the pool of the tags."""
        n, k = tags.shape
        flagged = confident_flags(tags, tag_predictions)
        score, worst = np.zeros(n), np.zeros(n, np.int64)
        for piece in pieces(n, k):
            own = agreement(tags[piece], tag_predictions[piece])
            score[piece] = 1 - pooled(own, self.pool, self.temperature, self.weight)
            # The tag that is named is one of the flagged where there is any.
            worst[piece] = least_sure(np.where(flagged[piece], own - 1, own))
        values = told(tags, tag_predictions, worst, classes)
        values["changes"] = changes(tags, flagged, classes)
        return Flags(score, worst, np.asarray(flagged.any(axis=1)), REASON, values)


def told(tags: Array, proba: Floats, worst: Ints, classes: Sequence[str]) -> dict[str, Array]:
    """Return the columns that `REASON` is filled from, for the named tag of each item."""
    rows = np.arange(len(tags))
    names = np.array([*classes, ""], object)
    if not tags.shape[1]:
        blank = np.full(len(tags), "", object)
        return {"tag": blank, "state": blank, "probability": np.zeros(len(tags))}
    said: Bools = tags[rows, worst] == 1
    state = np.where(said, "doubtful", "missing").astype(object)
    return {"tag": names[worst], "state": state, "probability": proba[rows, worst]}
