"""Disagreement with the given labels where the predictions are surest."""

import numpy as np

from assay.kernels.by_class import by_class
from assay.kernels.interval import clopper_pearson
from assay.types import Bools, Floats, Ints

#: A core holds at least this many items, and at least this share of them.
LEAST, LEAST_SHARE = 50, 0.01
#: For how many more halvings doubt may go on falling as it fell from core to core.
HALVINGS = 9


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


def cores(n: int, least: int = LEAST) -> list[float]:
    """Return the shares of nested cores: half, quarter, ... down to `least` items or 1 % of them.

    Examples
    --------
    >>> cores(400)
    [0.5, 0.25, 0.125]
    """
    sizes, size = [], 0.5
    while size * n >= least and size >= LEAST_SHARE:
        sizes.append(size)
        size /= 2
    return sizes


def flatness(sure: Floats, share: Floats, least: int = LEAST, fewest: int = 3) -> float:
    """Return in [0, 1] how far doubt has stopped falling where the predictions are surest.

    Where the predictions still get surer from core to core, overlap hasn't ended there: doubt is
    taken to go on falling for `HALVINGS` more cores, and what would be left of it is returned as
    a share. 0 with fewer than `fewest` cores of `least` items, or where the surest half is
    expected to disagree with half of its labels.
    """
    sizes = cores(len(share), least)
    if len(sizes) < fewest:
        return 0.0
    half, last = (
        1 - float(sure[share <= size].mean(dtype=float)) for size in sizes[:: len(sizes) - 1]
    )
    fall = (half - last) / (len(sizes) - 1)
    return 0.0 if half >= 0.5 else float(np.clip(1 - HALVINGS * fall / max(last, 1e-12), 0, 1))


def core_low(unlike: Bools, sure: Floats, share: Floats) -> float:
    """Return how much disagreement is left that overlapping classes don't explain.

    The least of the lower 95 % limits of disagreement over the cores, times their flatness.
    """
    flat = flatness(sure, share)
    if not flat:
        return 0.0
    inside = [share <= size for size in cores(len(share))]
    return flat * min(float(clopper_pearson(unlike[i].sum(), i.sum())[0]) for i in inside)
