"""What a model that never saw an item's tags makes of each of them.

Every pair of folds is left out once, as for predictions of one class: the probability in fold f
comes from the models that left out f and one other fold g, pooled and calibrated on the folds g.
The items of each rare tag are dealt out over the folds, so that no combination of tags needs to
be in all of them.
"""

from itertools import combinations
from typing import Any

import numpy as np

from assay.dataset import Neighbours
from assay.engine import map_shards
from assay.parts.folds import folds as deal
from assay.parts.probes import Linear, Trees
from assay.parts.tag_probes import Judged, Ridge, Separate, TagProbe, Votes, tag_shares
from assay.types import Array, Floats, Ints

#: Multiply-adds (items x columns x tags) above which all tags are regressed at once.
SEPARATE = 2e8
#: Trees cost a tree a tag a round: not for many tags, nor many items.
TREES = 200_000
#: Tags of held-out items that the pool is fitted on, and the most items of a fold.
FITTED_ON, CELLS = 4000, 2_000_000
PIECE = 1 << 20
#: Slope and offset of each tag are drawn to those of all tags by as much as this.
DRAWN = 5.0


def tag_predictions(
    tags: Array,
    features: Floats,
    groups: Any = None,
    codes: Floats | None = None,
    words: Any = None,
    neighbours: Neighbours | None = None,
    seed: int = 0,
    workers: int | None = None,
) -> Floats:
    """Return (n, K) calibrated probabilities that each tag is given, out of fold.

    Parameters
    ----------
    tags
        (n, K) 1 said to fit, 0 said not to, -1 unknown.
    features
        (n, d) for linear probes.
    groups
        (n,) items of one group are held out together.
    codes
        (n, c) of a table, for trees.
    words
        (n, v) sparse, for a second linear probe.
    neighbours
        For votes of neighbours.
    seed
        Decides the folds.
    workers
        Threads; the result does not depend on it.
    """
    n, n_tags = tags.shape
    folds = deal(rarest(tags), groups, seed)
    present = np.unique(folds).tolist()
    out = np.empty((n, n_tags), np.float32)
    if len(present) < 2:
        out[:] = tag_shares(tags)
        return out
    probes = _probes(tags, features, codes, words, neighbours)
    pairs = list(combinations(present, 2))

    def fit(pair: tuple[int, int]) -> list[Judged]:
        rows = np.flatnonzero(~np.isin(folds, pair) & (tags >= 0).any(axis=1))
        return [probe.fit(rows, tags) for probe in probes]

    models = dict(zip(pairs, map_shards(fit, pairs, workers), strict=True))

    def predict(fold: int) -> None:
        others = [g for g in present if g != fold]
        fitted = [models[min(fold, g), max(fold, g)] for g in others]
        pool = _pool(fitted, others, tags, folds)
        rows = np.flatnonzero(folds == fold)
        for start in range(0, len(rows), max(1, PIECE // max(n_tags, 1))):
            piece = rows[start : start + max(1, PIECE // max(n_tags, 1))]
            out[piece] = _pooled(fitted, *pool, piece)

    for _ in map_shards(predict, present, workers):
        pass
    return out


def rarest(tags: Array) -> Ints:
    """Return (n,) the rarest tag every item is said to have, K for none: what folds are dealt by.

    >>> rarest(np.array([[1, 1], [1, 0], [0, 0]])).tolist()
    [1, 0, 2]
    """
    has = tags == 1
    order = np.argsort(has.sum(axis=0), kind="stable")
    found = order[has[:, order].argmax(axis=1)] if len(order) else np.zeros(len(tags), np.int64)
    return np.where(has.any(axis=1), found, tags.shape[1])


def _probes(
    tags: Array, features: Floats, codes: Floats | None, words: Any, neighbours: Neighbours | None
) -> list[TagProbe]:
    n, n_tags = tags.shape
    probes: list[TagProbe] = []
    if n * max(features.shape[1], 1) * n_tags <= SEPARATE or hasattr(features, "tocsr"):
        probes.append(Separate(Linear(features)))
        if words is not None:
            probes.append(Separate(Linear(words)))
    else:
        probes.append(Ridge(features))
    if codes is not None and n * n_tags <= TREES:
        probes.append(Separate(Trees(codes)))
    if neighbours is not None and neighbours.index.shape[1]:
        probes.append(Votes(neighbours))
    return probes


def _pool(
    models: list[list[Judged]], others: list[int], tags: Array, folds: Ints
) -> tuple[Floats, Floats, Floats]:
    """Return (B,) weights of the probes, and the (K,) slope and offset of each tag."""
    from scipy.optimize import minimize

    most = min(FITTED_ON, max(100, CELLS // max(tags.shape[1], 1)))
    logs, said = [], []
    for fitted, g in zip(models, others, strict=True):
        rows = np.flatnonzero((folds == g) & (tags >= 0).any(axis=1))
        rows = rows[:: max(1, -(-len(rows) // most))]
        logs.append(np.stack([probe(rows) for probe in fitted]))
        said.append(tags[rows])
    log, truth = np.concatenate(logs, axis=1), np.concatenate(said)
    known = truth >= 0
    flat, sign = log[:, known], np.where(truth[known] == 1, 1, -1).astype(np.float32)
    probes = len(log)
    if not flat.size:
        flat_start = np.full(probes, 1 / probes)
        return flat_start, np.ones(tags.shape[1]), np.zeros(tags.shape[1])

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * (weights.astype(np.float32) @ flat)
        pull = sign / (1 + np.exp(np.minimum(margin, 80)))
        value = np.logaddexp(0, -margin).mean(dtype=np.float64)
        return float(value), -(flat @ pull).astype(np.float64) / len(sign)

    start = np.full(probes, 1 / probes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, 10.0)] * probes)
    weights = np.asarray(found.x)
    return weights, *platt(np.tensordot(weights.astype(np.float32), log, axes=1), truth)


def platt(odds: Floats, said: Array, rounds: int = 20) -> tuple[Floats, Floats]:
    """Return (K,) slope and offset that make log-odds (m, K) fit what is said, tag by tag.

    Newton's method with a penalty that draws slope to one and offset to none.
    """
    known, yes = said >= 0, said == 1
    slope, offset = np.ones(odds.shape[1]), np.zeros(odds.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-np.clip(odds * slope + offset, -40, 40)))
        off, weight = np.where(known, p - yes, 0), np.where(known, p * (1 - p), 0)
        down = (off * odds).sum(axis=0) + DRAWN * (slope - 1), off.sum(axis=0) + DRAWN * offset
        a = (weight * odds**2).sum(axis=0) + DRAWN
        b, c = (weight * odds).sum(axis=0), weight.sum(axis=0) + DRAWN
        size = np.maximum(a * c - b * b, 1e-9)
        step = (c * down[0] - b * down[1]) / size, (a * down[1] - b * down[0]) / size
        slope = np.clip(slope - np.clip(step[0], -0.5, 0.5), 0.0, 5.0)
        offset = np.clip(offset - np.clip(step[1], -1, 1), -10.0, 10.0)
    return slope, offset


def _pooled(
    models: list[list[Judged]], weights: Floats, slope: Floats, offset: Floats, rows: Ints
) -> Floats:
    odds = np.zeros((len(rows), len(slope)), np.float32)
    for fitted in models:
        for weight, probe in zip(weights, fitted, strict=True):
            if weight:
                odds += np.float32(weight / len(models)) * probe(rows)
    odds = odds * slope.astype(np.float32) + offset.astype(np.float32)
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float32)
