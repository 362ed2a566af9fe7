"""How much more common each class is elsewhere, where classes look the same."""

import numpy as np

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
    n, m = len(proba), len(there)
    here = n / max(n + m, 1)
    ratio: Floats = np.ones(proba.shape[1])
    spread: Floats = np.eye(proba.shape[1])
    for _ in range(rounds):
        held = np.maximum(ratio, LEAST)
        mix = held**2 / here + held / max(1 - here, 1e-9)
        ratio, spread = solved(
            proba / np.maximum(proba @ mix, 1e-12)[:, None], labels,
            there / np.maximum(there @ mix, 1e-12)[:, None],
        )  # fmt: skip
    return ratio, spread


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
