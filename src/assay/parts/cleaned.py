"""What a model that didn't learn from suspicious labels makes of the items."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.by_class import by_class
from assay.kernels.label_posterior import LabelFit, fit, log_odds_wrong
from assay.parts.predictions import out_of_fold, probes_of
from assay.types import Floats, Ints

#: From so many items on suspects are left out once, not twice.
MANY = 20_000
#: Share of each class that is left out at most.
MOST = 0.5


def cleaned(
    labels: Ints,
    classes: Sequence[str],
    features: Floats,
    folds: Ints,
    predictions: Floats,
    label_fit: LabelFit,
    codes: Floats | None = None,
    words: Any = None,
    neighbours: Neighbours | None = None,
    smoothed: Any = None,
    claims: Any = None,
    workers: int | None = None,
) -> Floats:
    """Return (n, K) probabilities of the true class, out of fold, by models without suspects.

    Labels that are more likely wrong than right are left out and predictions made again, twice
    (once from 20,000 items on); the two are pooled. An item's own label enters only through which
    labels of *other* items were thought suspicious.

    Parameters
    ----------
    labels, classes, features, folds, codes, words, neighbours, smoothed, claims, workers
        As for `predictions`.
    predictions, label_fit
        (n, K) of the given labels, out of sample, and what turns them into suspects.
    """
    n_classes = len(classes)
    probes = probes_of(len(labels), n_classes, features, codes, words, neighbours, smoothed, claims)
    kept = without_suspects(labels, predictions, label_fit)
    first = out_of_fold(probes, kept, folds, n_classes, workers)
    if len(labels) >= MANY:
        return first
    kept = without_suspects(labels, first, fit(labels, first, learnt=True))
    pooled = np.sqrt(first * out_of_fold(probes, kept, folds, n_classes, workers))
    pooled /= pooled.sum(axis=1, keepdims=True)
    return pooled


def without_suspects(labels: Ints, predictions: Floats, label_fit: LabelFit) -> Ints:
    """Return (n,) labels with -1 where they are likely wrong, at most half of each class."""
    odds, _ = log_odds_wrong(labels, predictions, label_fit)
    kept = labels.copy()
    suspect = np.where(odds > 0, labels, -1)
    counts = np.bincount(labels[labels >= 0], minlength=predictions.shape[1])
    doubted = np.bincount(suspect[suspect >= 0], minlength=len(counts))
    for which, members in by_class(suspect, doubted, 0, len(counts)):
        most = int(MOST * counts[which])
        if len(members) > most:
            members = members[np.argsort(-odds[members], kind="stable")[:most]]
        kept[members] = -1
    return kept
