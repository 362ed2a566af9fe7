"""Classes as Gaussians of one shape: how likely an item's features are in each."""

import numpy as np

from assay.types import Floats

#: Items that every class has before any is seen, spread over all.
MADE_UP = 1.0


def log_densities(place: Floats, proba: Floats) -> Floats:
    """Return (n, K) log P(class) P(features | class), up to what all classes have in common.

    Every class has its own mean, all have one covariance. This is drawn towards a ball as far as
    Ledoit and Wolf find that so many items call for.

    Parameters
    ----------
    place
        (n, d) features.
    proba
        (n, K) P(class) of the items to learn from.
    """
    n = len(place)
    count = proba.sum(axis=0)
    middle = place.mean(axis=0)
    mean = (proba.T @ place + MADE_UP * middle) / (count + MADE_UP)[:, None]
    shape = covariance(place - proba @ mean, place, proba, mean)
    turned = np.linalg.solve(shape, mean.T)
    share = (count + MADE_UP) / (n + MADE_UP * len(count))
    return np.asarray(place @ turned - (mean.T * turned).sum(axis=0) / 2 + np.log(share))


def covariance(rest: Floats, place: Floats, proba: Floats, mean: Floats) -> Floats:
    """Return (d, d) the mean covariance about the classes' means, drawn towards a ball.

    Parameters
    ----------
    rest
        (n, d) what items differ from what is expected of them.
    place, proba, mean
        (n, d) features, (n, K) P(class), and (K, d) the means.
    """
    n, d = place.shape
    within = proba.T @ place
    found = (place.T @ place - within.T @ mean - mean.T @ within) / n
    found += (mean.T * (proba.sum(axis=0) / n)) @ mean
    size = max(float(np.trace(found)) / d, 1e-12)
    ball = size * np.eye(d)
    away = float(((found - ball) ** 2).sum())
    chance = (float((np.einsum("id,id->i", rest, rest) ** 2).mean()) - float((found**2).sum())) / n
    drawn = min(max(chance, 0.0) / away, 1.0) if away > 0 else 1.0
    # Never flat: along an axis without spread nothing can be told.
    return np.asarray((1 - drawn) * found + drawn * ball + 1e-6 * ball)
