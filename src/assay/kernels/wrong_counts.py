"""How many labels of each class are wrong, and the worst so many of a ranking."""

import numpy as np

from assay.kernels.confident import TOLERANCE, calibrate, confident_counts, thresholds
from assay.kernels.core import surest_first
from assay.kernels.noise import CORE, hold_to_core, noise_matrix
from assay.types import Bools, Floats, Ints

#: Items' worth that each class is drawn towards the pooled error rate.
SHRINKAGE = 10.0


def wrong_counts(
    labels: Ints, predictions: Floats, own: Floats, best: Ints, counts: Ints
) -> Floats:
    """Return (K,) how many of the items given each class are expected to be of another one.

    From confident counts, each class drawn towards the pooled rate and held to the disagreement
    among its surest predictions, so that classes that overlap are not counted as noise. Classes of
    few items have no core of their own: the total is held to the pooled cores of all classes.

    Parameters
    ----------
    labels, predictions
        (n,) and (n, K).
    own, best, counts
        From `survey`.
    """
    cut = np.asarray(thresholds(labels, own, counts) - TOLERANCE)
    joint = calibrate(confident_counts(labels, predictions, best, cut), counts)
    noise = noise_matrix(joint, SHRINKAGE)
    noise = hold_to_core(noise, labels, predictions, best, SHRINKAGE)
    wanted = expected(noise, joint.sum(axis=1), counts)
    most = core_rate(labels, predictions, best) * counts.sum()
    return np.asarray(wanted * min(1.0, most / max(wanted.sum(), 1e-300)))


def core_rate(labels: Ints, predictions: Floats, best: Ints) -> float:
    """Return how often the label is another one among the surest of every predicted class."""
    said = np.flatnonzero(labels >= 0)
    guess = best[said]
    share = surest_first(guess, predictions[said, guess], predictions.shape[1])
    core = share <= CORE
    return float((labels[said][core] != guess[core]).mean()) if core.any() else 1.0


def expected(noise: Floats, prior: Floats, counts: Ints) -> Floats:
    """Return (K,) wrong labels among `counts`, for P(given j | truth k) at [k, j] and (K,) shares.

    Examples
    --------
    >>> noise = np.array([[0.9, 0.1], [0.0, 1.0]])
    >>> expected(noise, np.array([0.5, 0.5]), np.array([45, 55])).round(1).tolist()
    [0.0, 5.0]
    """
    mass = prior[:, None] * noise
    total = np.maximum(mass.sum(axis=0), 1e-300)
    return np.asarray(counts * (1 - np.diagonal(mass) / total).clip(0, 1))


def worst_of_each(score: Floats, labels: Ints, doubtful: Bools, wanted: Floats) -> Bools:
    """Mark the doubtful items of greatest score: as many in all as wanted, most by class.

    A class gives up what it should at least, its count less a standard error (the root of the
    count); the rest is taken from all classes together. So a class of many items is held to its
    own count, while those of a few, whose counts say little one by one, share theirs. Ties go to
    the lower item.

    Parameters
    ----------
    score
        (n,) high is suspect.
    labels
        (n,) class indices, -1 unlabelled.
    doubtful
        (n,) items that may be marked.
    wanted
        (K,) how many of each class.

    Examples
    --------
    >>> score, labels = np.array([0.9, 0.8, 0.7, 0.3, 0.2, 0.1]), np.array([0, 0, 0, 1, 1, 1])
    >>> worst_of_each(score, labels, np.ones(6, bool), np.array([0.2, 3.0])).tolist()
    [True, True, False, True, False, False]
    """
    marked = np.zeros(len(labels), bool)
    items = np.flatnonzero(doubtful & (labels >= 0))
    given = labels[items]
    order = np.lexsort((items, -score[items], given))
    items, given = items[order], given[order]
    first = np.searchsorted(given, given, side="left")
    whole = np.floor((wanted - np.sqrt(wanted)).clip(min=0) + 1e-9)
    chosen = np.arange(len(items)) - first < whole[given]
    marked[items[chosen]] = True
    left = items[~chosen]
    rest = max(0, int(np.round(wanted.sum())) - int(chosen.sum()))
    marked[left[np.lexsort((left, -score[left]))[:rest]]] = True
    return marked
