"""Draws at random for an estimate."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.asking.drawing import drawn, stratum_of, weights_of
from assay.method import Query
from assay.posterior import Posterior
from assay.results import Batch
from assay.types import Floats, Ints, Seed


@dataclass(frozen=True)
class NeymanDraw(Query, truth={"one_of", "ordered"}, paper="neyman1934", drawn=True):
    """Draw items at random, the doubtful more often, by chances that are known.

    Doubt is the probability that the given label is wrong; without labels, that the most
    probable class is. Items are ranked by it and cut into strata, which halve towards the top;
    an item's chance to be drawn next is in proportion to the deviation of right or wrong in its
    stratum. Such a sample tells the share of wrong labels, with an interval, from fewest answers,
    however good the doubt is; the first of a draw are a smaller draw. The gain is what an answer
    takes off the variance of that share.

    Equation
    --------
    w[h]   = sqrt(m * (1 - m)), m = mean doubt of stratum h, held to 0.02 ... 0.5
    P(i is drawn next) ~ w[stratum of i], doubt = 1 - p[label], without labels 1 - max p
    gain of answer t = (mean over items of w) ** 2 / (t * (t + 1)), what it takes off the variance

    ~ means "in proportion to".

    Parameters
    ----------
    seed
        Decides the draw.

    Assumes
    -------
    Answers are right. The posterior needn't be calibrated: it makes the interval narrow, not true.

    Cost
    ----
    Time O(n K + n log n), memory O(n).

    References
    ----------
    neyman1934

    Figures: the tests find that items drawn so tell the share of wrong labels as well as more than
    twice as many drawn evenly, where doubt is calibrated.

    Examples
    --------
    >>> import numpy as np
    >>> from assay.posterior import Posterior
    >>> posterior = Posterior(("a", "b"), np.array([[0.9, 0.1], [0.5, 0.5], [1.0, 0.0]]))
    >>> sorted(NeymanDraw().query(posterior, budget=3).items.tolist())
    [0, 1, 2]
    """

    seed: Seed = 0

    def query(self, posterior: Posterior, budget: int, labels: Ints | None = None) -> Batch:
        """Return `budget` items in the order drawn, or all where there are fewer."""
        doubt = doubt_of(posterior, labels)
        ranked = np.argsort(-doubt, kind="stable")
        items = drawn(ranked, doubt, self.seed)[:budget]
        n = max(len(doubt), 1)
        stratum = stratum_of(np.arange(len(doubt)), len(doubt))
        weights = weights_of(doubt[ranked], stratum) if len(doubt) else np.zeros(1)
        first = (np.bincount(stratum, minlength=len(weights)) @ weights / n) ** 2
        turn = np.arange(1, len(items) + 1)
        return Batch(items, first / (turn * (turn + 1)), "variance of the share of wrong labels")


def doubt_of(posterior: Posterior, labels: Ints | None) -> Floats:
    """Return (n,) the probability that a label is wrong; without labels, the best guess."""
    proba = np.asarray(posterior.proba)
    if labels is None:
        return np.asarray(1 - proba.max(axis=1), np.float64).clip(0, 1)
    own = np.take_along_axis(proba, np.maximum(labels, 0)[:, None], axis=1)[:, 0]
    return np.where(labels >= 0, 1 - own, 0.0).clip(0, 1)
