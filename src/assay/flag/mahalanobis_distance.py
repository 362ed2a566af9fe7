"""Items that belong to no class, by how far they are from the middle of every class."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.kernels.outlying import stretched
from assay.method import Detector
from assay.results import Flags
from assay.types import Floats, Ints, Positive

#: Columns that features are brought to at most, and items that the spread is learnt from.
WIDEST, LEARNT_FROM = 256, 20_000
#: Share of the items that are nearest, from which middles and spread are learnt once more.
NEAREST = 0.9
PIECE = 1 << 13
REASON = "{times:.1f} times as far from the middle of the nearest class as is typical"


@dataclass(frozen=True)
class MahalanobisDistance(
    Detector, reads={"labels"}, truth={"one_of"}, paper="lee2018", finds="out-of-scope"
):
    """Suspect items that are far from the middle of every class of belonging to none.

    Every class has its mean; all share one covariance, shrunk towards a ball (Ledoit-Wolf). The
    score is the distance to the nearest mean in units of that spread. Means and covariance are
    learnt twice, the second time from the nine tenths that are nearest. Flagged where the
    logarithm is far above what is usual, by median and median absolute deviation.

    Assumes: every class is one cloud, of like shape; what belongs to none lies beyond them all,
    not between them, and in directions that mean something as they are.

    Cost: products of n rows with a (d, d) matrix and with K means, piece by piece; features are
    brought to 256 columns where there are more.

    Figures: digits of two classes left out lie between the others; the more there are of them,
    the less they stand out, and the default cut flags hardly any.

    Equation
    --------
    distance = min over k of sqrt((x - mean[k])' inverse(S) (x - mean[k])),   S: shared covariance
    score    = distance
    flagged where (log(distance) - median) / (1.4826 * median absolute deviation) > deviations

    Parameters
    ----------
    deviations
        Robust standard deviations above the median from which on an item is flagged.

    References
    ----------
    lee2018

    Examples
    --------
    >>> import numpy as np
    >>> x = np.random.default_rng(0).normal(size=(60, 2)) + np.repeat([[0, 0], [9, 0]], 30, axis=0)
    >>> x[7] = [4, 25]
    >>> flags = MahalanobisDistance().flag(labels=np.repeat([0, 1], 30), features=x)
    >>> np.flatnonzero(flags.flagged), flags.explain(7, "cat", "cat")
    (array([7]), '20.3 times as far from the middle of the nearest class as is typical')
    """

    deviations: Positive = 5.0

    def flag(self, labels: Ints, features: Any) -> Flags:
        """Flag items that are far from every class."""
        distance = np.zeros(len(labels))
        items = np.flatnonzero(labels >= 0)
        if len(items) > 2 and features.shape[1]:
            distance[items] = nearest(narrow(features, items), labels[items])
        above, times = stretched(distance)
        return Flags(distance, labels, above > self.deviations, REASON, {"times": times})


def narrow(features: Any, items: Ints) -> Floats:
    """Return the rows of these items, in 256 columns at most."""
    rows = features[items]
    if rows.shape[1] > WIDEST:
        from sklearn.decomposition import TruncatedSVD

        columns = min(WIDEST, len(items) - 1)
        rows = TruncatedSVD(columns, random_state=0).fit_transform(rows)
    rows = rows.toarray() if hasattr(rows, "tocsr") else rows
    return np.asarray(rows - rows.mean(axis=0, dtype=np.float64), np.float64)


def nearest(rows: Floats, labels: Ints) -> Floats:
    """Return (m,) distance to the nearest class mean, all classes sharing one spread."""
    distance = np.zeros(len(rows))
    present, code = np.unique(labels, return_inverse=True)
    means = np.zeros((len(present), rows.shape[1]))
    for _ in range(2):
        core = distance <= np.quantile(distance, NEAREST)
        count = np.bincount(code[core], minlength=len(present))
        sums = np.zeros_like(means)
        np.add.at(sums, code[core], rows[core])
        some = count > 0  # a class may lie wholly beyond the nearest: its mean stays
        means[some] = sums[some] / count[some, None]
        white = _whitener(rows[core] - means[code[core]])
        middles = means @ white
        length = np.einsum("ij,ij->i", middles, middles)
        for start in range(0, len(rows), PIECE):
            piece = slice(start, start + PIECE)
            here = rows[piece] @ white
            square = np.einsum("ij,ij->i", here, here)[:, None] + length - 2 * here @ middles.T
            distance[piece] = np.sqrt(np.maximum(square.min(axis=1), 0))
    return distance


def _whitener(apart: Floats) -> Floats:
    """Return W (d, d) with W W' the inverse of the shrunk covariance."""
    from sklearn.covariance import ledoit_wolf

    sample = apart[:: max(1, len(apart) // LEARNT_FROM)]
    covariance = ledoit_wolf(sample, assume_centered=True)[0]
    value, vector = np.linalg.eigh(covariance)
    top = float(value[-1])
    if top <= 0:
        return np.eye(len(covariance))
    return np.asarray(vector / np.sqrt(np.maximum(value, 1e-9 * top)))
