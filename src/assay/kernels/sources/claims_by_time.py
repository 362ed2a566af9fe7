"""Items in parts of one size, by when they were spoken of."""

import numpy as np

from assay.evidence import Evidence
from assay.types import Floats, Ints


def by_time(evidence: Evidence, parts: int) -> tuple[Ints, Floats] | None:
    """Return (n,) part of each item, -1 without claims, and (parts + 1,) the instants at its ends.

    An item's time is the mean of its claims'. None where no times are known.
    """
    time = evidence.context.get("time")
    if time is None or not len(time) or not np.issubdtype(time.dtype, np.number):
        return None
    time = np.asarray(time, np.float64)
    known = np.isfinite(time)
    n = evidence.n_items
    many = np.bincount(evidence.item[known], minlength=n)
    when = np.bincount(evidence.item[known], time[known], n) / np.maximum(many, 1)
    spoken = np.flatnonzero(many)
    if len(np.unique(when[spoken])) < parts:
        return None
    edges = np.quantile(when[spoken], np.linspace(0, 1, parts + 1))
    part = np.full(n, -1)
    part[spoken] = np.clip(np.searchsorted(edges, when[spoken], side="right") - 1, 0, parts - 1)
    return part, edges
