"""Which items to learn from, and how much: scores in, weights in [0, 1] out."""

import numpy as np

from assay.kernels.dynamics.mixture import high, two_parts
from assay.types import Bools, Floats, Ints


def smallest(score: Floats, share: float) -> Bools:
    """Return (m,) which items have the smallest scores, a share of all; ties by index.

    >>> smallest(np.array([0.3, 0.1, 0.2, 0.9]), 0.5).tolist()
    [False, True, True, False]
    """
    chosen = np.zeros(len(score), bool)
    chosen[np.argsort(score, kind="stable")[: round(share * len(score))]] = True
    return chosen


def smallest_by_class(score: Floats, labels: Ints, share: float) -> Bools:
    """Return (m,) which items have the smallest scores of their class, a share of each class."""
    order = np.lexsort((np.arange(len(score)), score, labels))
    counts = np.bincount(labels[labels >= 0], minlength=int(labels.max(initial=0)) + 1)
    chosen = np.zeros(len(score), bool)
    start = int((labels < 0).sum())
    first = start + np.cumsum(counts) - counts
    place = np.empty(len(score), np.int64)
    place[order] = np.arange(len(score))
    known = labels >= 0
    rank = place[known] - first[labels[known]]
    chosen[known] = rank < np.round(share * counts[labels[known]])
    return chosen


def largest_by_class(score: Floats, guess: Ints, share: float) -> Bools:
    """Return (m,) which items have the largest scores of their guessed class, a share of each."""
    return smallest_by_class(-score, guess, share)


def clean_chance(score: Floats, by: Ints | None = None) -> Floats:
    """Return (n,) P(an item is of the lower of two clusters of a score), by a mixture of two.

    Of each class by itself, given `by` (n,); a class of fewer than 20 items goes by all together.
    Where all scores are alike, every item is clean.
    """
    if not len(score) or np.ptp(score) <= 0:
        return np.ones(len(score))
    group = np.zeros(len(score), np.int64) if by is None else by
    return np.asarray(1 - high(score, group, two_parts(score, group, int(group.max()) + 1)))
