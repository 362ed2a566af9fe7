"""How far out every item lies, by ten standards."""

from collections.abc import Callable

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.regions import canonical, reduced
from assay.types import Array, Floats, Ints

#: More columns than this are told apart by their main directions.
COLUMNS = 64
#: Items that slow standards learn from at most.
LEARNT_FROM = 5000


def scores(features: Floats, neighbours: Neighbours) -> dict[str, Floats]:
    """Return (n,) scores by the name of their standard; high lies far out.

    Distance to the nearest and to the farthest neighbour, and to those of the neighbours' own;
    Mahalanobis distance; what main directions leave over; tails of each column by rank and by
    histogram; how soon random cuts set an item apart; a Gaussian mixture's and a one-class
    machine's densities.

    Parameters
    ----------
    features
        (n, d), dense or sparse.
    neighbours
        Nearest other items.
    """
    if features.shape[0] < 4 or neighbours.index.shape[1] < 1:
        return {}
    rows = _scaled(features)
    order = canonical(rows)
    learnt = order[:: max(1, -(-len(order) // LEARNT_FROM))]
    found = _near(neighbours) | {
        "mahalanobis": _mahalanobis(rows), "left-over": _left_over(rows),
        "rank-tails": _rank_tails(rows), "histogram": _histogram(rows),
    }  # fmt: skip
    for name, make in LEARNERS.items():
        found[name] = make(rows, learnt)
    return found


def _scaled(features: Array) -> Floats:
    sparse = hasattr(features, "tocsr")
    rows = reduced(features, COLUMNS) if sparse or features.shape[1] > COLUMNS else features
    rows = np.asarray(rows, np.float64)
    spread = rows.std(axis=0)
    return np.asarray((rows - rows.mean(axis=0)) / np.where(spread > 1e-12, spread, 1))


def _near(neighbours: Neighbours) -> dict[str, Floats]:
    distance = neighbours.distance.astype(np.float64)
    mean, far = distance.mean(axis=1), distance[:, -1]
    others = mean[neighbours.index].mean(axis=1)
    floor = 1e-3 * max(float(np.median(mean)), 1e-12)
    return {
        "nearest": distance[:, 0], "farthest": far,
        "local": mean / np.maximum(others, floor),
    }  # fmt: skip


def _mahalanobis(rows: Floats) -> Floats:
    spread = rows.T @ rows / len(rows)
    spread += 1e-6 * np.eye(len(spread))
    square = np.einsum("ij,ij->i", rows, np.linalg.solve(spread, rows.T).T)
    return np.asarray(np.sqrt(np.maximum(square, 0)))


def _left_over(rows: Floats) -> Floats:
    """Return the length of what the directions that hold half of the spread leave over."""
    value, axes = np.linalg.eigh(rows.T @ rows)
    share = np.cumsum(value[::-1]) / max(float(value.sum()), 1e-12)
    kept = min(int(np.searchsorted(share, 0.5)) + 1, max(len(value) - 1, 1))
    main = axes[:, ::-1][:, :kept]
    return np.asarray(np.linalg.norm(rows - rows @ main @ main.T, axis=1))


def _rank_tails(rows: Floats) -> Floats:
    """Return the sum over columns of minus the log of the smaller tail by rank."""
    from scipy.stats import rankdata

    total = np.zeros(len(rows))
    for column in rows.T:
        rank = rankdata(column) / (len(column) + 1)
        total -= np.log(np.minimum(rank, 1 - rank))
    return total


def _histogram(rows: Floats) -> Floats:
    """Return the sum over columns of minus the log of the share of a tenth of the range."""
    total = np.zeros(len(rows))
    for column in rows.T:
        low, high = column.min(), column.max()
        bin_ = np.minimum((10 * (column - low) / max(high - low, 1e-12)).astype(int), 9)
        share = np.bincount(bin_, minlength=10) / len(column)
        total -= np.log(share[bin_] + 0.01)
    return total


def _forest(rows: Floats, learnt: Ints) -> Floats:
    from sklearn.ensemble import IsolationForest

    model = IsolationForest(n_estimators=100, random_state=0).fit(rows[learnt])
    return np.asarray(-model.score_samples(rows))


def _mixture(rows: Floats, learnt: Ints) -> Floats:
    from sklearn.mixture import GaussianMixture

    parts = 1 + (len(learnt) > 50 * rows.shape[1])
    model = GaussianMixture(parts, covariance_type="diag", reg_covar=1e-2, random_state=0)
    return np.asarray(-model.fit(rows[learnt]).score_samples(rows))


def _machine(rows: Floats, learnt: Ints) -> Floats:
    from sklearn.svm import OneClassSVM

    few = learnt[:: max(1, -(-len(learnt) // 2000))]
    return np.asarray(-OneClassSVM(nu=0.1, gamma="scale").fit(rows[few]).score_samples(rows))


LEARNERS: dict[str, Callable[[Floats, Ints], Floats]] = {
    "forest": _forest, "mixture": _mixture, "machine": _machine,
}  # fmt: skip
