"""Evidence as the columns of a table or the rows of a matrix, where it has that shape."""

from typing import Literal

import numpy as np

from assay.errors import OutputError
from assay.evidence import Evidence
from assay.types import Array, Bools

WHO = "write"
Shape = Literal["one", "soft", "tags", "votes", "number"]


def shape_of(evidence: Evidence) -> Shape:
    """Return how the evidence can be written without loss, or raise."""
    if evidence.truth.kind == "number" and evidence.n_sources == 1:
        return "number"
    if evidence.truth.kind == "any_of" and evidence.n_sources == 1 and _all_told(evidence):
        return "tags"
    if evidence.truth.kind in ("one_of", "ordered") and not np.any(evidence.negated):
        hard = bool((np.diff(evidence.claim.indptr) == 1).all())
        pair = np.asarray(evidence.item, np.int64) * max(1, evidence.n_sources) + evidence.source
        once = len(np.unique(pair)) == len(pair)
        if once and hard:
            return "one" if evidence.n_sources == 1 and _is_given(evidence) else "votes"
        if once and evidence.n_sources == 1 and _sums_to_one(evidence):
            return "soft"
    rule = "evidence must be one label an item, tags, soft labels or votes to be written"
    fix = "Infer one label an item first, with a method of assay.infer."
    raise OutputError(WHO, rule, got=f"{len(evidence.item):,} claims of other kinds", fix=fix)


def _is_given(evidence: Evidence) -> bool:
    return evidence.sources[0].kind == "given"


def _sums_to_one(evidence: Evidence) -> bool:
    total = np.asarray(evidence.claim.sum(axis=1)).ravel()
    return bool((np.abs(total - 1) <= 0.01).all())


def _all_told(evidence: Evidence) -> bool:
    """Tell whether every item that has tags says of every class whether it is one."""
    told = np.bincount(
        np.repeat(evidence.item, np.diff(evidence.claim.indptr)), minlength=evidence.n_items
    )
    return bool(np.isin(told, (0, evidence.truth.width)).all())


def matrix(evidence: Evidence, shape: Shape) -> Array:
    """Return the claims as an array of one row an item.

    soft: (n, K) weights, NaN where nothing is said; tags: (n, K) of 1, 0 and -1; votes: (n, S)
    class indices and -1; number: (n,) with NaN; one: (n,) class indices and -1.
    """
    n, claim = evidence.n_items, evidence.claim
    match shape:
        case "one":
            return np.asarray(evidence.given)
        case "number":
            values = np.full(n, np.nan)
            values[evidence.item] = claim.toarray().ravel()
            return values
        case "soft":
            weights = np.full((n, evidence.truth.width), np.nan)
            weights[evidence.item] = claim.toarray()
            return weights
        case "votes":
            votes = np.full((n, evidence.n_sources), -1, np.int64)
            votes[evidence.item, evidence.source] = claim.indices
            return votes
    tags = np.full((n, evidence.truth.width), -1, np.int8)
    item = np.repeat(evidence.item, np.diff(claim.indptr))
    negated = np.repeat(evidence.negated, np.diff(claim.indptr))
    tags[item, claim.indices] = ~negated
    return tags


def said(evidence: Evidence) -> Bools:
    """Return (n,) whether anything was said of the item."""
    found = np.zeros(evidence.n_items, bool)
    found[evidence.item] = True
    return found
