"""Noise matrices P(given j | truth k), learnt on the way or made by formula."""

import numpy as np

from assay.types import Floats, Ints


def symmetric(rate: float, classes: int) -> Floats:
    """Return (K, K) by which every class is taken for each other one alike, `rate` in all.

    >>> symmetric(0.4, 3).round(2).tolist()
    [[0.6, 0.2, 0.2], [0.2, 0.6, 0.2], [0.2, 0.2, 0.6]]
    """
    table = np.full((classes, classes), rate / max(classes - 1, 1))
    np.fill_diagonal(table, 1 - rate)
    return table


def counted(truth: Floats, said: Floats, smoothing: float = 1.0) -> Floats:
    """Return (K, J) P(said j | truth k) from soft counts: the M-step, drawn to flat a little.

    Parameters
    ----------
    truth
        (n, K) posterior of the truth.
    said
        (n, J) what was said, one-hot or soft; rows of zeros say nothing.
    smoothing
        Added to every cell (a Dirichlet prior).
    """
    table = truth.T @ said + smoothing
    return np.asarray(table / table.sum(axis=1, keepdims=True))


def learnt(
    log_proba: Floats, said: Floats, noise: Floats, rounds: int = 1, smoothing: float = 1.0
) -> Floats:
    """Return (K, J) the matrix after rounds of EM at fixed predictions.

    Parameters
    ----------
    log_proba
        (n, K) what is predicted of the truth.
    said
        (n, J) one-hot labels, rows of zeros where nobody spoke.
    noise
        (K, J) where it starts.
    """
    proba = np.exp(log_proba)
    for _ in range(rounds):
        joint = proba * (said @ noise.T)
        joint /= np.maximum(joint.sum(axis=1, keepdims=True), 1e-300)
        noise = counted(joint, said, smoothing)
    return noise


def anchored(proba: Floats, quantile: float = 0.97) -> Floats:
    """Return (K, K) whose row k is the prediction of an item that is surely of class k.

    The item at a high quantile of P(k), not the highest: that one is an outlier.
    """
    rank = max(0, round((1 - quantile) * (len(proba) - 1)))
    items: Ints = np.argsort(-proba, axis=0, kind="stable")[rank]
    table = proba[items]
    return np.asarray(table / table.sum(axis=1, keepdims=True))
