"""Disagreement with the given labels where the predictions are surest."""

import numpy as np

from assay.kernels.confident import by_class
from assay.kernels.interval import clopper_pearson
from assay.types import Bools, Floats, Ints

#: A core holds at least this many items, and at least this share of them.
LEAST, LEAST_SHARE = 50, 0.01


def surest_first(best: Ints, top: Floats, classes: int) -> Floats:
    """Return (n,) the share of items of the same predicted class that are at least as sure.

    In (0, 1]; cutting at a share gives a core in which every predicted class keeps its weight.
    """
    share = np.empty(len(best))
    counts = np.bincount(best, minlength=classes)
    for which, members in by_class(best, counts, 0, classes):
        order = np.argsort(-top[members], kind="stable")
        share[members[order]] = (np.arange(len(members)) + 1) / counts[which]
    return share


def core_low(unlike: Bools, share: Floats) -> float:
    """Return the least of the lower 95 % limits of disagreement over nested cores.

    The cores are the surest half, quarter, ... down to 50 items or 1 % of them.
    """
    limits, size = [], 0.5
    while size * len(share) >= LEAST and size >= LEAST_SHARE:
        inside = share <= size
        limits.append(float(clopper_pearson(unlike[inside].sum(), inside.sum())[0]))
        size /= 2
    return min(limits, default=0.0)
