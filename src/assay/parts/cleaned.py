"""What a model that didn't learn from suspicious labels makes of the items."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.by_class import by_class
from assay.kernels.label_posterior import fit, log_odds_wrong
from assay.parts.predictions import out_of_fold, probes_of
from assay.parts.probes import Given
from assay.types import Floats, Ints

#: Rounds of leaving suspects out, and from how many items on one does.
ROUNDS, MANY = 2, 20_000
#: Share of each class that is left out at most.
MOST = 0.5


def cleaned(
    labels: Ints,
    classes: Sequence[str],
    features: Floats,
    folds: Ints,
    predictions: Floats,
    codes: Floats | None = None,
    words: Any = None,
    neighbours: Neighbours | None = None,
    smoothed: Any = None,
    claims: Any = None,
    workers: int | None = None,
    *,
    learnt: bool = False,
) -> Floats:
    """Return (n, K) probabilities of the true class, out of fold, by models without suspects.

    Labels that are more likely wrong than right are left out and predictions made again, twice
    (once from 20,000 items on); the two are pooled. An item's own label enters only through which
    labels of *other* items were thought suspicious. Predictions that were given, not learnt here,
    are one more opinion.

    Parameters
    ----------
    labels, classes, features, folds, codes, words, neighbours, smoothed, claims, workers
        As for `predictions`.
    predictions
        (n, K) of the given labels, out of sample.
    learnt
        The predictions were made here.
    """
    n_classes = len(classes)
    probes = probes_of(len(labels), n_classes, features, codes, words, neighbours, smoothed, claims)
    if not learnt:
        probes.append(Given(predictions))
    pooled: Floats | None = None
    rounds = ROUNDS if len(labels) < MANY else 1
    for _ in range(rounds):
        kept = without_suspects(labels, predictions, learnt=learnt)
        predictions = out_of_fold(probes, kept, folds, n_classes, workers)
        learnt = True
        if pooled is None:
            pooled = predictions.copy()
        else:
            pooled *= predictions
    if pooled is None:
        return predictions
    np.power(pooled, 1 / rounds, out=pooled)
    pooled /= pooled.sum(axis=1, keepdims=True)
    return pooled


def without_suspects(labels: Ints, predictions: Floats, *, learnt: bool) -> Ints:
    """Return (n,) labels with -1 where they are likely wrong, at most half of each class."""
    odds, _ = log_odds_wrong(labels, predictions, fit(labels, predictions, learnt=learnt))
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
