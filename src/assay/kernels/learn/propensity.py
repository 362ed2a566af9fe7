"""How likely a positive is to be picked, and what follows for items that weren't."""

import numpy as np

from assay.types import Bools, Floats


def hidden_chance(proba: Floats, propensity: Floats, picked: Bools) -> Floats:
    """Return (n,) P(positive | features, picked or not).

    A picked item is positive; one that wasn't is with chance f (1 - e) / (1 - f e).

    Parameters
    ----------
    proba
        (n,) f, P(positive | features).
    propensity
        (n,) e, P(picked | positive, features).
    picked
        (n,).
    """
    missed = proba * (1 - propensity) / np.maximum(1 - proba * propensity, 1e-12)
    return np.where(picked, 1.0, np.clip(missed, 0, 1))


def even_propensity(chance: Floats, picked: Bools) -> float:
    """Return the propensity where all positives are picked alike: picked over positive."""
    return float(np.clip(picked.sum() / max(float(chance.sum()), 1e-12), 1e-6, 1))


def doubled(chance: Floats) -> tuple[Floats, Floats]:
    """Return weights of each item as a positive and as a negative one, both above zero."""
    return np.maximum(chance, 1e-6), np.maximum(1 - chance, 1e-6)


def inverse_weights(
    picked: Bools, propensity: Floats, most: float | None = None
) -> tuple[Floats, Floats]:
    """Return weights of each item as a positive and as a negative one whose mean risk is unbiased.

    Those of picked items as negatives, 1 - 1/e, are below zero: only some learners take them
    (liblinear drops such rows without a word).

    Parameters
    ----------
    picked, propensity
        (n,) each.
    most
        Inverse propensities are held to it.
    """
    inverse = 1 / np.maximum(propensity, 1e-12)
    inverse = inverse if most is None else np.minimum(inverse, most)
    return np.where(picked, inverse, 0.0), np.where(picked, 1 - inverse, 1.0)


def fitted_propensity(drivers: Floats, picked: Bools, count: Floats, rounds: int = 25) -> Floats:
    """Return (n,) P(picked | drivers) by logistic regression, held by half the square of its slope.

    Parameters
    ----------
    drivers
        (n, q) numbers that decide who is picked.
    picked
        (n,).
    count
        (n,) how much each item counts: how probably it is positive.
    rounds
        Newton's steps at most.
    """
    table = np.column_stack([np.ones(len(picked)), drivers]).astype(np.float64)
    pull = np.full(table.shape[1], 1.0)
    # The start is free, as scikit-learn has it; a little holds it where all were picked.
    pull[0] = 1e-6
    slope = np.zeros(table.shape[1])
    for _ in range(rounds):
        chance = 1 / (1 + np.exp(-np.clip(table @ slope, -30, 30)))
        down = table.T @ (count * (chance - picked)) + pull * slope
        bend = (table * (count * chance * (1 - chance))[:, None]).T @ table + np.diag(pull)
        step = np.linalg.solve(bend, down)
        slope = slope - step * min(1.0, 5 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(1 / (1 + np.exp(-np.clip(table @ slope, -13, 13))))
