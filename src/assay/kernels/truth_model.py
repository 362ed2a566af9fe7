"""Noise and power under which predictions of the truth make the given labels likeliest.

A power of the predictions is taken as P(truth | x). Overlap of classes is no noise then: an item
between two classes counts for both, as far as the predictions leave open which it is.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from assay.kernels.expectation import expected
from assay.kernels.sharpness import POWERS, TINY, fit_mixture, golden_section, powered, thinned
from assay.types import Floats, Ints

#: Rounds of expectation and maximisation, and the change of the error rate that ends them.
ROUNDS, SETTLED = 40, 1e-4
#: Range of the power's logarithm where noise is free to follow it.
NARROW = (float(np.log(0.3)), float(np.log(5.0)))
#: Items a cell of the noise matrix from which on more than one error rate is fitted.
AMPLE = 5


class TruthModel(NamedTuple):
    """What fits best where predictions follow the truth.

    Parameters
    ----------
    noise
        (K, K) P(given j | truth k) at [k, j].
    power
        The predictions are raised to it.
    gain
        By how many nats an error rate explains the labels better than predictions that follow
        them, raised to `other`.
    other
        Power under which predictions that follow the given labels explain them best.
    """

    noise: Floats
    power: float
    gain: float
    other: float


def fit_truth(labels: Ints, predictions: Floats, noise: Floats, shrinkage: float) -> TruthModel:
    """Return noise and power, under which the labels are likeliest.

    Parameters
    ----------
    labels
        (n,) class indices, -1 unlabelled.
    predictions
        (n, K) out of sample.
    noise
        (K, K) first guess of P(given | truth); its rows say how mistakes are shared out where
        few are seen.
    shrinkage
        How many items' worth each row is drawn to the pooled error rate.
    """
    rows, logs = thinned(labels, predictions)
    if len(rows) < 2:
        return TruthModel(noise, 1.0, 0.0, 1.0)
    given = labels[rows]
    alone = np.eye(len(noise), dtype=np.float32)[given]
    other = _likeliest(logs, alone)
    even = (1 - alone) / (len(noise) - 1)
    power, rate, value = fit_mixture(logs, given, even)
    gain = (value - _likelihood(logs, alone, other)) * int((labels >= 0).sum())
    shape = noise * (1 - np.eye(len(noise))) + TINY * (1 - np.eye(len(noise)))
    shape /= shape.sum(axis=1, keepdims=True)
    if len(rows) < AMPLE * noise.size:
        shaped, its_rate, its_value = fit_mixture(logs, given, shape.T.astype(np.float32)[given])
        if its_value > value:
            return TruthModel(_with_rate(shape, its_rate), shaped, gain, other)
        even_shape = (1 - np.eye(len(noise))) / (len(noise) - 1)
        return TruthModel(_with_rate(even_shape, rate), power, gain, other)

    def found(sharp: float) -> Floats:
        return maximise(powered(logs, sharp), given, noise, shape, shrinkage)

    power = _profiled(logs, given, found)
    return TruthModel(found(power), power, gain, other)


def _with_rate(shape: Floats, rate: float) -> Floats:
    noise = rate * shape
    np.fill_diagonal(noise, 1 - rate)
    return noise


def _profiled(logs: Floats, given: Ints, found: Callable[[float], Floats]) -> float:
    """Return the power that, with the noise that goes best with it, makes labels likeliest."""

    def loss(log: float) -> float:
        power = float(np.exp(log))
        return -_likelihood(logs, found(power).T.astype(np.float32)[given], power)

    return float(np.exp(golden_section(loss, *NARROW, rounds=12)))


def maximise(u: Floats, given: Ints, noise: Floats, shape: Floats, shrinkage: float) -> Floats:
    """Return (K, K) noise that makes the given labels likeliest under P(truth | x) = `u`.

    Parameters
    ----------
    u
        (m, K) rows on the simplex, float32.
    given
        (m,) labels, none missing.
    noise
        (K, K) to start from.
    shape
        (K, K) what rows are drawn towards: diagonal 0, rows adding up to one.
    shrinkage
        How many items' worth each row is drawn to the pooled error rate.
    """
    order = np.argsort(given, kind="stable")
    u, given, before = u[order], given[order], 1.0
    for _ in range(ROUNDS):
        noise, rate = drawn(expected(u, given, noise), shape, shrinkage)
        if abs(rate - before) < SETTLED * max(rate, 0.01):
            break
        before = rate
    return noise


def drawn(joint: Floats, shape: Floats, shrinkage: float) -> tuple[Floats, float]:
    """Return (K, K) rows of the joint drawn towards pooled rate and shape, and the pooled rate."""
    counts, right = joint.sum(axis=1), joint.diagonal()
    pooled = float((counts - right).sum() / max(counts.sum(), TINY))
    wrong = (counts - right + shrinkage * pooled) / np.maximum(counts + shrinkage, TINY)
    off = joint * (1 - np.eye(len(joint))) + (shrinkage * pooled + TINY) * shape
    noise = off * (wrong / off.sum(axis=1))[:, None]
    np.fill_diagonal(noise, 1 - wrong)
    return noise, pooled


def _likeliest(logs: Floats, columns: Floats) -> float:
    found = golden_section(lambda log: -_likelihood(logs, columns, float(np.exp(log))), *POWERS)
    return float(np.exp(found))


def _likelihood(logs: Floats, columns: Floats, power: float) -> float:
    """Return the mean log-likelihood of labels whose columns of the noise these are."""
    chance = np.einsum("ik,ik->i", powered(logs, power), columns)
    return float(np.log(np.maximum(chance, TINY)).mean(dtype=np.float64))
