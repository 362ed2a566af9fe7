"""How sure predictions are: powers of them, and the power that fits best."""

from collections.abc import Callable

import numpy as np

from assay.types import Floats, Ints

#: Items, and probabilities, that powers and noise are fitted on.
SAMPLE_ITEMS, SAMPLE_CELLS = 20_000, 2_000_000
#: Probabilities are raised to this before their logarithm is taken.
FLOOR = 1e-9
#: Added to likelihoods before their logarithm is taken.
TINY = 1e-12
#: Range of the logarithm of the power.
POWERS = (float(np.log(0.05)), float(np.log(20.0)))


def thinned(labels: Ints, predictions: Floats) -> tuple[Ints, Floats]:
    """Return labelled items (m,), evenly thinned where many, and their (m, K) log-predictions."""
    said = np.flatnonzero(labels >= 0)
    limit = min(SAMPLE_ITEMS, max(SAMPLE_CELLS // predictions.shape[1], 1000))
    said = said[:: max(1, -(-len(said) // limit))]
    logs = np.log(np.maximum(predictions[said], FLOOR)).astype(np.float32)
    return said, logs


def powered(logs: Floats, power: float) -> Floats:
    """Return the (m, K) distributions of these logarithms raised to the power."""
    u = np.asarray(logs * np.float32(power))
    u -= u.max(axis=1, keepdims=True)
    np.exp(u, out=u)
    u /= u.sum(axis=1, keepdims=True)
    return u


def golden_section(
    function: Callable[[float], float], low: float, high: float, rounds: int = 20
) -> float:
    """Return where a function with one valley is least, in [low, high].

    Examples
    --------
    >>> round(golden_section(lambda x: (x - 1) ** 2, -4.0, 3.0), 3)
    1.0
    """
    share = (5**0.5 - 1) / 2
    left, right = high - share * (high - low), low + share * (high - low)
    at_left, at_right = function(left), function(right)
    for _ in range(rounds):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - share * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + share * (high - low)
            at_right = function(right)
    return (low + high) / 2


def mixture(learnt: Floats, gain: Floats) -> float:
    """Return a in [0, 1] under which mean log(learnt + a gain) is greatest, by halving."""

    def slope(a: float) -> float:
        return float(np.mean(gain / (learnt + a * gain + TINY)))

    if slope(0.0) <= 0:
        return 0.0
    if slope(1.0) >= 0:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return (low + high) / 2


def fit_mixture(logs: Floats, given: Ints, columns: Floats) -> tuple[float, float, float]:
    """Return the power and the mixture under which labels are most likely, and how likely.

    A label has the chance (1 - a) u[given] + a sum over k of u[k] columns[k], with u the power
    of the predictions and a the mixture.

    Parameters
    ----------
    logs
        (m, K) logarithms of the predictions.
    given
        (m,) labels, none missing.
    columns
        (m, K) P(given label | truth k) of each item.
    """
    rows = np.arange(len(given))

    def likelihood(power: float) -> tuple[float, float]:
        u = powered(logs, power)
        own = u[rows, given].astype(np.float64)
        gain = np.einsum("ik,ik->i", u, columns).astype(np.float64) - own
        share = mixture(own, gain)
        return float(np.log(own + share * gain + TINY).mean()), share

    found = golden_section(lambda log: -likelihood(float(np.exp(log)))[0], *POWERS)
    power = float(np.exp(found))
    value, share = likelihood(power)
    return power, share, value
