"""What claims say, one row a claim, in pieces by item."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.types import Floats, Ints

#: Claims are worked through in pieces of about this many bytes of posterior.
PIECE = 1 << 21
#: Before errors are counted, every class counts as having had this many, spread evenly.
SPREAD = 1.0
TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Said:
    """What claims say.

    Parameters
    ----------
    hard
        (E,) the one class a claim names, -1 for all others.
    weights
        (E, K) how much a claim allows each class, in [0, 1]; None where all are hard.
    """

    hard: Ints
    weights: Floats | None

    @classmethod
    def of(cls, evidence: Evidence) -> "Said":
        """Read the claims; a set allows its classes wholly, a soft label in proportion."""
        claim, negated = evidence.claim, np.asarray(evidence.negated)
        one_each = claim.nnz == claim.shape[0] and (np.diff(claim.indptr) == 1).all()
        if one_each and not negated.any() and (not claim.nnz or claim.data.all()):
            return cls(np.asarray(claim.indices, np.int64), None)
        weights = claim.toarray().astype(np.float64)
        top = np.maximum(weights.max(axis=1, keepdims=True), TINY)
        even = ((weights == 0) | (weights == top)).all(axis=1, keepdims=True)
        total = np.maximum(weights.sum(axis=1, keepdims=True), TINY)
        allowed = np.where(even, weights / top, weights / total)
        allowed = np.where(negated[:, None], 1.0 - (weights > 0), allowed)
        one = (allowed > 0).sum(axis=1) == 1
        return cls(np.where(one, allowed.argmax(axis=1), -1), allowed)

    def allowed(self, rows: Ints) -> Floats:
        """Return (m, K) how much these claims, of which some aren't hard, allow each class."""
        if self.weights is None:
            return np.empty((0, 0))
        return np.asarray(self.weights[rows])

    def right(self, rows: Ints, proba: Floats) -> Floats:
        """Return (m,) chance that each claim allows the truth, given (m, K) of its item."""
        hard = self.hard[rows]
        found = proba[np.arange(len(rows)), hard]
        loose = np.flatnonzero(hard < 0)
        if len(loose):
            found[loose] = np.einsum("ek,ek->e", self.allowed(rows[loose]), proba[loose])
        return np.asarray(found)


def wrong_answers(evidence: Evidence, said: Said, proba: Floats) -> Floats:
    """Return (K, K) P(says j | truth is k, wrong) at [j, k], 1 on the diagonal, of all sources."""
    k = len(evidence.classes)
    if k < 2:
        return np.ones((k, k))
    counts = np.zeros((k, k))
    order = np.argsort(said.hard, kind="stable")
    ends = np.searchsorted(said.hard[order], np.arange(k + 1))
    for j in range(k):
        mine = order[ends[j] : ends[j + 1]]
        if len(mine):
            counts[j] = proba[evidence.item[mine]].sum(axis=0)
    counts += SPREAD / (k - 1)
    np.fill_diagonal(counts, 0)
    counts /= counts.sum(axis=0)
    np.fill_diagonal(counts, 1)
    return counts


def runs(
    evidence: Evidence, *, pairs: bool = False, only: Ints | None = None
) -> Iterator[tuple[Ints, Ints]]:
    """Yield claims in pieces, by item, and where each item starts among them.

    With `pairs`, where each pair of item and source starts; of `only` these claims.
    """
    order = np.arange(len(evidence.item)) if only is None else only
    key = np.asarray(evidence.item, np.int64)[order]
    if pairs:
        key = key * evidence.n_sources + evidence.source[order]
    if not (key[1:] >= key[:-1]).all():
        sorted_ = np.argsort(key, kind="stable")
        order, key = order[sorted_], key[sorted_]
    first = np.ones(len(key), bool)
    first[1:] = key[1:] != key[:-1]
    new = np.flatnonzero(first)
    step, at = max(1, PIECE // (8 * max(1, len(evidence.classes)))), 0
    while at < len(new):
        end = max(at + 1, int(np.searchsorted(new, new[at] + step)))
        stop = int(new[end]) if end < len(new) else len(key)
        yield order[new[at] : stop], new[at:end] - new[at]
        at = end
