"""Several scores made one, by what they catch of errors that were planted."""

from typing import NamedTuple

import numpy as np

from assay.types import Bools, Floats, Ints

#: Parts of the items, each scored by a model that was fitted on the others.
FOLDS = 5
#: Strength of the penalty that draws weights to one another.
PENALTY = 1.0
#: Rows that weights are fitted on at most.
ROWS = 20_000


class Planting(NamedTuple):
    """Labels with errors put in.

    Parameters
    ----------
    labels
        (n,) the labels as they are now.
    planted
        (n,) which were changed.
    """

    labels: Ints
    planted: Bools


def canonical(labels: Ints, own: Floats) -> Ints:
    """Return (n,) the rank of each item in an order that doesn't hang on the rows' own."""
    place = np.empty(len(labels), np.int64)
    place[np.lexsort((own, labels))] = np.arange(len(labels))
    return place


def together(place: Ints, first: Ints) -> Ints:
    """Return (n,) places of which copies share the lowest.

    Examples
    --------
    >>> together(np.array([3, 0, 2, 1]), np.array([0, 1, 0, 3])).tolist()
    [2, 0, 2, 1]
    """
    lowest = place.copy()
    np.minimum.at(lowest, first, place)
    return np.asarray(lowest[first])


def plant(
    labels: Ints, noise: Floats, right: Floats, rate: float, place: Ints, seed: int
) -> Planting:
    """Change labels that are believed right, as the noise would.

    An item is picked in proportion to the chance that its label is right, and to the error rate
    of its class (half of it the classes' mean, so that no class goes without). Half of the new
    labels follow the noise matrix, half any other class alike: the matrix is itself an estimate.

    Parameters
    ----------
    labels
        (n,) -1 unlabelled.
    noise
        (K, K) P(given j | truth k).
    right
        (n,) probability that the label is right.
    rate
        Share of the labelled items that is changed.
    place
        (n,) rank of each item; random numbers are dealt out in this order, and those of one rank
        have the same.
    seed
        Decides the draws; not those of a simulator of the same seed.
    """
    classes, said = len(noise), labels >= 0
    random = np.random.default_rng([seed, 0x5EED, classes])
    chance, where = random.random(len(labels))[place], random.random(len(labels))[place]
    wrong = 1 - np.diagonal(noise)
    wrong = (wrong + wrong.mean()) / 2 + 1e-6
    pick = np.where(said, right * wrong[labels], 0.0)
    pick *= rate * said.sum() / max(float(pick.sum()), 1e-12)
    planted = chance < np.minimum(pick, 0.5)
    off = noise * (1 - np.eye(classes))
    off /= np.maximum(off.sum(axis=1, keepdims=True), 1e-300)
    off = 0.5 * off + 0.5 * (1 - np.eye(classes)) / max(classes - 1, 1)
    edges = off.cumsum(axis=1)
    rows = np.flatnonzero(planted)
    fresh = labels.copy()
    for start in range(0, len(rows), 4096):
        some = rows[start : start + 4096]
        fresh[some] = (edges[labels[some]] < where[some, None]).sum(axis=1).clip(0, classes - 1)
    return Planting(fresh, fresh != labels)


def normal_scores(column: Floats) -> Floats:
    """Return (n,) float32 normal quantiles of the ranks, ties at their mean: free of scale."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    return np.asarray(ndtri((rankdata(column) - 0.5) / max(len(column), 1)), np.float32)


def weigh(columns: Floats, planted: Bools, weight: Floats) -> Floats:
    """Return (C,) weights of the columns, none negative, that tell planted errors best.

    Logistic regression with a penalty. A high score never speaks for an item.
    """
    from scipy.optimize import minimize

    step = max(1, len(columns) // ROWS)
    x, y, w = columns[::step].astype(float), planted[::step], weight[::step]
    sign, count = np.where(y, 1.0, -1.0), x.shape[1]

    def loss(at: Floats) -> tuple[float, Floats]:
        lead = sign * (x @ at[:-1] + at[-1])
        small = np.exp(-np.abs(lead))
        pull = -sign * w * np.where(lead > 0, small, 1) / (1 + small)
        value = float(w @ (np.maximum(-lead, 0) + np.log1p(small)))
        value += PENALTY * float(at[:-1] @ at[:-1])
        return value, np.append(x.T @ pull + 2 * PENALTY * at[:-1], pull.sum())

    share = float(w[y].sum() / max(w.sum(), 1e-12))
    start = np.append(np.full(count, 0.5), np.log(max(share, 1e-9) / max(1 - share, 1e-9)))
    bounds = [(0.0, None)] * count + [(None, None)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x[:-1]
    return np.asarray(found if found.any() else np.ones(count))


def rising(score: Floats, proba: Floats) -> Floats:
    """Return (n,) probabilities that never fall as the score rises, nearest to `proba`."""
    from sklearn.isotonic import IsotonicRegression

    if not len(score):
        return proba
    return np.asarray(IsotonicRegression(y_min=0, y_max=1).fit_transform(score, proba))
