"""Probabilities by networks that were stopped early and never saw the item."""

from itertools import product
from typing import Any

import numpy as np

from assay.engine import map_shards
from assay.kernels.dynamics.head import Head, Table, plan, train
from assay.kernels.dynamics.repeated import FOLDS, deal
from assay.types import Floats, Ints

#: Part of the usual epochs that counts as early, and cells of a piece.
EARLY, PIECE = 3, 1 << 22


def early_probabilities(
    table: Table, codes: Ints, n_classes: int, repeats: int, seed: int, workers: int | None
) -> Floats:
    """Return (n, K) float32 mean probabilities of all classes, over early epochs and repeats.

    Parameters
    ----------
    table, codes
        Features and (n,) classes, both in canonical order.
    repeats
        Cross-validations, each with folds of its own.
    """
    n = len(codes)
    epochs = max(1, plan(n)[1] // EARLY)
    folds = [deal(np.random.default_rng([seed, turn]), n) for turn in range(repeats)]

    def held_out(which: tuple[int, int]) -> tuple[Ints, Floats]:
        turn, fold = which
        held = np.flatnonzero(folds[turn] == fold)
        learnt = np.flatnonzero(folds[turn] != fold)
        total = np.zeros((len(held), n_classes), np.float32)

        def watch(head: Head) -> None:
            add_probabilities(head, table, table.order[held], total)

        start = [seed, turn, fold]
        train(table, table.order[learnt], codes[learnt], n_classes, start, epochs, watch)
        return held, total

    proba = np.zeros((n, n_classes), np.float32)
    every = list(product(range(repeats), range(FOLDS)))
    for held, total in map_shards(held_out, every, workers):
        proba[held] += total
    proba /= np.maximum(proba.sum(axis=1, keepdims=True), np.float32(1e-12))
    return proba


def add_probabilities(head: Head, table: Table, items: Ints, total: Any) -> None:
    """Add (m, K) what the head makes of some items."""
    step = max(1, PIECE // max(1, total.shape[1] + table.rows.shape[1]))
    for start in range(0, len(items), step):
        logits = head.logits(table.take(items[start : start + step]))
        logits -= logits.max(axis=1, keepdims=True)
        np.exp(logits, out=logits)
        logits /= logits.sum(axis=1, keepdims=True)
        total[start : start + step] += logits
