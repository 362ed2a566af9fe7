"""The noise under which given labels are likeliest, where predictions are P(truth | x)."""

from collections.abc import Iterator

import numpy as np

from assay.kernels.expectation import expected
from assay.kernels.sharpness import FLOOR, golden_section, powered
from assay.types import Floats, Ints

#: Items, and probabilities, that the noise is fitted on at most.
ITEMS, CELLS = 100_000, 8_000_000
#: Powers that predictions may be raised to, as logarithms.
POWERS = (-2.5, 2.5)
LEAST = 1e-12


def sample(labels: Ints, classes: int) -> Ints:
    """Return the labelled items that the noise is fitted on, evenly thinned where many."""
    said = np.flatnonzero(labels >= 0)
    most = min(ITEMS, max(CELLS // classes, 1000))
    return np.asarray(said[:: max(1, -(-len(said) // most))])


def fit(
    given: Ints, predictions: Floats, drawn: Floats, start: Floats, *,
    rounds: int, tolerance: float,
) -> tuple[Floats, float, Floats, int]:  # fmt: skip
    """Return noise (K, K), power, truth-by-label counts (K, K) and the rounds it took.

    Takes turns: what the truth of each item is, given its label; how often each truth has each
    label; and, first and every tenth round, how sharp the predictions should be.

    Parameters
    ----------
    given
        (n,) class indices, none of them -1.
    predictions
        (n, K) P(truth | x) up to a power.
    drawn
        (K, K) counts added to those of each round.
    start
        (K, K) noise to start from.
    rounds, tolerance
        Most rounds; stop when no cell moves by more.
    """
    order = np.argsort(given, kind="stable")
    given = given[order]
    logs = np.log(np.maximum(predictions[order], FLOOR)).astype(np.float32)
    noise, power, counts, step = start, 1.0, drawn, 0
    u = powered(logs, power)
    for step in range(rounds):
        if step % 10 == 0:
            power = _power(logs, given, noise)
            u = powered(logs, power)
        counts = expected(u, given, noise)
        rows = counts + drawn + LEAST
        before, noise = noise, np.asarray(rows / rows.sum(axis=1, keepdims=True))
        if np.abs(noise - before).max() < tolerance and step % 10:
            break
    return noise, power, counts, step + 1


def _power(logs: Floats, given: Ints, noise: Floats) -> float:
    if not len(given):
        return 1.0
    thin = slice(None, None, max(1, logs.size // 1_000_000))
    few, said = logs[thin], given[thin]
    columns = noise.T.astype(np.float32)[said]

    def loss(log_power: float) -> float:
        chance = np.einsum("ik,ik->i", powered(few, float(np.exp(log_power))), columns)
        return -float(np.log(np.maximum(chance, LEAST)).mean(dtype=np.float64))

    return float(np.exp(golden_section(loss, *POWERS)))


def _by_label(given: Ints, classes: int) -> Iterator[tuple[int, Ints]]:
    order = np.argsort(given, kind="stable")
    ends = np.cumsum(np.bincount(given, minlength=classes))
    for j in range(classes):
        yield j, order[(ends[j - 1] if j else 0) : ends[j]]


def variance(u: Floats, given: Ints, noise: Floats, counts: Floats) -> Floats:
    """Return (K, K) sampling variance of the noise, rows held to their sum.

    The log-likelihood of a label is the logarithm of a sum over one column of the noise, so that
    the information is one (K, K) matrix a column; the constraints tie them together.
    """
    k = len(noise)
    trials = np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    plain = np.maximum(noise * (1 - noise), 1 / trials) / trials
    if k > 200:
        return np.asarray(plain / np.maximum(_sure(u, given, noise, trials), 0.05))
    inverse = np.empty((k, k, k))
    for j, rows in _by_label(given, k):
        alive = noise[:, j] * trials[:, 0] > 0.5
        chance = np.maximum(u[rows] @ noise[:, j].astype(np.float32), 1e-9)
        slope = (u[rows] / chance[:, None]).astype(np.float64)
        information = slope.T @ slope + np.eye(k)
        inverse[j] = 0
        inverse[j][np.ix_(alive, alive)] = np.linalg.inv(information[np.ix_(alive, alive)])
    total = np.linalg.pinv(inverse.sum(axis=0))
    tied = np.einsum("jka,ab,jbk->kj", inverse, total, inverse, optimize=True)
    return np.asarray(np.maximum(np.einsum("jkk->kj", inverse) - tied, plain))


def _sure(u: Floats, given: Ints, noise: Floats, trials: Floats) -> Floats:
    """Return (K, 1) share of each row's counts whose truth is sure."""
    sure = np.zeros(len(noise))
    for j, rows in _by_label(given, len(noise)):
        weight = u[rows] * noise[:, j].astype(np.float32)
        weight /= np.maximum(weight.sum(axis=1, keepdims=True), 1e-30)
        sure += np.square(weight).sum(axis=0, dtype=np.float64)
    return np.asarray(sure[:, None] / trials)
