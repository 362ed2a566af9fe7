"""The noise matrix P(given j | truth k), from confident counts held to what is certain."""

import numpy as np

from assay.kernels.by_class import by_class
from assay.kernels.confident import TOLERANCE, calibrate, confident_counts, survey, thresholds
from assay.types import Floats, Ints

#: Share of each predicted class whose predictions are surest, and the least number of them.
CORE, CORE_LEAST = 0.3, 100


def confident_joint(labels: Ints, predictions: Floats) -> tuple[Ints, Ints, Floats, Ints]:
    """Return calibrated and confident counts (K, K) at [truth, given], own (n,) and best (n,)."""
    own, best, counts = survey(labels, predictions)
    cut = np.asarray(thresholds(labels, own, counts) - TOLERANCE)
    confident = confident_counts(labels, predictions, best, cut)
    return calibrate(confident, counts), confident, own, best


def noise_matrix(joint: Ints, shrinkage: float) -> Floats:
    """Return T (K, K), P(given j | truth k), from counts [truth, given].

    Every row is drawn towards one in which all classes share the pooled error rate, by as much
    as `shrinkage` items weigh.
    """
    classes, total = len(joint), max(int(joint.sum()), 1)
    wrong = (total - np.trace(joint) + 0.5) / (total + 1)
    wrong = float(np.clip(wrong, 1e-6, 1 - 1 / classes))
    pooled = np.full((classes, classes), wrong / (classes - 1))
    np.fill_diagonal(pooled, 1 - wrong)
    noise = joint + (shrinkage + 1e-6) * pooled
    return np.asarray(noise / noise.sum(axis=1, keepdims=True))


def hold_to_core(
    noise: Floats, labels: Ints, predictions: Floats, best: Ints, shrinkage: float
) -> Floats:
    """Return the noise matrix with no class noisier than among the surest of its items.

    Where the predictions are surest, classes overlap least, so that what disagrees there is
    noise; confident counts over all items take overlap for noise as well.
    """
    held = noise.copy()
    said = np.where(labels >= 0, best, np.array(-1, best.dtype))
    counts = np.bincount(said[said >= 0], minlength=len(noise))
    for which, members in by_class(said, counts, 0, len(noise)):
        size = min(len(members), max(CORE_LEAST, int(CORE * len(members))))
        top = predictions[members, which]
        core = members[np.argsort(-top, kind="stable")[:size]]
        seen = np.bincount(labels[core], minlength=len(noise)).astype(float)
        wrong = size - seen[which] + shrinkage * (1 - noise[which, which])
        wrong /= size + shrinkage
        if size < 10 or wrong >= 1 - noise[which, which]:
            continue
        shape = noise[which].copy()
        seen[which] = shape[which] = 0
        shape = seen + 10 * shape / shape.sum()
        held[which] = wrong * shape / shape.sum()
        held[which, which] = 1 - wrong
    return held
