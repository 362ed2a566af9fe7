"""Which of two is better, learnt from differences: Bradley and Terry's model."""

import numpy as np

from assay.types import Floats, Ints

#: Rounds of Newton's method, and inverse strength of the penalty for columns of unit spread.
ROUNDS, STRENGTH = 12, 10.0
#: How often labels are taken to be wrong at most, and what is taken to have been seen before.
MOST, PRIOR = 0.49, (1.0, 9.0)


def bradley_terry(difference: Floats, offset: Floats, target: Floats) -> Floats:
    """Return (d,) weights w under which P(first is better) = 1 / (1 + exp(-(w x + offset))).

    Ridge-penalised maximum likelihood by Newton's method; no constant, since which of the two is
    called first says nothing. `target` (m,) is how far the first is taken to be better, in [0, 1].
    """
    weight = np.zeros(difference.shape[1])
    penalty = np.eye(difference.shape[1]) / STRENGTH
    for _ in range(ROUNDS):
        p = sigmoid(difference @ weight + offset)
        slope = difference.T @ (p - target) + weight / STRENGTH
        curve = (difference * (p * (1 - p))[:, None]).T @ difference + penalty
        step = np.linalg.solve(curve, slope)
        weight = weight - step / max(1.0, float(np.abs(step).max(initial=0)) / 5)
        if np.abs(step).max(initial=0) < 1e-8:
            break
    return weight


def out_of_fold(difference: Floats, offset: Floats, target: Floats, folds: Ints) -> Floats:
    """Return (n,) log-odds that the first is better, each from models that left its fold out.

    Pairs whose target is NaN are predicted and never learnt from.
    """
    odds = offset.astype(np.float64).copy()
    known = np.isfinite(target)
    for fold in np.unique(folds):
        inside, rest = folds == fold, (folds != fold) & known
        if rest.any():
            weight = bradley_terry(difference[rest], offset[rest], target[rest])
            odds[inside] += difference[inside] @ weight
    return odds


def error_rate(odds_given: Floats, rounds: int = 100) -> float:
    """Return the share of wrong labels under which the given ones are likeliest, by EM.

    `odds_given` are log-odds that the given one of the two is the better one.
    """
    right = sigmoid(odds_given)
    rate = PRIOR[0] / sum(PRIOR)
    for _ in range(rounds):
        wrong = chance_flipped(right, rate)
        new = min((float(wrong.sum()) + PRIOR[0]) / (len(right) + sum(PRIOR)), MOST)
        if abs(new - rate) < 1e-8:
            break
        rate = new
    return rate


def chance_flipped(right: Floats, rate: float) -> Floats:
    """Return the probability that labels are flipped, from that of the given one being better."""
    flipped = (1 - right) * rate
    return np.asarray(flipped / np.maximum(flipped + right * (1 - rate), 1e-300))


def sigmoid(odds: Floats) -> Floats:
    """Return the probability of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -500, 500))))
