"""What a model that never saw an item's label makes of it.

Every pair of folds is left out once. The prediction of an item in fold f is the pool of the
models that left out f and one other fold g; how strongly a probe is held, how much it counts,
and how sure it may be, is fitted for f on the folds g, which those models did not see either. So
nothing that touches an item's prediction, its calibration included, has seen the item's label, nor
that of its group: changing a label changes the predictions of other folds only.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from assay.dataset import Neighbours
from assay.engine import map_shards
from assay.kernels.learn.foretold import chosen
from assay.parts.probes import Fitted, Linear, Probe, Trees, Votes, learnable
from assay.types import Floats, Ints

#: Rows a held-out fold gives at most to fit the pool's weights.
FITTED_ON = 4000
#: Alternatives do equally well within so many standard errors.
EQUAL = 1.0
PIECE = 1 << 22
#: Trees cost a tree a class a round: not for many classes.
TREE_WORK = 2_000_000
#: From this many items on, trees leave a linear probe of the same table no weight in the pool.
MANY = 10_000


def predictions(
    labels: Ints,
    classes: Sequence[str],
    features: Floats,
    folds: Ints,
    codes: Floats | None = None,
    words: Any = None,
    neighbours: Neighbours | None = None,
    smoothed: Any = None,
    claims: Any = None,
    workers: int | None = None,
) -> Floats:
    """Return (n, K) calibrated probabilities of the given label, out of fold.

    Parameters
    ----------
    labels
        (n,) class indices, -1 unlabelled.
    classes
        Names of the K classes.
    features
        (n, d) for a linear probe.
    folds
        (n,) who is held out together.
    codes
        (n, c) of a table, for trees.
    words
        (n, v) sparse, for a second linear probe.
    neighbours
        For votes of neighbours.
    smoothed
        (n, s) of a graph, for one more linear probe.
    claims
        (n, S K) what other sources say, for one more linear probe.
    workers
        Threads; the result does not depend on it.
    """
    n_classes = len(classes)
    probes = probes_of(len(labels), n_classes, features, codes, words, neighbours, smoothed, claims)
    return out_of_fold(probes, labels, folds, n_classes, workers)


def probes_of(
    n: int,
    n_classes: int,
    features: Any,
    codes: Floats | None = None,
    words: Any = None,
    neighbours: Neighbours | None = None,
    smoothed: Any = None,
    claims: Any = None,
) -> list[Sequence[Probe]]:
    """Return the probes that can be had of these parts, each as its alternatives."""
    trees = codes is not None and n * n_classes <= TREE_WORK
    probes: list[Sequence[Probe]] = []
    if not trees or n < MANY:
        probes.append(Linear(features).alternatives())
    more = (one for one in (words, smoothed, claims) if one is not None)
    probes += [Linear(one).alternatives() for one in more]
    if codes is not None and trees:
        probes.append([Trees(codes)])
    if neighbours is not None and neighbours.index.shape[1]:
        probes.append([Votes(neighbours, n)])
    return probes


def out_of_fold(
    probes: Sequence[Sequence[Probe]], labels: Ints, folds: Ints, n_classes: int,
    workers: int | None,
) -> Floats:  # fmt: skip
    """Return (n, K) pooled and calibrated probabilities by probes that never saw the item.

    Parameters
    ----------
    probes
        Each as alternatives, of which one is chosen; the first of those that do equally well.
    labels, folds, n_classes, workers
        As for `predictions`.
    """
    present = np.unique(folds)
    pairs = list(combinations(present.tolist(), 2))
    fitted = dict(
        zip(pairs, map_shards(_fit(probes, labels, folds, n_classes), pairs, workers), strict=True)
    )
    out = np.empty((len(labels), n_classes), np.float32)

    def predict(fold: int) -> None:
        others = [g for g in present.tolist() if g != fold]
        held = [_judged(labels, folds, g) for g in others]
        every = [fitted[min(fold, g), max(fold, g)] for g in others]
        models = _picked(every, held, labels, n_classes)
        weights = _pool_weights(models, held, labels)
        rows = np.flatnonzero(folds == fold)
        step = max(1, PIECE // (4 * n_classes))
        for start in range(0, len(rows), step):
            piece = rows[start : start + step]
            out[piece] = _pooled(models, weights, piece)

    for _ in map_shards(predict, present.tolist(), workers):
        pass
    return out


def _fit(
    probes: Sequence[Sequence[Probe]], labels: Ints, folds: Ints, n_classes: int
) -> Callable[[tuple[int, int]], list[list[Fitted]]]:
    def fit(pair: tuple[int, int]) -> list[list[Fitted]]:
        rows = np.flatnonzero(learnable(labels, folds, pair))
        said = labels[rows]
        return [[one.fit(rows, said, n_classes) for one in alike] for alike in probes]

    return fit


def _judged(labels: Ints, folds: Ints, fold: int) -> Ints:
    """Return labelled items of a fold, not more than are needed to judge models by."""
    rows = np.flatnonzero((folds == fold) & (labels >= 0))
    return rows[:: max(1, len(rows) // FITTED_ON)]


def _picked(
    models: list[list[list[Fitted]]], held: list[Ints], labels: Ints, n_classes: int
) -> list[list[Fitted]]:
    """Return the models with that alternative of each probe that foretells held-out labels."""
    said = labels[np.concatenate(held)]
    alike = 1 / np.maximum(np.bincount(said, minlength=n_classes), 1)[said]

    def right(probe: int, at: int) -> Floats:
        both = zip(models, held, strict=True)
        guess = np.concatenate([fitted[probe][at](rows).argmax(axis=1) for fitted, rows in both])
        return np.asarray(guess == said, np.float64)

    picks = []
    for probe, ways in enumerate(models[0]):
        many = range(len(ways))
        picks.append(chosen([right(probe, at) for at in many], alike, EQUAL) if many[1:] else 0)
    return [[ways[at] for ways, at in zip(one, picks, strict=True)] for one in models]


def _pool_weights(models: list[list[Fitted]], held: list[Ints], labels: Ints) -> Floats:
    """Return the (B,) weights of log-probabilities that make the held-out labels likeliest."""
    from scipy.optimize import minimize

    logs, truth = [], []
    for fitted, rows in zip(models, held, strict=True):
        logs.append(np.stack([probe(rows) for probe in fitted]))
        truth.append(labels[rows])
    log, said = np.concatenate(logs, axis=1), np.concatenate(truth)
    n_probes, n = log.shape[:2]
    if n == 0:
        return np.full(n_probes, 1 / n_probes)
    hit = np.take_along_axis(log, said[None, :, None], axis=2)[:, :, 0].sum(
        axis=1, dtype=np.float64
    )

    def loss(weights: Floats) -> tuple[float, Floats]:
        mixed = np.tensordot(weights.astype(np.float32), log, axes=1)
        top = mixed.max(axis=1, keepdims=True)
        proba = np.exp(mixed - top)
        total = proba.sum(axis=1, keepdims=True)
        proba /= total
        value = float((np.log(total) + top).sum(dtype=np.float64) - weights @ hit)
        slope = np.einsum("bnk,nk->b", log, proba, dtype=np.float64) - hit
        return value / n, slope / n

    start = np.full(n_probes, 1 / n_probes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, 10.0)] * n_probes)
    return np.asarray(found.x)


def _pooled(models: list[list[Fitted]], weights: Floats, rows: Ints) -> Floats:
    used = [(w, probe) for fitted in models for w, probe in zip(weights, fitted, strict=True) if w]
    if not used:
        used = [(1.0, probe) for fitted in models for probe in fitted]
    first = used[0][1](rows)
    mixed = np.zeros_like(first)
    for at, (weight, probe) in enumerate(used):
        mixed += np.float32(weight / len(models)) * (first if at == 0 else probe(rows))
    mixed -= mixed.max(axis=1, keepdims=True)
    np.exp(mixed, out=mixed)
    mixed /= mixed.sum(axis=1, keepdims=True)
    return mixed
