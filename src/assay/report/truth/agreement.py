"""How far sources agree beyond chance."""

from typing import Any

import numpy as np

from assay.evidence import Evidence, heaviest
from assay.types import Floats, Ints

#: Draws of items for the interval.
DRAWS = 200


def alpha(evidence: Evidence) -> dict[str, Any] | None:
    """Return Krippendorff's alpha of the hard votes with a 95 % interval; None without pairs.

    The interval is from the items drawn again with replacement.
    """
    if evidence.truth.kind not in ("one_of", "ordered"):
        return None
    voting = np.array([not source.trusted for source in evidence.sources], bool)
    hard = np.flatnonzero(
        voting[evidence.source]
        & ~np.asarray(evidence.negated)
        & (np.diff(evidence.claim.indptr) == 1)
    )
    counts = tally(evidence, hard)
    size = counts.sum(axis=1)
    counts = counts[size > 1]
    if not len(counts):
        return None
    size = counts.sum(axis=1, keepdims=True).astype(np.float64)
    unlike = (size[:, 0] ** 2 - (counts.astype(np.float64) ** 2).sum(axis=1)) / (size[:, 0] - 1)
    value = _alpha(unlike.sum(), counts.sum(axis=0, dtype=np.float64))
    if value is None:
        return None
    random, drawn = np.random.default_rng(0), []
    for _ in range(DRAWS if len(counts) > 1 else 0):
        weight = np.bincount(random.integers(0, len(counts), len(counts)), minlength=len(counts))
        again = _alpha(float(weight @ unlike), weight @ counts.astype(np.float64))
        drawn += [again] if again is not None else []
    low, high = np.quantile(drawn, (0.025, 0.975)) if drawn else (np.nan, np.nan)
    return {"value": value, "low": float(low), "high": float(high), "items": len(counts)}


def tally(evidence: Evidence, claims: Ints) -> Ints:
    """Return (n, K) how many of these claims say each class of each item."""
    n, k = evidence.n_items, len(evidence.classes)
    cell = evidence.item[claims].astype(np.int64) * k + heaviest(evidence.claim)[claims]
    return np.bincount(cell, minlength=n * k).reshape(n, k)


def _alpha(unlike: float, total: Floats) -> float | None:
    n = float(total.sum())
    chance = (n**2 - float((total**2).sum())) / (n - 1) if n > 1 else 0.0
    return 1 - unlike / chance if chance > 0 else None
