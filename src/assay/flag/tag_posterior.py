"""Suspicion of each tag by the probability that what is said of it is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.flag.tag_confident_learning import REASON, told
from assay.kernels.kinds.tag_posterior import judge
from assay.kernels.kinds.tag_scores import changes
from assay.method import Detector
from assay.results import Flags
from assay.types import Array, Floats, Fraction


@dataclass(frozen=True)
class TagPosterior(Detector, reads={"tags"}, truth={"any_of"}, paper="thyagarajan2023"):
    """Judge every tag by P(wrong | its prediction, what is said), and items by their worst tag.

    Tag by tag, the predictions and the noise of the tag (how often it is left out, how often put
    on without cause) give the probability that what is said is wrong, as `LabelPosterior` does for
    one class an item. The score is that of the item's most suspicious tag. The item is flagged
    where what is said of any tag is more likely wrong than not; `values["changes"]` names every
    such tag. Suggested is the most suspicious of those, or of all where there is none; `p_wrong` is
    its probability, the chance that this one tag is wrong, and so the least chance that any is.

    Assumes: the predictions are out of sample; errors of a tag depend on that tag alone. Where
    noise can't be told from overlap, at most 8 % of a tag's items are taken to be wrong.

    Cost: as `LabelPosterior` with two classes, once a tag; one (n, K) array of bytes.

    Figures: a test flips what is said of real sets of tags and holds the ranking above that of
    `TagConfidentLearning`.

    Equation
    --------
    u[k]        ~ (1 - P(k), P(k))^power,   z = u ((1 - a) inverse(T[k]) + a I)
    P(tag k is t | x, said) ~ z[t] * T[k][t, said],   P(wrong[k]) = 1 - P(tag k is said)
    suspect[k]  = 1 / (1 + exp(-(log odds(wrong[k]) - .2 * log P(said of k)) / 4))
    score       = max over k of suspect[k]
    flagged where P(wrong[k]) > cut for any k

    T[k]: noise of tag k; a: how far predictions follow the truth; ~: in proportion to.

    Parameters
    ----------
    cut
        Flag where the probability of being wrong is above this.

    References
    ----------
    thyagarajan2023 for pooling tags.

    Examples
    --------
    >>> tags = np.tile([[1, 0], [0, 1]], (30, 1))
    >>> proba = np.tile([[0.97, 0.02], [0.04, 0.95]], (30, 1))
    >>> tags[0] = [1, 1]
    >>> flags = TagPosterior().flag(tags, proba, ["jazz", "rock"])
    >>> flags.worst(1).tolist(), flags.values["changes"][0]
    ([0], '-rock')
    """

    cut: Fraction = 0.5

    def flag(
        self,
        tags: Array,
        tag_predictions: Floats,
        classes: Sequence[str],
        *,
        learnt: bool = False,
    ) -> Flags:
        """Score every item by its most suspicious tag.

        Parameters
        ----------
        learnt
            The predictions are known to be calibrated for the given tags, not for the truth.
        """
        n = len(tags)
        score, wrong = np.zeros(n, np.float32), np.zeros(n, np.float32)
        worst, most = np.zeros(n, np.int64), np.zeros(n)
        flagged = np.zeros(tags.shape, bool)
        for one in judge(tags, tag_predictions, learnt=learnt):
            bad = one.wrong > self.cut
            flagged[one.rows, one.tag] = bad
            score[one.rows] = np.maximum(score[one.rows], one.suspect)
            # The tag that is named is one of the flagged where there is any.
            rank = one.suspect.astype(np.float64) + bad
            more = rank > most[one.rows]
            rows = one.rows[more]
            most[rows], wrong[rows], worst[rows] = rank[more], one.wrong[more], one.tag
        values = told(tags, tag_predictions, worst, classes)
        values["changes"] = changes(tags, flagged, classes)
        return Flags(score, worst, wrong > self.cut, REASON, values, p_wrong=wrong)
