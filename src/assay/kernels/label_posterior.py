"""P(label is wrong) from predictions that were learnt from the given labels.

The predictions say what label an item is *given*: a power of them, fitted by maximum likelihood,
is q = P(given | x). With the noise matrix T[k, j] = P(given j | truth k) from the confident joint,
q = z T for z = P(truth | x); solving for z and weighing it by T[., given] gives P(truth | x, given).
"""

import numpy as np

from assay.kernels.confident import (
    TOLERANCE,
    calibrate,
    confident_counts,
    pieces,
    small_ints,
    survey,
    thresholds,
)
from assay.types import Floats, Ints

#: Items the temperature is fitted on.
SAMPLE = 20_000
#: Probabilities are raised to this before their logarithm is taken.
FLOOR = 1e-9


def confident_joint(labels: Ints, predictions: Floats) -> tuple[Ints, Ints, Floats, Ints]:
    """Return calibrated joint (K, K), confident counts (K, K), own (n,) and best (n,)."""
    own, best, counts = survey(labels, predictions)
    cut = thresholds(labels, own, counts) - TOLERANCE
    confident = confident_counts(labels, predictions, best, cut)
    return calibrate(confident, counts), confident, own, best


def noise_matrix(joint: Floats, strength: float = 2.0) -> Floats:
    """Return T (K, K), P(given j | truth k), from counts [truth, given].

    Every row is drawn towards one in which all classes share the pooled error rate, by as much
    as `strength` items weigh.
    """
    joint = np.asarray(joint, np.float64)
    classes = len(joint)
    total = max(joint.sum(), 1.0)
    wrong = np.clip((total - np.trace(joint) + 0.5) / (total + 1), 1e-6, 1 - 1 / classes)
    pooled = np.full((classes, classes), wrong / (classes - 1))
    np.fill_diagonal(pooled, 1 - wrong)
    noise = joint + strength * pooled
    return np.asarray(noise / noise.sum(axis=1, keepdims=True))


def temperature(labels: Ints, predictions: Floats) -> float:
    """Return the power of the predictions under which the given labels are most likely."""
    said = np.flatnonzero(labels >= 0)
    said = said[:: max(1, -(-len(said) // SAMPLE))]
    if not len(said):
        return 1.0
    logs = np.log(np.maximum(predictions[said], FLOOR)).astype(np.float32)
    given = labels[said]

    def loss(log_power: float) -> float:
        scaled = logs * np.float32(np.exp(log_power))
        scaled -= scaled.max(axis=1, keepdims=True)
        own = scaled[np.arange(len(given)), given].astype(np.float64)
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1, dtype=np.float64)) - own))

    return float(np.exp(golden_section(loss, np.log(0.05), np.log(20.0))))


def golden_section(function, low: float, high: float, rounds: int = 24) -> float:  # type: ignore
    """Return where a function of one valley is least, in [low, high]."""
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


def probability_wrong(
    labels: Ints, predictions: Floats, power: float, noise: Floats
) -> tuple[Floats, Ints]:
    """Return (n,) P(truth differs from the given label) and (n,) the most probable truth."""
    wrong = np.zeros(len(labels), np.float32)
    truth = np.zeros(len(labels), small_ints(predictions.shape[1]))
    undo = np.linalg.inv(noise).astype(np.float32)
    columns = np.ascontiguousarray(noise.T, dtype=np.float32)
    for piece in pieces(predictions):
        given = labels[piece]
        z = np.log(np.maximum(predictions[piece], FLOOR)).astype(np.float32)
        z *= np.float32(power)
        z -= z.max(axis=1, keepdims=True)
        np.exp(z, out=z)
        z = z @ undo
        np.maximum(z, 1e-30, out=z)
        z *= columns[given]
        own = z[np.arange(len(z)), given].copy()
        truth[piece] = z.argmax(axis=1)
        z[np.arange(len(z)), given] = 0
        rest = z.sum(axis=1)
        found = rest / (rest + own)
        found[given < 0] = 0
        wrong[piece] = found
    return wrong, truth
