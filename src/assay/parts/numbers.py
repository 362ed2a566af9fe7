"""The number every item is said to have."""

import numpy as np

from assay.errors import NeedsError
from assay.evidence import Evidence
from assay.types import Floats


def numbers(evidence: Evidence) -> Floats:
    """Return (n,) float64 the given number, NaN where there is none; the mean of several.

    Parameters
    ----------
    evidence
        Claims about a truth that is a number.
    """
    if evidence.truth.kind != "number":
        raise NeedsError("numbers", "needs numbers", got=f"a truth of {evidence.truth.kind}")
    value = np.asarray(evidence.claim.toarray(), np.float64).ravel()
    count = np.bincount(evidence.item, minlength=evidence.n_items)
    total = np.bincount(evidence.item, value, evidence.n_items)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
