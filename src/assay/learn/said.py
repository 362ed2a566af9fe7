"""What evidence says of each item, in the forms that learners begin with."""

import numpy as np
from scipy.sparse import csr_array

from assay.errors import DataError
from assay.evidence import Evidence, heaviest
from assay.kernels.learn.candidate_sets import candidates_of as candidates_of
from assay.kernels.learn.likelihood import NEVER, claim_rows
from assay.types import Array, Bools, Floats, Ints


def rows_of(evidence: Evidence, noise: Floats | None = None) -> Floats:
    """Return (n, K) log-likelihood rows of all claims of one-of evidence.

    Claims of trusted sources are right; all others are as wrong as `noise` says. A trusted claim
    outweighs any that contradict it.

    Parameters
    ----------
    evidence
        Claims of any kind: labels, soft ones, sets of candidates, negated ones.
    noise
        (K, K) P(said j | truth k), or None where claims are right.
    """
    gold = trusted_of(evidence)
    rows = np.zeros((evidence.n_items, evidence.truth.width))
    for which, table, much in ((~gold, noise, 1.0), (gold, None, 2.0)):
        if which.any():
            some = np.flatnonzero(which)
            rows += much * claim_rows(
                np.asarray(evidence.item)[some], evidence.claim[some],
                np.asarray(evidence.negated)[some], table, evidence.n_items,
            )  # fmt: skip
    settled = settled_of(evidence)
    top = rows[settled].max(axis=1, keepdims=True, initial=NEVER)
    rows[settled] = np.where(rows[settled] >= top + NEVER / 2, rows[settled] - top, NEVER)
    return rows


def said(evidence: Evidence) -> Floats:
    """Return (n, K) targets that take claims at their word; rows of NaN where nobody spoke."""
    if evidence.truth.kind == "number":
        return _mean(evidence, np.asarray(evidence.claim.toarray(), np.float64))
    if evidence.truth.kind == "any_of":
        tags = tags_of(evidence)
        told = np.asarray((tags >= 0).any(axis=1))
        return np.where(told[:, None], (tags == 1).astype(float), np.nan)
    weights = np.asarray(evidence.claim.toarray(), np.float64)
    negated = np.asarray(evidence.negated)
    weights[negated] = np.asarray(weights[negated] <= 0)
    total = weights.sum(axis=1, keepdims=True)
    if (total <= 0).any():
        claim = int(np.argmin(total))
        rule = "a claim must leave at least one class"
        raise DataError("Evidence", rule, got="none", where=f"item {evidence.item[claim]}")
    return _mean(evidence, weights / total, trusted_of(evidence))


def settled_of(evidence: Evidence) -> Bools:
    """Return (n,) which items a trusted source speaks of."""
    settled = np.zeros(evidence.n_items, bool)
    settled[np.asarray(evidence.item)[trusted_of(evidence)]] = True
    return settled


def trusted_of(evidence: Evidence) -> Bools:
    """Return (E,) which claims are of a trusted source."""
    trusted = np.array([source.trusted for source in evidence.sources], bool)
    return trusted[evidence.source] if len(trusted) else np.zeros(len(evidence.item), bool)


def _mean(evidence: Evidence, each: Floats, gold: Bools | None = None) -> Floats:
    """Return the mean over the claims of an item, of trusted ones alone where there are any."""
    item, n = np.asarray(evidence.item), evidence.n_items
    if gold is not None and gold.any():
        settled = np.zeros(n, bool)
        settled[item[gold]] = True
        keep = np.flatnonzero(gold | ~settled[item])
        item, each = item[keep], each[keep]
    add = csr_array((np.ones(len(item)), (item, np.arange(len(item)))), (n, len(item)))
    counts = np.bincount(item, minlength=n).astype(float)
    counts[counts == 0] = np.nan
    return np.asarray((add @ each) / counts[:, None])


def labels_of(evidence: Evidence) -> Ints:
    """Return (n,) the class that claims make most probable, the first among equals; -1 for none."""
    targets = said(evidence)
    known = ~np.isnan(targets).any(axis=1)
    return np.where(known, np.nan_to_num(targets).argmax(axis=1), -1)


def excluded_of(evidence: Evidence) -> Bools:
    """Return (n, K) which classes a negated claim names."""
    out = np.zeros((evidence.n_items, evidence.truth.width), bool)
    mine = np.flatnonzero(np.asarray(evidence.negated))
    named = np.asarray((evidence.claim[mine] > 0).toarray())
    np.logical_or.at(out, np.asarray(evidence.item)[mine], named)
    return out


def positives_of(evidence: Evidence, who: str) -> tuple[Bools, int]:
    """Return (n,) which items were said to be of the one class that was named, and which it is."""
    if len(evidence.classes) != 2:
        rule = "positives and the rest must be of two classes"
        raise DataError(who, rule, got=str(len(evidence.classes)))
    named = np.unique(heaviest(evidence.claim)) if len(evidence.item) else np.array([1])
    if len(named) != 1 or np.asarray(evidence.negated).any():
        rule = "claims must all name the same class, the positive one"
        raise DataError(who, rule, got="both classes, or negated claims")
    picked = np.zeros(evidence.n_items, bool)
    picked[np.asarray(evidence.item)] = True
    return picked, int(named[0])


def tags_of(evidence: Evidence) -> Array:
    """Return (n, K) 1 said to fit, 0 said not to, -1 unknown; where claims differ, most decide."""
    shape = (evidence.n_items, evidence.truth.width)
    claim = (evidence.claim > 0).astype(np.float64).tocsr()
    sign = np.where(np.asarray(evidence.negated), -1.0, 1.0)
    item = np.asarray(evidence.item)
    add = csr_array((sign, (item, np.arange(len(item)))), (shape[0], len(item)))
    total = np.asarray((add @ claim).toarray())
    spoken = np.asarray((abs(add) @ claim).toarray()) > 0
    return np.where(spoken, (total > 0).astype(np.int8), np.int8(-1))
