"""Noise and power under which predictions of the truth make the given labels likeliest.

A power of the predictions is taken as P(truth | x). Overlap of classes is no noise then: an item
between two classes counts for both, as far as the predictions leave open which it is.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.sharpness import golden_section, powered, thinned
from assay.types import Floats, Ints

#: Rounds of expectation and maximisation, and the change of the error rate that ends them.
ROUNDS, SETTLED = 40, 1e-4
#: Turns of noise and power.
TURNS = 2
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
        By how many nats it explains the labels better than predictions that follow them,
        raised to `other`.
    other
        Power under which predictions that follow the given labels explain them best.
    """

    noise: Floats
    power: float
    gain: float
    other: float


def fit_truth(
    labels: Ints, predictions: Floats, noise: Floats, shrinkage: float, power: float = 1.0
) -> TruthModel:
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
    power
        First guess. Noise and power trade off along a ridge: a good guess saves many turns.
    """
    rows, logs = thinned(labels, predictions)
    if len(rows) < 2:
        return TruthModel(noise, power, 0.0, 1.0)
    given = labels[rows]
    # In an order that doesn't hang on the rows' own, so that halves are the same ones.
    order = np.lexsort((logs[np.arange(len(rows)), given], given))
    given, logs = given[order], logs[order]
    shape = noise * (1 - np.eye(len(noise))) + FLOOR * (1 - np.eye(len(noise)))
    shape /= shape.sum(axis=1, keepdims=True)

    def found(some: slice, sharp: float, start: Floats, strength: float) -> Floats:
        u = powered(logs[some], sharp)
        return maximise(u, given[some], start, shape, shrinkage, strength)

    if len(rows) >= AMPLE * noise.size:
        power = _profiled(logs, given, lambda sharp: found(slice(None), sharp, noise, 0.0))
        strength = 0.0
    else:
        power, strength = _held_out(logs, given, noise, power, found)
    noise = found(slice(None), power, noise, strength)
    alone = np.eye(len(noise), dtype=np.float32)[given]
    other = _likeliest(logs, alone)
    gain = _likelihood(logs, noise.T.astype(np.float32)[given], power)
    gain -= _likelihood(logs, alone, other)
    return TruthModel(noise, power, gain * int((labels >= 0).sum()), other)


def _profiled(logs: Floats, given: Ints, found: Callable[[float], Floats]) -> float:
    """Return the power that, with the noise that goes best with it, makes labels likeliest."""

    def loss(log: float) -> float:
        power = float(np.exp(log))
        return -_likelihood(logs, found(power).T.astype(np.float32)[given], power)

    return float(np.exp(golden_section(loss, *NARROW, rounds=12)))


def _held_out(
    logs: Floats, given: Ints, noise: Floats, power: float, found: Callable[..., Floats]
) -> tuple[float, float]:
    """Return power and how strongly rows are drawn to their shape, by labels the noise hasn't seen.

    With few items a cell, noise and power fitted to the same labels would flatter one another.
    """
    learn, judge = slice(0, None, 2), slice(1, None, 2)
    tried = []
    for strength in DRAWN:
        fitted, sharp = noise, power
        for _ in range(TURNS):
            fitted = found(learn, sharp, fitted, strength)
            columns = fitted.T.astype(np.float32)[given[judge]]
            sharp = _likeliest(logs[judge], columns)
        tried.append((_likelihood(logs[judge], columns, sharp), strength, sharp))
    _, strength, sharp = max(tried)
    return sharp, strength


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
    for _ in range(ROUNDS):
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
