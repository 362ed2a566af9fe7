"""Fleiss's kappa."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.sources import reliability as kernel
from assay.kernels.sources.agreed import estimate_of, hard_answers
from assay.method import Estimator
from assay.results import Estimate


@dataclass(frozen=True)
class FleissKappa(Estimator, reads={"votes"}, truth={"one_of", "ordered"}, paper="fleiss1971"):
    """Estimate how far many sources agree beyond chance, each item counting the same.

    The mean share of pairs of answers about an item that agree, against the share that would if
    answers were drawn from all. It is made for as many answers for each item; where they differ,
    each item's share of agreeing pairs still counts once.

    Figures: ten items by fourteen raters, a table worked out in textbooks, has its row below.

    Equation
    --------
    kappa    = 1 - mean over items of (1 - agree) / (1 - sum over k of share[k]^2)
    agree    = sum over k of c[k] * (c[k] - 1) / (m * (m - 1)),   c[k] of an item's m answers say k
    share[k] = sum over items of c[k] / sum over items of m

    Assumes
    -------
    Items are drawn independently, and whoever answers an item is drawn at random from all
    sources. Claims that name one class are read; all others are left out.

    Cost
    ----
    Time O(claims), memory the claims.

    References
    ----------
    fleiss1971

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> votes = Evidence.votes([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], list("aabbab"))
    >>> round(float(FleissKappa().estimate(votes)), 3)
    0.333
    """

    def estimate(self, evidence: Evidence) -> Estimate:
        """Return kappa; `about` has that of each class against all others."""
        item, _, code = hard_answers(evidence)
        counts = kernel.answers(item, code, evidence.n_items, len(evidence.classes))
        about = {"by_class": np.nan_to_num(kernel.by_class(counts))}
        return estimate_of(kernel.fleiss(counts), about, "Sources are drawn at random from alike.")
