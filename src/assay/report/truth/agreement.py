"""How far sources agree beyond chance."""

from typing import Any

import numpy as np

from assay.estimate import KrippendorffAlpha
from assay.evidence import Evidence
from assay.registry import run


def alpha(evidence: Evidence) -> dict[str, Any] | None:
    """Return Krippendorff's alpha with a 95 % interval; None where nothing can disagree.

    Trusted sources are the truth, and no sources to agree with.
    """
    if evidence.truth.kind == "any_of":
        return None
    voting = np.array([not source.trusted for source in evidence.sources], bool)
    votes = evidence.take(voting[evidence.source])
    if np.bincount(votes.item).max(initial=0) < 2:
        return None
    found = run(KrippendorffAlpha(parts=1), {"evidence": votes})
    if not np.isfinite(found.value):
        return None
    ends = {"value": found.value, "low": found.low, "high": found.high}
    return {name: float(value) for name, value in ends.items()}
