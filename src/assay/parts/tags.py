"""Which tags every item is said to have, and not to have."""

import numpy as np

from assay.errors import NeedsError
from assay.evidence import Evidence
from assay.types import Array

#: Weight of a trusted source's claim beside those of others.
TRUSTED = 1e6


def tags(evidence: Evidence) -> Array:
    """Return (n, K) int8: 1 where a tag is said to fit, 0 where not to, -1 where nothing is known.

    Where several sources speak of one tag the heavier side counts; a tie is unknown.

    Parameters
    ----------
    evidence
        Claims about a truth that is any set of the classes.
    """
    if evidence.truth.kind != "any_of":
        raise NeedsError("tags", "needs sets of tags", got=f"a truth of {evidence.truth.kind}")
    claim = evidence.claim.tocoo()
    heavy = np.array([TRUSTED if s.trusted else 1.0 for s in evidence.sources])
    side = np.where(np.asarray(evidence.negated), -1.0, 1.0) * heavy[evidence.source]
    rows, columns = np.asarray(evidence.item)[claim.row], claim.col
    weight = claim.data * side[claim.row]
    known = np.full((evidence.n_items, len(evidence.classes)), -1, np.int8)
    if len(evidence.sources) == 1:
        known[rows[weight > 0], columns[weight > 0]] = 1
        known[rows[weight < 0], columns[weight < 0]] = 0
        return known
    cell, place = np.unique(rows.astype(np.int64) * known.shape[1] + columns, return_inverse=True)
    total = np.bincount(place.ravel(), weight, len(cell))
    known.flat[cell[total > 0]], known.flat[cell[total < 0]] = 1, 0
    return known
