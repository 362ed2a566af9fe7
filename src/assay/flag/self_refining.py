"""Tags that are learnt, mended where the model is sure, and learnt again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.dataset import Neighbours
from assay.flag.tag_confident_learning import told
from assay.kernels.kinds.tag_posterior import judge
from assay.kernels.kinds.tag_scores import agreement, changes
from assay.kernels.kinds.tag_scores import worst_tag as least_sure
from assay.method import Detector
from assay.parts.tag_predictions import tag_predictions as predict
from assay.results import Flags
from assay.types import Array, Count, Floats, Fraction, Seed

REASON = "tag `{tag}` is {state}: learnt from mended tags, the model gives it {probability:.0%}"


@dataclass(frozen=True)
class SelfRefining(Detector, reads={"tags"}, truth={"any_of"}, paper="koo2023"):
    """Mend the tags a model is sure of by predictions out of fold, learn again, and repeat.

    Every round predicts each tag by models that never saw the item, says anew the tags that are
    then more likely wrong than right (as `TagPosterior` judges), and learns from what is said. It
    stops where fewer than `least` of what is known of the tags turns over. Tags that ended
    otherwise than they were given are flagged; the score is one minus the last probability of
    what was given, of the least probable tag.

    Assumes: most of what is said is right in every region of the features, so that mending goes
    towards the truth; what is learnt from mended tags is surer than it should be.

    Cost: `rounds` times making the predictions.

    Figures: the paper's separation of music isn't run. A test draws many digits anew, as tags, and
    holds what is left wrong after the rounds to a fraction of it.

    Equation
    --------
    tags <- 1 - tags where P(wrong | tags, predictions learnt from tags out of fold) > sure
    score   = 1 - min over tags k of the last P(what was given of k)
    flagged where any tag ended otherwise than it was given

    Parameters
    ----------
    sure
        A tag is said anew where the probability that what is said is wrong is above this.
    rounds
        Most rounds.
    least
        Share of tags turned over below which it stops.
    seed
        Decides the folds.

    References
    ----------
    koo2023

    Examples
    --------
    >>> x = np.repeat([[0.0, 1.0], [1.0, 0.0]], 30, axis=0) + np.arange(60)[:, None] / 600
    >>> tags = np.repeat([[0, 1], [1, 0]], 30, axis=0)
    >>> tags[3] = [1, 0]
    >>> flags = SelfRefining().flag(tags, x, ["jazz", "rock"])
    >>> np.flatnonzero(flags.flagged).tolist(), flags.values["changes"][3]
    ([3], '-jazz, +rock')
    """

    sure: Fraction = 0.5
    rounds: Count = 3
    least: Fraction = 0.01
    seed: Seed = 0

    def flag(
        self,
        tags: Array,
        features: Floats,
        classes: Sequence[str],
        groups: Any = None,
        codes: Floats | None = None,
        words: Any = None,
        neighbours: Neighbours | None = None,
        workers: int | None = None,
    ) -> Flags:
        """Refine the tags and flag what changed."""
        parts = {"groups": groups, "codes": codes, "words": words, "neighbours": neighbours}
        refined, proba = self.refine(tags, features, workers=workers, **parts)
        known = tags >= 0
        own, flagged = agreement(tags, proba), known & (refined != tags)
        score = 1 - np.where(known, own, 1.0).min(axis=1, initial=1.0)
        worst = least_sure(np.where(flagged, own - 1, own))
        values = told(tags, proba, worst, classes)
        values["changes"] = changes(tags, flagged, classes)
        return Flags(score, worst, flagged.any(axis=1), REASON, values)

    def refine(self, tags: Array, features: Floats, **parts: Any) -> tuple[Array, Floats]:
        """Return the mended tags (n, K) and the last probabilities (n, K).

        Parameters
        ----------
        parts
            Further parts, as `flag` takes them.
        """
        refined, proba = tags.copy(), np.full(tags.shape, 0.5, np.float32)
        known = int((tags >= 0).sum())
        for _ in range(self.rounds if known else 0):
            proba = predict(refined, features, seed=self.seed, **parts)
            turned = 0
            for one in judge(refined, proba, learnt=True):
                rows = one.rows[one.wrong > self.sure]
                refined[rows, one.tag] = 1 - refined[rows, one.tag]
                turned += len(rows)
            if turned < self.least * known:
                break
        return refined, proba
