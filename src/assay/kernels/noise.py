"""The noise matrix P(given j | truth k), from confident counts held to what is certain."""

import numpy as np

from assay.kernels.by_class import by_class
from assay.kernels.confident import TOLERANCE, calibrate, confident_counts, survey, thresholds
from assay.kernels.sharpness import FLOOR, golden_section, powered
from assay.types import Floats, Ints

#: Share of each predicted class whose predictions are surest, and the least number of them.
CORE, CORE_LEAST = 0.3, 100
#: Share of each predicted class that says how sure predictions ever are, and the least number.
SUREST, SUREST_LEAST = 0.01, 20


def confident_joint(labels: Ints, predictions: Floats) -> tuple[Ints, Ints, Floats, Ints]:
    """Return calibrated and confident counts (K, K) at [truth, given], own (n,) and best (n,)."""
    own, best, counts = survey(labels, predictions)
    cut = np.asarray(thresholds(labels, own, counts) - TOLERANCE)
    confident = confident_counts(labels, predictions, best, cut)
    return calibrate(confident, counts), confident, own, best


def noise_matrix(joint: Ints, shrinkage: float) -> Floats:
    """Return T (K, K), P(given j | truth k), from counts [truth, given].

    Every class's error rate is drawn towards the pooled one by as much as `shrinkage` items
    weigh. How its mistakes are shared out is drawn towards all other classes alike, as far as
    the classes together say that mistakes are so (`evenness`).
    """
    classes, total = len(joint), max(int(joint.sum()), 1)
    right, count = joint.diagonal(), joint.sum(axis=1)
    pooled = (total - right.sum() + 0.5) / (total + 1)
    pooled = float(np.clip(pooled, 1e-6, 1 - 1 / classes))
    weight = shrinkage + 1e-6
    wrong = (count - right + weight * pooled) / (count + weight)
    # A cell less one: an item alone in its cell says nothing of how others are labelled.
    off = np.maximum(joint - 1.0, 0) + evenness(joint) / (classes - 1)
    np.fill_diagonal(off, 0)
    noise = off * (wrong / off.sum(axis=1))[:, None]
    np.fill_diagonal(noise, 1 - wrong)
    return np.asarray(noise)


def evenness(joint: Ints) -> float:
    """Return how many mistakes' worth each class's mistakes are shared out alike.

    The concentration of the Dirichlet distribution that makes the counts of mistakes, row by
    row, most likely (Dirichlet-multinomial): small where every class is taken for few others.
    """
    from scipy.special import gammaln

    classes = len(joint)
    if classes < 3:
        return 1.0
    cells, often = np.unique(joint[~np.eye(classes, dtype=bool)], return_counts=True)
    rows = joint.sum(axis=1) - joint.diagonal()

    def loss(log: float) -> float:
        total, each = np.exp(log), np.exp(log) / (classes - 1)
        by_row = gammaln(total) - gammaln(rows + total)
        return -float(by_row.sum() + often @ (gammaln(cells + each) - gammaln(each)))

    return float(np.exp(golden_section(loss, np.log(0.1), np.log(1e3 * classes))))


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


def hold_to_surest(
    noise: Floats, labels: Ints, predictions: Floats, best: Ints, power: float
) -> Floats:
    """Return the noise matrix with no class noisier than its surest predictions leave room for.

    Predictions that follow the given labels, noise and all, are never surer of a class than its
    labels are right: P(given k | x) is at most P(given k | truth k), and where it is greatest,
    P(given | x) is the row of the noise matrix itself (anchor points).
    """
    said = np.where(labels >= 0, best, np.array(-1, best.dtype))
    counts = np.bincount(said[said >= 0], minlength=len(noise))
    held = noise.copy()
    for which, members in by_class(said, counts, 0, len(noise)):
        size = max(SUREST_LEAST, int(SUREST * len(members)))
        if len(members) < size:
            continue
        top = members[np.argsort(-predictions[members, which], kind="stable")[:size]]
        sure = powered(np.log(np.maximum(predictions[top], FLOOR)).astype(np.float32), power)
        row = sure.mean(axis=0, dtype=float)
        if row[which] > noise[which, which]:
            held[which] = row
    return held
