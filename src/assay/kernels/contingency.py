"""Whether class shares differ between parts of a data set."""

import numpy as np

from assay.types import Ints

#: Items a cell must expect at least, for the chi-square distribution to hold.
EXPECTED = 5.0


def association(table: Ints) -> tuple[float, float]:
    """Return Cramer's V of parts and classes, and the chance of one so large by accident.

    Classes of which some part expects fewer than five items are pooled.

    Parameters
    ----------
    table
        (P, K) items of each part and class.

    >>> effect, chance = association(np.array([[300, 100, 50], [100, 150, 100]]))
    >>> round(effect, 3), chance < 1e-20
    (0.381, True)
    """
    from scipy.stats import chi2

    table = table[table.sum(axis=1) > 0]
    n = table.sum()
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / max(1, n)
    rare = expected.min(axis=0, initial=np.inf) < EXPECTED
    kept = np.column_stack([table[:, ~rare], table[:, rare].sum(axis=1)])
    hoped = np.column_stack([expected[:, ~rare], expected[:, rare].sum(axis=1)])
    used = hoped.min(axis=0, initial=np.inf) >= EXPECTED
    kept, hoped = kept[:, used], hoped[:, used]
    if min(kept.shape) < 2:
        return 0.0, 1.0
    statistic = float(((kept - hoped) ** 2 / hoped).sum())
    effect = float(np.sqrt(statistic / kept.sum() / (min(kept.shape) - 1)))
    return effect, float(chi2.sf(statistic, (kept.shape[0] - 1) * (kept.shape[1] - 1)))
