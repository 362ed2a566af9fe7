"""Krippendorff's alpha."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.sources import reliability as kernel
from assay.kernels.sources.agreed import estimate_of, hard_answers
from assay.kernels.sources.claims_by_time import by_time
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Array, Count, Floats

#: How far answers are apart.
Distance = Literal["of-the-truth", "nominal", "ordinal", "interval"]


@dataclass(frozen=True)
class KrippendorffAlpha(
    Estimator,
    reads={"votes"},
    truth={"one_of", "ordered", "number"},
    paper="krippendorff2004",
):
    """Estimate how far sources agree beyond chance, whoever answered what.

    One minus the disagreement within items over that between any two answers. 1 is perfect, 0 is
    chance, below is worse than chance. Answers may be missing; an item with one answer tells
    nothing. The interval follows from how much each item sways the coefficient; where nobody
    disagrees, from how many items could unseen.

    Figures: Krippendorff's four observers have their rows below; tests hold the coefficients to the
    library krippendorff, and `assay bench truth-sources` its time.

    Equation
    --------
    alpha    = 1 - seen / expected
    seen     = sum over items of (sum over pairs of its m answers of d(a, b)) / (m - 1) / n
    expected = sum over all pairs of the n answers of d(a, b) / (n * (n - 1))
    d(a, b)  = 0 where a = b, else 1 (nominal), or (a - b)^2 of mean ranks (ordinal) or of values

    Pairs are counted both ways round; items with one answer are left out.

    Parameters
    ----------
    distance
        How far answers are apart: nominal, all that differ are; ordinal, by how many answers lie
        between; interval, squared, by the classes' names where all are numbers, else by their
        place. By default nominal for classes, ordinal for ordered ones, interval for numbers.
    parts
        Parts of one size that items are cut into by the time of their claims, where it is known.

    Assumes
    -------
    Items are drawn independently, and sources answer independently of each other. Claims that
    name one class are read; all others are left out.

    Cost
    ----
    Time O(claims), memory the claims.

    References
    ----------
    krippendorff2004

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> votes = Evidence.votes([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], list("aabbab"))
    >>> round(float(KrippendorffAlpha().estimate(votes)), 3)
    0.444
    """

    distance: Distance = "of-the-truth"
    parts: Count = 8

    def estimate(self, evidence: Evidence) -> Estimate:
        """Return alpha; `about` has it by class and by time."""
        found, about = self._coefficient(evidence)
        when = by_time(evidence, self.parts) if self.parts > 1 else None
        if when is not None:
            part, edges = when
            rows = [part[evidence.item] == one for one in range(self.parts)]
            each = [self._coefficient(evidence.take(mine))[0] for mine in rows]
            about |= {"time": edges, "by_time": np.array([(x.value, x.low, x.high) for x in each])}
        return estimate_of(found, about, "Sources answer independently, given the item.")

    def _coefficient(self, evidence: Evidence) -> tuple[kernel.Reliability, dict[str, Array]]:
        if evidence.truth.kind == "number":
            return self._of_numbers(evidence), {}
        item, _, code = hard_answers(evidence)
        counts = kernel.answers(item, code, evidence.n_items, len(evidence.classes))
        scores = self._scores(evidence, counts)
        about = {"by_class": np.nan_to_num(kernel.by_class(counts))}
        return kernel.alpha(counts, scores), about

    def _scores(self, evidence: Evidence, counts: csr_array) -> Floats | None:
        kind = self.distance
        if kind == "of-the-truth":
            kind = "ordinal" if evidence.truth.kind == "ordered" else "nominal"
        if kind == "nominal":
            return None
        if kind == "ordinal":
            paired = np.flatnonzero(counts.sum(axis=1) > 1)
            return kernel.middle_ranks(np.asarray(counts[paired].sum(axis=0)))
        try:
            return np.array([float(name) for name in evidence.classes])
        except ValueError:
            return np.arange(len(evidence.classes), dtype=float)

    def _of_numbers(self, evidence: Evidence) -> kernel.Reliability:
        if self.distance not in ("of-the-truth", "interval"):
            rule = (
                "numbers are compared by their distance: distance must be of-the-truth or interval"
            )
            raise DataError("KrippendorffAlpha", rule, got=self.distance)
        value, n = evidence.claim.toarray().ravel(), evidence.n_items
        centred = value - (value.mean() if len(value) else 0.0)
        size, sums, squares = (
            np.bincount(evidence.item, centred**power, n).astype(float) for power in range(3)
        )
        return kernel.alpha_of_sums(size, sums, squares)
