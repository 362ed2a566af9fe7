"""Soft targets for learners that want one label a row."""

import numpy as np

from assay.types import Floats, Ints


def expanded(target: Floats, weight: Floats, least: float = 1e-6) -> tuple[Ints, Ints, Floats]:
    """Return row, label and weight (r,) of items that stand once for each class they may be of.

    Weights are above zero: liblinear and others drop the rest without a word. Rows of NaN and
    items of weight zero or less stand nowhere.

    Parameters
    ----------
    target
        (n, K) soft targets; what is below `least` is left out.
    weight
        (n,) how much each item counts.

    Examples
    --------
    >>> expanded(np.array([[1.0, 0.0], [0.25, 0.75]]), np.array([1.0, 2.0]))
    (array([0, 1, 1]), array([0, 0, 1]), array([1. , 0.5, 1.5]))
    """
    cells = np.asarray(target, np.float64) * np.asarray(weight, np.float64)[:, None]
    row, label = np.nonzero((np.nan_to_num(target) > least) & (np.nan_to_num(cells) > 0))
    return row, label, cells[row, label]
