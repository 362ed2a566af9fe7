"""What claims weigh for each class, and who made them."""

from typing import Any

import numpy as np
from scipy.sparse import csr_array

from assay.errors import DataError
from assay.types import Array, Bools, Ints

WHO = "Evidence"


def heaviest(claim: csr_array) -> Ints:
    """Return the (E,) column of each row's greatest weight, the first among equals."""
    if claim.nnz == claim.shape[0] and (np.diff(claim.indptr) == 1).all():
        return np.asarray(claim.indices, np.int64)
    return np.asarray(claim.argmax(axis=1), np.int64).ravel()


def check_weights(claim: csr_array, negated: Bools) -> None:
    """Raise unless weights are finite and not below zero, and every claim allows a class."""
    if claim.nnz and not (np.isfinite(claim.data).all() and claim.data.min() >= 0):
        raise DataError(WHO, "weights of a claim must be finite and at least 0", got="others")
    empty = np.flatnonzero((np.diff(claim.indptr) == 0) & ~negated)
    if empty.size:
        rule = "a claim must allow at least one class"
        raise DataError(WHO, rule, got="none", where=f"claim {empty[0]}, {empty.size} such")


def about(item: Any, source: Any, claims: int) -> tuple[Ints, Ints, list[str]]:
    """Return (E,) items, (E,) numbers of sources, and names of the sources, sorted.

    Where `item` is None, claim i is about item i; where `source` is None there is one, "given".
    """
    rows = np.arange(claims) if item is None else np.asarray(item)
    if not np.issubdtype(rows.dtype, np.integer):
        fix = "Use np.unique(item, return_inverse=True), or assay.read for a file."
        raise DataError(WHO, "item must be whole numbers from 0", got=str(rows.dtype), fix=fix)
    who = np.full(claims, "given") if source is None else np.asarray(source)
    names, which = np.unique(who, return_inverse=True)
    if not len(rows) == len(which) == claims:
        rule = "item, source and label must have one value a vote"
        raise DataError(WHO, rule, got=f"{len(rows)}, {len(which)} and {claims}")
    return rows, which.astype(np.int32), list(map(str, names))


def items_of(item: Array, n_items: int | None) -> int:
    """Return how many items there are: as told, else the highest plus one."""
    return int(item.max(initial=-1)) + 1 if n_items is None else n_items
