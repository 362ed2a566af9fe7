"""How common the classes are, where labels don't say so."""

import numpy as np

from assay.types import Bools, Floats, Ints


def positive_share(score: Floats, picked: Bools) -> float:
    """Return the share of positives, from who was picked among them at random (Elkan and Noto).

    What a classifier of picked against the rest makes of picked items, held out, is on average the
    chance that a positive is picked; the share of picked over that chance is the share of
    positives.

    Parameters
    ----------
    score
        (n,) P(picked | features), out of fold.
    picked
        (n,) which items were picked.
    """
    if not picked.any():
        return 0.0
    chance = float(np.clip(score[picked].mean(), 1e-9, 1))
    share = float(picked.mean())
    return float(np.clip(share / chance, share, 1.0))


def shifted_prior(
    proba: Floats, prior: Floats, rounds: int = 1000, tolerance: float = 1e-10
) -> Floats:
    """Return (K,) how common classes are where these predictions were made (EM).

    Parameters
    ----------
    proba
        (n, K) P(class | features) by a model that learnt where classes were as common as `prior`.
    prior
        (K,) of all above zero.
    """
    now = np.asarray(prior, np.float64)
    for _ in range(rounds if len(proba) else 0):
        made = proba * (now / prior)
        made /= np.maximum(made.sum(axis=1, keepdims=True), 1e-300)
        fresh = made.mean(axis=0)
        if np.abs(fresh - now).max() < tolerance:
            return np.asarray(fresh)
        now = fresh
    return np.asarray(now)


def matched_shift(log_odds: Floats, share: float, rounds: int = 60) -> float:
    """Return what to add to log odds so that the mean probability is `share` (by halving).

    >>> round(matched_shift(np.array([1.0, 1.0]), 0.5), 6)
    -1.0
    """
    share = float(np.clip(share, 1e-6, 1 - 1e-6))
    low, high = -50.0, 50.0
    for _ in range(rounds):
        middle = (low + high) / 2
        mean = float((1 / (1 + np.exp(-np.clip(log_odds + middle, -500, 500)))).mean())
        low, high = (middle, high) if mean < share else (low, middle)
    return (low + high) / 2


def aligned(proba: Floats, prior: Floats | None = None) -> Floats:
    """Return (n, K) predictions divided by their own mean, so that no class is favoured.

    With a prior (K,) they are then multiplied by it (distribution alignment).
    """
    made = proba / np.maximum(proba.mean(axis=0), 1e-12)
    made = made if prior is None else made * prior
    return np.asarray(made / np.maximum(made.sum(axis=1, keepdims=True), 1e-300))


def shares(labels: Ints, classes: int, smoothing: float = 0.0) -> Floats:
    """Return (K,) how common given labels are; all alike where there are none."""
    counts = np.bincount(labels[labels >= 0], minlength=classes) + smoothing
    total = counts.sum()
    return np.asarray(counts / total if total else np.full(classes, 1 / classes))
