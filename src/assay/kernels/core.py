"""Disagreement with the given labels where the predictions are surest."""

import numpy as np

from assay.kernels.by_class import by_class
from assay.kernels.interval import clopper_pearson
from assay.types import Bools, Floats, Ints

#: A core holds at least this many items, and at least this share of them.
LEAST, LEAST_SHARE = 100, 0.01
#: Mean log-distance of disagreement from the edge of the core below which it fades, and from
#: which on it is flat.
FADES, FLAT = 0.8, 0.95


def surest_first(best: Ints, top: Floats, classes: int) -> Floats:
    """Return (n,) the share of items of the same predicted class that are at least as sure.

    In (0, 1]; cutting at a share gives a core in which every predicted class keeps its weight.
    Equally sure items share their mean place.
    """
    share = np.empty(len(best))
    counts = np.bincount(best, minlength=classes)
    for which, members in by_class(best, counts, 0, classes):
        _, place, ties = np.unique(-top[members], return_inverse=True, return_counts=True)
        share[members] = (np.cumsum(ties) - (ties - 1) / 2)[place.ravel()] / counts[which]
    return share


def cores(n: int) -> list[float]:
    """Return the shares of nested cores: half, quarter, ... down to 100 items or 1 % of them.

    Examples
    --------
    >>> cores(400)
    [0.5, 0.25]
    """
    sizes, size = [], 0.5
    while size * n >= LEAST and size >= LEAST_SHARE:
        sizes.append(size)
        size /= 2
    return sizes


def flatness(unlike: Bools, share: Floats, lean: float = 0.0) -> float:
    """Return in [0, 1] how evenly disagreement is spread over the surest half of the items.

    Overlap fades where predictions get surer; noise that depends on the class alone does not. If
    disagreement falls as a power g of the share, the mean of log(1/2 / share) over the items that
    disagree is 1 / (1 + g): 1 where it is flat (Hill's estimator). 1 is returned from .95 on, 0
    below .8, which a fall by a sixth at each halving gives.

    Parameters
    ----------
    unlike
        (n,) which items disagree with their label.
    share
        (n,) of `surest_first`.
    lean
        Standard errors that are added to the mean; negative to be on the safe side.
    """
    away = np.log(0.5 / share[unlike & (share <= 0.5)])
    if not away.size:
        return 0.0
    mean = float(away.mean(dtype=float)) + lean / np.sqrt(len(away))
    return float(np.clip((mean - FADES) / (FLAT - FADES), 0, 1))


def core_low(unlike: Bools, share: Floats) -> float:
    """Return how much disagreement is left that overlapping classes don't explain.

    The least of the lower 95 % limits of disagreement over the cores, times their flatness at
    a standard error below what was seen.
    """
    flat = flatness(unlike, share, -1.0)
    inside = [share <= size for size in cores(len(share))]
    if not flat or not inside:
        return 0.0
    return flat * min(float(clopper_pearson(unlike[i].sum(), i.sum())[0]) for i in inside)
