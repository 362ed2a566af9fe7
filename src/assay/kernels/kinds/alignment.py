"""How well one view of every pair can be told from the other, by what other pairs taught."""

import numpy as np

from assay.types import Bools, Floats

#: Penalty of the alignment, in pairs.
PENALTY = 10.0
#: Quartiles of a standard normal.
QUARTILE = 0.6744897501960817


def alignment_losses(one: Floats, other: Floats, rounds: int, seed: int) -> Floats:
    """Return (n,) mean of 1 - cosine between aligned first view and second, over rounds.

    Every round learns the alignment on one random half and scores the other half, then the other
    way round, so that each pair has one loss a round. Views of one width are drawn to the
    alignment that changes nothing, others to none.
    """
    n = len(one)
    if n < 2:
        return np.zeros(n)
    first, second = _centred(one), _centred(other)
    rng = np.random.default_rng(seed)
    total = np.zeros(n)
    for _ in range(rounds):
        half = np.zeros(n, bool)
        half[rng.permutation(n)[: n // 2]] = True
        for learn in (half, ~half):
            total[~learn] += _losses(first, second, learn)
    return total / rounds


def _losses(first: Floats, second: Floats, learn: Bools) -> Floats:
    data, goal = first[learn], second[learn]
    start = np.eye(first.shape[1], second.shape[1])
    if first.shape[1] != second.shape[1]:
        start *= 0
    unit = float(np.square(data).sum()) / max(data.shape[0] * data.shape[1], 1)
    gram = data.T @ data
    gram[np.diag_indices_from(gram)] += PENALTY * max(unit, 1e-12)
    weight = start + np.linalg.solve(gram, data.T @ (goal - data @ start))
    guess = first[~learn] @ weight
    size = np.sqrt(np.square(guess).sum(axis=1) * np.square(second[~learn]).sum(axis=1))
    dot = (guess * second[~learn]).sum(axis=1)
    return np.asarray(1 - np.divide(dot, size, out=np.zeros_like(dot), where=size > 1e-12))


def _centred(view: Floats) -> Floats:
    """Return the rows about their mean, in double precision, each of length one."""
    rows = np.asarray(view, np.float64) - view.mean(axis=0, dtype=np.float64)
    size = np.sqrt(np.square(rows).sum(axis=1, keepdims=True))
    return np.asarray(np.divide(rows, size, out=np.zeros_like(rows), where=size > 1e-12))


def usual(loss: Floats) -> tuple[float, float]:
    """Return median and spread of the losses, the spread by quartiles, above 0.

    >>> usual(np.array([0.0, 1.0, 2.0, 3.0, 4.0]))[0]
    2.0
    """
    if not len(loss):
        return 0.0, 1.0
    low, middle, high = np.quantile(loss, [0.25, 0.5, 0.75])
    spread = float(high - low) / (2 * QUARTILE)
    return float(middle), spread if spread > 1e-9 else max(float(loss.std()), 1e-9)
