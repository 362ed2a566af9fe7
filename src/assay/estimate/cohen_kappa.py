"""Cohen's kappa."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.kernels.sources import kappa as kernel
from assay.kernels.sources.agreed import estimate_of, hard_answers
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Count, Floats

#: How much two answers that differ count.
Weights = Literal["of-the-truth", "none", "linear", "quadratic"]


@dataclass(frozen=True)
class CohenKappa(Estimator, reads={"votes"}, truth={"one_of", "ordered"}, paper="cohen1960"):
    """Estimate how far pairs of sources agree beyond what their habits alone would give.

    Each source keeps its own habits: how often it gives each class of the items both spoke of.
    With two sources this is Cohen's kappa; with more, the disagreement of all pairs over that
    expected of all. `about` has a row a pair.

    Figures: a test reaches the worked examples of Cohen's two papers, and the error of Fleiss,
    Cohen and Everitt's formula (`tests/kernels/test_reliability.py`).

    Equation
    --------
    kappa = 1 - sum over pairs of n * seen / sum over pairs of n * expected
    seen     = mean over the n items both spoke of, of d(a, b)
    expected = sum over classes a, b of share of a by the one * share of b by the other * d(a, b)
    d(a, b)  = 0 where a = b, else 1 (none), |a - b| (linear) or (a - b)^2 (quadratic)

    Parameters
    ----------
    weights
        How much answers that differ count: none, all the same; linear and quadratic, by how many
        classes they are apart. By default none for classes, quadratic for ordered ones.
    least
        Fewest items a pair must share to be looked at.
    most
        Most pairs to look at, those that share most items first.

    Assumes
    -------
    Items are drawn independently. Claims that name one class are read; all others are left out.

    Cost
    ----
    Two passes over the pairs of claims about the same item, a piece at a time.

    References
    ----------
    cohen1960; fleiss1969 for the interval of a pair.

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> votes = Evidence.votes([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], list("aabbab"))
    >>> round(float(CohenKappa(least=2).estimate(votes)), 3)
    0.4
    """

    weights: Weights = "of-the-truth"
    least: Count = 10
    most: Count = 1000

    def estimate(self, evidence: Evidence) -> Estimate:
        """Return kappa of all pairs; `about` has it of each, NaN where nothing could disagree."""
        answers = kernel.Answers.of(*hard_answers(evidence), evidence.n_sources)
        pairs = answers.pairs(self.least, self.most)
        found = kernel.kappas(answers, pairs, self._distance(evidence))
        about = {
            "first": pairs.first, "second": pairs.second, "shared": pairs.shared,
            "kappa": found.value, "low": found.low, "high": found.high,
        }  # fmt: skip
        return estimate_of(found.together, about)

    def _distance(self, evidence: Evidence) -> Floats:
        k, kind = len(evidence.classes), self.weights
        if kind == "of-the-truth":
            kind = "quadratic" if evidence.truth.kind == "ordered" else "none"
        place = np.arange(k)
        apart = np.abs(place[:, None] - place).astype(float)
        if kind == "none":
            return np.asarray(apart > 0, float)
        return np.asarray(apart if kind == "linear" else apart**2)
