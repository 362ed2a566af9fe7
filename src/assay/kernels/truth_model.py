"""Noise and power under which predictions of the truth make the given labels likeliest.

A power of the predictions is taken as P(truth | x). Overlap of classes is no noise then: an item
between two classes counts for both, as far as the predictions leave open which it is.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.sharpness import golden_section, mixture, powered, thinned
from assay.types import Floats, Ints

#: Rounds of expectation and maximisation, and the change of the error rate that ends them.
ROUNDS, SETTLED = 40, 1e-4
#: Rounds where there are more cells than anything can be learnt of.
FEW_ROUNDS = 8
#: Mistakes' worth that every row may be drawn to its shape; held-out labels choose.
DRAWN = (0.0, 30.0, 1000.0)
#: Range of the power's logarithm; where noise is free to follow it, a narrower one.
POWERS = (float(np.log(0.05)), float(np.log(20.0)))
NARROW = (float(np.log(0.3)), float(np.log(5.0)))
#: Items a cell of the noise matrix from which on power and noise are fitted to the same labels.
AMPLE = 20
FLOOR = 1e-12


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
    # In an order that doesn't hang on the rows' own, so that halves are the same ones.
    order = np.lexsort((logs[np.arange(len(rows)), given], given))
    given, logs = given[order], logs[order]
    shape = noise * (1 - np.eye(len(noise))) + FLOOR * (1 - np.eye(len(noise)))
    shape /= shape.sum(axis=1, keepdims=True)

    even, alone = shape.T.astype(np.float32)[given], np.eye(len(noise), dtype=np.float32)[given]
    other = _likeliest(logs, alone)
    power, rate = _two(logs, given, even)
    gain = float(np.log(_mixed(logs, given, even, power, rate)).mean(dtype=np.float64))
    gain -= _likelihood(logs, alone, other)
    start = rate * shape
    np.fill_diagonal(start, 1 - rate)

    def found(some: slice, sharp: float, strength: float) -> Floats:
        u = powered(logs[some], sharp)
        return maximise(u, given[some], start, shape, shrinkage, strength)

    strength = 0.0
    if len(rows) >= AMPLE * noise.size:
        power = _profiled(logs, given, lambda sharp: found(slice(None), sharp, 0.0))
    else:
        half, other_half = slice(0, None, 2), slice(1, None, 2)
        judged = [
            _likelihood(logs[other_half], found(half, power, s).T[given[other_half]], power)
            for s in DRAWN
        ]
        strength = DRAWN[int(np.argmax(judged))]
    noise = found(slice(None), power, strength)
    return TruthModel(noise, power, gain * int((labels >= 0).sum()), other)


def _two(logs: Floats, given: Ints, even: Floats) -> tuple[float, float]:
    """Return the power and the one error rate under which labels are likeliest, shapes given."""

    def loss(log: float) -> float:
        power = float(np.exp(log))
        own, gain = _parts(logs, given, even, power)
        return -float(np.log(own + mixture(own, gain) * gain + FLOOR).mean())

    power = float(np.exp(golden_section(loss, *POWERS)))
    return power, mixture(*_parts(logs, given, even, power))


def _mixed(logs: Floats, given: Ints, even: Floats, power: float, rate: float) -> Floats:
    own, gain = _parts(logs, given, even, power)
    return np.asarray(own + rate * gain + FLOOR)


def _parts(logs: Floats, given: Ints, even: Floats, power: float) -> tuple[Floats, Floats]:
    u = powered(logs, power)
    own = u[np.arange(len(u)), given].astype(np.float64)
    return own, np.einsum("ik,ik->i", u, even).astype(np.float64) - own


def _profiled(logs: Floats, given: Ints, found: Callable[[float], Floats]) -> float:
    """Return the power that, with the noise that goes best with it, makes labels likeliest."""

    def loss(log: float) -> float:
        power = float(np.exp(log))
        return -_likelihood(logs, found(power).T.astype(np.float32)[given], power)

    return float(np.exp(golden_section(loss, *NARROW, rounds=12)))


def maximise(
    u: Floats, given: Ints, noise: Floats, shape: Floats, shrinkage: float, strength: float
) -> Floats:
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
    strength
        How many mistakes' worth each row's mistakes are drawn to the shape.
    """
    said = csr_array((np.ones(len(given), np.float32), (given, np.arange(len(given)))),
                     shape=(len(noise), len(given)))  # fmt: skip
    before = 1.0
    for _ in range(ROUNDS if len(given) >= AMPLE * len(noise) else FEW_ROUNDS):
        z = u * noise.T.astype(np.float32)[given]
        z /= np.maximum(z.sum(axis=1, keepdims=True), np.float32(1e-30))
        noise, rate = drawn(np.asarray(said @ z, np.float64).T, shape, shrinkage, strength)
        if abs(rate - before) < SETTLED * max(rate, 0.01):
            break
        before = rate
    return noise


def drawn(joint: Floats, shape: Floats, shrinkage: float, strength: float) -> tuple[Floats, float]:
    """Return (K, K) rows of the joint drawn towards pooled rate and shape, and the pooled rate."""
    counts, right = joint.sum(axis=1), joint.diagonal()
    pooled = float((counts - right).sum() / max(counts.sum(), FLOOR))
    wrong = (counts - right + shrinkage * pooled) / np.maximum(counts + shrinkage, FLOOR)
    off = joint * (1 - np.eye(len(joint))) + (shrinkage * pooled + strength + FLOOR) * shape
    noise = off * (wrong / off.sum(axis=1))[:, None]
    np.fill_diagonal(noise, 1 - wrong)
    return noise, pooled


def _likeliest(logs: Floats, columns: Floats) -> float:
    found = golden_section(lambda log: -_likelihood(logs, columns, float(np.exp(log))), *POWERS)
    return float(np.exp(found))


def _likelihood(logs: Floats, columns: Floats, power: float) -> float:
    """Return the mean log-likelihood of labels whose columns of the noise these are."""
    chance = np.einsum("ik,ik->i", powered(logs, power), columns)
    return float(np.log(np.maximum(chance, FLOOR)).mean(dtype=np.float64))
