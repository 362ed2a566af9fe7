"""Which of many tests tell of something, with few false among them."""

import numpy as np

from assay.types import Bools, Floats


def discoveries(chance: Floats, share: float = 0.05) -> Bools:
    """Return which tests Benjamini and Hochberg's rule keeps, at most this share false on average.

    Parameters
    ----------
    chance
        (T,) p-values; NaN is never kept.
    share
        False discovery rate.

    Examples
    --------
    >>> discoveries(np.array([0.01, 0.04, 0.02, 0.9]), 0.05).tolist()
    [True, False, True, False]
    """
    tried = np.where(np.isfinite(chance), chance, 1.0)
    total = max(int(np.isfinite(chance).sum()), 1)
    order = np.argsort(tried, kind="stable")
    passed = np.flatnonzero(tried[order] <= share * np.arange(1, len(tried) + 1) / total)
    kept = np.zeros(len(tried), bool)
    if len(passed):
        kept[order[: passed[-1] + 1]] = True
    return kept & np.isfinite(chance)
