"""How much more common each class is elsewhere, where classes look the same."""

import numpy as np

from assay.kernels.learn.priors import shifted_prior
from assay.types import Floats, Ints

#: Ratios below it are taken for it before anything is divided by them.
LEAST = 1e-3


def black_box(proba: Floats, labels: Ints, there: Floats) -> tuple[Floats, Floats]:
    """Return (K,) ratios of class shares there to here, and (K, K) their covariance.

    What a classifier says there on average is a mixture of what it says of each class here; the
    ratios are what mixes them (Lipton's black-box estimate with probabilities).

    Parameters
    ----------
    proba
        (n, K) predictions of items that the classifier didn't learn from.
    labels
        (n,) their classes.
    there
        (m, K) its predictions elsewhere.
    """
    return solved(proba, labels, there)


def efficient(proba: Floats, labels: Ints, there: Floats, rounds: int = 3) -> tuple[Floats, Floats]:
    """Return ratios as `black_box` does, matched in the function of the features that tells most.

    For any function h the mean of w h over items here is that of h there. The h of least variance
    divides predictions by what their mixture under the ratios w comes to in both samples; it hangs
    on w, so that a few rounds are taken, from w = 1, at which it is the black-box estimate.
    """
    ratio: Floats = np.ones(proba.shape[1])
    spread: Floats = np.eye(proba.shape[1])
    for _ in range(rounds):
        ratio, spread = solved(*telling(proba, labels, there, ratio))
    return ratio, spread


def telling(
    proba: Floats, labels: Ints, there: Floats, ratio: Floats
) -> tuple[Floats, Ints, Floats]:
    """Return the function of least variance at these ratios, here (n, K) and there (m, K)."""
    n, m = len(proba), len(there)
    here = n / max(n + m, 1)
    held = np.maximum(ratio, LEAST)
    mix = held**2 / here + held / max(1 - here, 1e-9)
    return (
        proba / np.maximum(proba @ mix, 1e-12)[:, None], labels,
        there / np.maximum(there @ mix, 1e-12)[:, None],
    )  # fmt: skip


def solved(values: Floats, labels: Ints, there: Floats) -> tuple[Floats, Floats]:
    """Return the ratios (K,) at which values' means agree, and their covariance (K, K)."""
    n, k = values.shape
    own = np.eye(k)[labels]
    table = values.T @ own / max(n, 1)
    inverse = np.linalg.pinv(table, rcond=1e-9)
    ratio = inverse @ there.mean(axis=0)
    here = values * ratio[labels][:, None]
    noise = np.cov(here.T).reshape(k, k) / max(n, 1) if n > 1 else np.zeros((k, k))
    noise = noise + (np.cov(there.T).reshape(k, k) / len(there) if len(there) > 1 else 0)
    return ratio, np.asarray(inverse @ noise @ inverse.T)


def mixed_shares(values: Floats, labels: Ints, there: Floats) -> tuple[Floats, Floats]:
    """Return (K,) shares of the classes there, and (K, K) their covariance.

    What the values come to on average there is the mixture of what they come to of each class here;
    the shares are what mixes them. NaN where the values don't tell the classes apart.

    Parameters
    ----------
    values
        (n, K) of any function of the features, here.
    labels
        (n,) their classes; each of the K has an item.
    there
        (m, K) of the same function, elsewhere.
    """
    k = values.shape[1]
    each = [values[labels == one] for one in range(k)]
    means = np.stack([mine.mean(axis=0) for mine in each], axis=1)
    if np.linalg.matrix_rank(means, tol=1e-8 * np.abs(means).max(initial=0)) < k:
        return np.full(k, np.nan), np.full((k, k), np.nan)
    inverse = np.linalg.inv(means)
    share = inverse @ there.mean(axis=0)
    noise = spread_of(there)
    for one, mine in enumerate(each):
        noise = noise + share[one] ** 2 * spread_of(mine)
    return share, np.asarray(inverse @ noise @ inverse.T)


def likely_shares(there: Floats, prior: Floats, chance: Floats) -> tuple[Floats, Floats]:
    """Return (K,) the likeliest shares of the classes there, and (K, K) their covariance.

    Counted are the chance in what items there are, and in the prior; not that the predictions may
    be wrong. NaN where the predictions don't tell the classes apart.

    Parameters
    ----------
    there
        (m, K) P(class | features) where classes are as common as `prior`.
    prior
        (K,) of all above zero.
    chance
        (K, K) covariance of the prior.
    """
    share = shifted_prior(there, prior)
    k, m = len(prior), max(len(there), 1)
    ratio = there / prior
    slope = ratio / np.maximum(ratio @ share, 1e-300)[:, None]
    square = slope.T @ slope / m
    # Shares move such that their sum stays: along an orthogonal basis of those directions.
    basis = np.linalg.svd(np.ones((1, k)))[2][1:].T
    bend = basis.T @ square @ basis
    if k < 2 or np.linalg.eigvalsh(bend)[0] < 1e-8:
        return np.full(k, np.nan), np.full((k, k), np.nan)
    back = basis @ np.linalg.inv(bend) @ basis.T
    # How the slope there hangs on the prior.
    hangs = (share * square - np.diag(slope.mean(axis=0))) / prior
    noise = (square - np.outer(slope.mean(axis=0), slope.mean(axis=0))) / m
    return share, np.asarray(back @ (noise + hangs @ chance @ hangs.T) @ back.T)


def spread_of(values: Floats) -> Floats:
    """Return (K, K) covariance of the mean of rows; of one row, as wide as can be."""
    k = values.shape[1]
    if len(values) < 2:
        return np.eye(k)
    return np.asarray(np.cov(values.T).reshape(k, k) / len(values))
