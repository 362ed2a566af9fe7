"""What models that never saw an item's number make of it.

Every pair of folds is left out once. An item of fold f is predicted by the models that left out f
and one other fold g, each learnt from other items; how much each probe counts is fitted for f on
the folds g. The several predictions of an item show how far they depend on what was learnt from.
"""

from itertools import combinations
from typing import Any

import numpy as np

from assay.dataset import Neighbours
from assay.engine import map_shards
from assay.parts.folds import folds as deal
from assay.parts.number_probes import (
    Guessed,
    Linear,
    NumberProbe,
    Trees,
    Votes,
    Words,
    spread,
)
from assay.types import Floats, Ints

#: Columns of features that trees are grown on where there is no table.
WIDE = 64
#: Columns above which a linear probe would cost more than it tells.
BROAD = 4096
#: Items a held-out fold gives at most to fit the pool's weights.
FITTED_ON = 20_000


def number_predictions(
    numbers: Floats,
    features: Floats,
    groups: Any = None,
    codes: Floats | None = None,
    words: Any = None,
    neighbours: Neighbours | None = None,
    seed: int = 0,
    workers: int | None = None,
) -> Floats:
    """Return (n, r) predictions of the given number, out of fold, in its unit.

    Parameters
    ----------
    numbers
        (n,) NaN where there is none.
    features
        (n, d) for a linear probe, and for trees where they are few.
    groups
        (n,) items of one group are held out together.
    codes
        (n, c) of a table, for trees.
    words
        (n, v) sparse, for a second linear probe.
    neighbours
        For the mean of neighbours.
    seed
        Decides the folds.
    workers
        Threads; the result does not depend on it.
    """
    n = len(numbers)
    folds = deal(np.zeros(n, np.int64), groups, seed)
    present, said = np.unique(folds).tolist(), np.isfinite(numbers)
    if len(present) < 3:
        return np.full((n, 1), float(np.median(numbers[said])) if said.any() else 0.0)
    probes = _probes(n, features, codes, words, neighbours)
    pairs = list(combinations(present, 2))

    def fit(pair: tuple[int, int]) -> list[Guessed]:
        rows = np.flatnonzero(said & ~np.isin(folds, pair))
        if len(rows) < 2:
            return [lambda ask: np.zeros(len(ask)) for _ in probes]
        return [probe.fit(rows, numbers[rows]) for probe in probes]

    models = dict(zip(pairs, map_shards(fit, pairs, workers), strict=True))
    out = np.empty((n, len(present) - 1))

    def predict(fold: int) -> None:
        others = [g for g in present if g != fold]
        fitted = [models[min(fold, g), max(fold, g)] for g in others]
        weights = _pool(fitted, others, numbers, folds)
        rows = np.flatnonzero(folds == fold)
        for r, probed in enumerate(fitted):
            out[rows, r] = weights[0] + np.stack([p(rows) for p in probed], axis=1) @ weights[1:]

    for _ in map_shards(predict, present, workers):
        pass
    return out


def _probes(
    n: int, features: Floats, codes: Floats | None, words: Any, neighbours: Neighbours | None
) -> list[NumberProbe]:
    dense: Any = features
    if hasattr(dense, "tocsr"):
        dense = dense.toarray()
    probes: list[NumberProbe] = []
    if 0 < dense.shape[1] <= BROAD:
        probes.append(Linear(dense))
    if words is not None:
        probes.append(Words(words))
    if codes is not None or (words is None and 0 < dense.shape[1] <= WIDE):
        probes.append(Trees(dense if codes is None else codes))
    if neighbours is not None and neighbours.index.shape[1]:
        probes.append(Votes(neighbours, n))
    return probes or [Trees(np.zeros((n, 1)))]


def _pool(models: list[list[Guessed]], others: list[int], numbers: Floats, folds: Ints) -> Floats:
    """Return (1 + B,) offset and weights, at least 0, of least pseudo-Huber loss held out."""
    from scipy.optimize import minimize

    guesses, said = [], []
    for fitted, g in zip(models, others, strict=True):
        rows = np.flatnonzero((folds == g) & np.isfinite(numbers))
        rows = rows[:: max(1, -(-len(rows) // FITTED_ON))]
        guesses.append(np.stack([probe(rows) for probe in fitted], axis=1))
        said.append(numbers[rows])
    guess, truth = np.concatenate(guesses), np.concatenate(said)
    probes = guess.shape[1]
    if not len(truth):
        return np.concatenate([[0.0], np.full(probes, 1 / probes)])
    middle, unit = float(np.median(truth)), max(spread(truth - guess.mean(axis=1)), 1e-12)
    near = (guess - middle) / unit
    goal = (truth - middle) / unit

    def loss(weights: Floats) -> tuple[float, Floats]:
        off = weights[0] + near @ weights[1:] - goal
        root = np.sqrt(1 + off**2)
        pull = off / root
        slope = np.concatenate([[pull.mean()], near.T @ pull / len(goal)])
        return float(root.mean()), slope

    start = np.concatenate([[0.0], np.full(probes, 1 / probes)])
    bounds = [(None, None)] + [(0.0, 2.0)] * probes
    found = np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)
    offset = found[0] * unit + middle * (1 - found[1:].sum())
    return np.concatenate([[offset], found[1:]])
