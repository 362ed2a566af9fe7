"""How far sources agree beyond chance, from the counts of answers an item.

All coefficients are one minus the disagreement seen over that expected. How each item sways
seen and expected disagreement gives the error of the coefficient.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.interval import clopper_pearson
from assay.types import Floats, Ints


@dataclass(frozen=True, eq=False)
class Reliability:
    """A coefficient of agreement.

    Parameters
    ----------
    value, low, high
        The coefficient and its interval; NaN where nothing could disagree.
    items
        How many items it rests on.
    """

    value: float
    low: float
    high: float
    items: int


def answers(item: Ints, code: Ints, n_items: int, classes: int) -> csr_array:
    """Return (n, K) how often each item was given each class."""
    one = np.ones(len(item))
    return csr_array((one, (item, code)), shape=(n_items, classes))


def alpha(counts: csr_array, scores: Floats | None = None, level: float = 0.95) -> Reliability:
    """Return Krippendorff's alpha; nominal, or interval between the scores (K,) of the classes.

    Items with one answer or none tell nothing and are left out.

    Examples
    --------
    >>> print(round(alpha(csr_array([[2, 0], [0, 2], [1, 1]])).value, 3))
    0.444
    """
    counts = counts[np.flatnonzero(counts.sum(axis=1) > 1)]
    size = np.asarray(counts.sum(axis=1), np.float64)
    if scores is None:
        total = np.asarray(counts.sum(axis=0), np.float64)
        unlike = (size**2 - np.asarray(counts.power(2).sum(axis=1))) / np.maximum(size - 1, 1)
        n = max(size.sum(), 2.0)
        expected = (n**2 - (total**2).sum()) / (n - 1)
        sway = (2 * n * size - 2 * (counts @ total)) / (n - 1)
        return _coefficient(unlike, expected, sway - expected * size / (n - 1), level)
    return alpha_of_sums(size, counts @ scores, counts @ scores**2, level)


def alpha_of_sums(size: Floats, sums: Floats, squares: Floats, level: float = 0.95) -> Reliability:
    """Return alpha of numbers, so many an item, from sums and sums of squares."""
    some = size > 1
    size, sums, squares = size[some], sums[some], squares[some]
    n = max(float(size.sum()), 2.0)
    if len(size):  # sums of squares lose digits far from nought
        centre = sums.sum() / n
        squares = squares - 2 * centre * sums + centre**2 * size
        sums = sums - centre * size
    unlike = np.maximum(2 * (size * squares - sums**2), 0) / np.maximum(size - 1, 1)
    expected = 2 * (n * squares.sum() - sums.sum() ** 2) / (n - 1)
    sway = (2 * size * squares.sum() + 2 * n * squares - 4 * sums.sum() * sums) / (n - 1)
    return _coefficient(unlike, expected, sway - expected * size / (n - 1), level)


def middle_ranks(total: Floats) -> Floats:
    """Return (K,) the mean rank of each ordered class, of which there are so many."""
    total = np.asarray(total, np.float64)
    return np.asarray(np.cumsum(total) - total / 2)


def fleiss(counts: csr_array, level: float = 0.95) -> Reliability:
    """Return Fleiss's kappa; every item counts the same, however many answers it has.

    Examples
    --------
    >>> print(round(fleiss(csr_array([[2, 0], [0, 2], [1, 1]])).value, 3))
    0.333
    """
    counts = counts[np.flatnonzero(counts.sum(axis=1) > 1)]
    size = np.asarray(counts.sum(axis=1), np.float64)
    n, whole = len(size), max(float(size.sum()), 1.0)
    share = np.asarray(counts.sum(axis=0), np.float64) / whole
    pairs = np.maximum(size * (size - 1), 1)
    unlike = 1 - (np.asarray(counts.power(2).sum(axis=1)) - size) / pairs
    expected = (1 - float((share**2).sum())) * n
    sway = -2 * (counts @ share - size * (share**2).sum()) / whole * n + expected / max(n, 1)
    return _coefficient(unlike, expected, sway, level)


def by_class(counts: csr_array) -> Floats:
    """Return (K,) alpha of each class against all others; NaN for one that nobody or all named."""
    counts = counts[np.flatnonzero(counts.sum(axis=1) > 1)]
    size = np.asarray(counts.sum(axis=1), np.float64)
    total, n = np.asarray(counts.sum(axis=0), np.float64), float(size.sum())
    weight = 1 / np.maximum(size - 1, 1)
    unlike = counts.T @ (size * weight) - counts.power(2).T @ weight
    expected = total * (n - total) / max(n - 1, 1)
    none = np.full(len(total), np.nan)
    return np.asarray(1 - np.divide(unlike, expected, out=none, where=expected > 0))


def _coefficient(unlike: Floats, expected: float, sway: Floats, level: float) -> Reliability:
    """Return 1 - sum(unlike) / expected, where item i adds `sway` to what is expected."""
    n, seen = len(unlike), float(unlike.sum())
    if n < 2 or not expected > 1e-12 * max(seen, 1e-12):
        return Reliability(np.nan, np.nan, np.nan, n)
    ratio = seen / expected
    influence = (unlike - ratio * sway) / expected
    influence = influence - influence.mean()
    error = float(np.sqrt((influence**2).sum() * n / (n - 1)))
    return Reliability(1 - ratio, *ratio_interval(ratio, error, n, level), n)


def ratio_interval(ratio: float, error: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of 1 - ratio; the ratio is taken to vary in proportion.

    Where all agree, as many items as could disagree unseen are taken to have one dissenter.
    """
    from scipy.stats import t

    if ratio <= 0:
        most = float(clopper_pearson(0, n, level)[1])
        return max(-1.0, 1 - 2 * most), 1.0
    spread = float(np.exp(min(t.ppf((1 + level) / 2, max(n - 1, 1)) * error / ratio, 50.0)))
    return 1 - ratio * spread, 1 - ratio / spread
