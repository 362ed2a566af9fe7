"""Claims as answers that can be compared, and coefficients of their agreement as estimates."""

from collections.abc import Mapping

import numpy as np

from assay.evidence import Evidence
from assay.kernels.sources.reliability import Reliability
from assay.kernels.sources.said import Said
from assay.results import Estimate
from assay.types import Array, Ints

#: What every coefficient rests on.
DRAWN = "Items were drawn at random and independently."


def hard_answers(evidence: Evidence) -> tuple[Ints, Ints, Ints]:
    """Return item, source and class of the claims that name one class."""
    hard = Said.of(evidence).hard
    rows = np.flatnonzero(hard >= 0)
    item, source = np.asarray(evidence.item, np.int64)[rows], np.asarray(evidence.source)[rows]
    return item, source.astype(np.int64), hard[rows]


def estimate_of(found: Reliability, about: Mapping[str, Array], *assumes: str) -> Estimate:
    """Return the coefficient as an estimate; 0 in [-1, 1] where nothing could disagree."""
    sentences = (DRAWN, *assumes)
    facts = {**about, "items": np.asarray(found.items)}
    if not np.isfinite(found.value):
        return Estimate(
            np.asarray(0.0), np.asarray(-1.0), np.asarray(1.0), verdict="cannot-be-told",
            assumes=sentences, about=facts,
            settle="Several answers an item, of two classes or more, would.",
        )  # fmt: skip
    value, low, high = map(np.asarray, (found.value, found.low, found.high))
    return Estimate(value, low, high, verdict="identified", assumes=sentences, about=facts)
