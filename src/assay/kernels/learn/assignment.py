"""Which row each label belongs to, where labels may stand at the wrong rows."""

import numpy as np

from assay.types import Floats, Ints


def assigned(score: Floats, blocks: Ints | None = None) -> Ints:
    """Return (n,) for every row the label that makes the sum of scores greatest.

    Parameters
    ----------
    score
        (n, n) log likelihood of label j at row i.
    blocks
        (n,) labels stay within their block; all rows are one where there are none. Time is
        O(m^3) a block of m.
    """
    from scipy.optimize import linear_sum_assignment

    found = np.arange(len(score))
    for which in np.unique(blocks) if blocks is not None else (None,):
        some = found.copy() if which is None else np.flatnonzero(blocks == which)
        found[some] = some[linear_sum_assignment(-score[np.ix_(some, some)])[1]]
    return found


def matched(counts: Floats) -> Ints:
    """Return (A,) the column that each row goes with best, one to one, from counts (A, B)."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(-counts)
    found = np.full(len(counts), -1)
    found[rows] = columns
    return found
