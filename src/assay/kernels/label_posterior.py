"""P(truth | predictions, given label), whatever the predictions were learnt from.

A power of the predictions, u, is taken as P(truth | x) mixed with P(given | x):
q = u ((1 - a) I + a T) says how likely each label is to be *given*, where T[k, j] is
P(given j | truth k). Then z = u ((1 - a) T^-1 + a I) is P(truth | x), and z[k] T[k, given] that
of k given the label. `fit` decides between the two ends: a is 1 for predictions that follow the
truth, 0 for predictions that learnt the noise with the labels. `fit_given` takes the noise as
known and finds the power and the a in between under which the labels are most likely.
"""

from dataclasses import dataclass, replace

import numpy as np

from assay.kernels.by_class import small_ints
from assay.kernels.confident import pieces
from assay.kernels.core import flatness, surest_first
from assay.kernels.noise import confident_joint, hold_to_core, hold_to_surest, noise_matrix
from assay.kernels.sharpness import FLOOR, fit_mixture, powered, thinned
from assay.kernels.truth_model import fit_truth
from assay.types import Array, Floats, Ints

#: P(truth) is raised to this, since solving can make it negative.
LEAST = np.float32(1e-6)
#: Share of labels taken to be wrong where noise can't be told from overlap: a choice, between the
#: few percent of much used test sets and the twenty of a single hurried annotator.
USUAL = 0.08
#: Nats by which following the truth, with one error rate, must explain the labels better than
#: following them.
FREEDOM = 5.0
#: Log-odds beyond this are taken as equal in the ranking.
SURE = 10.0
#: How much the logarithm of P(given) counts beside the log-odds of being wrong in the ranking.
OWN_WEIGHT = 0.2


@dataclass(frozen=True, eq=False)
class LabelFit:
    """What turns predictions into P(label is wrong).

    Parameters
    ----------
    noise
        (K, K) P(given j | truth k) at [k, j].
    power
        The predictions are raised to it.
    follows_truth
        1 if the predictions predict the truth, 0 if they predict the given label, noise and all;
        `fit_given` finds values in between.
    own, best
        (n,) probability of the given label, and the most probable class.
    told
        How much of the noise was seen, from 0 to 1; the rest is taken to be usual.
    """

    noise: Floats
    power: float
    follows_truth: float
    own: Floats
    best: Ints
    told: float = 1.0


def fit(
    labels: Ints, predictions: Floats, shrinkage: float = 10.0, *, learnt: bool = False
) -> LabelFit:
    """Learn whether the predictions follow the truth or the given labels, and the noise.

    Both are fitted. That they follow the truth is believed where it explains the labels better
    by more than its freedom alone would, or where the predictions are known to be `learnt` from
    the labels of other items: those are calibrated for the given label, and the power under
    which they are too unsure of the truth is then the evidence. Otherwise the noise is what
    confident counts say, held to what is seen among the surest items and to the surest that the
    predictions ever are; and where disagreement fades among these, to the usual.
    """
    joint, _, own, best = confident_joint(labels, predictions)
    noise = noise_matrix(joint, shrinkage)
    noise = hold_to_core(noise, labels, predictions, best, shrinkage)
    truth = fit_truth(labels, predictions, noise, 2 * shrinkage)
    if learnt or truth.gain > FREEDOM:
        return LabelFit(truth.noise, truth.power, 1.0, own, best)
    noise = hold_to_surest(noise, labels, predictions, best, truth.other)
    fitted = LabelFit(noise, truth.other, 0.0, own, best)
    told = _told(fitted, labels, predictions)
    return replace(fitted, noise=_drawn_to_usual(noise, told), told=told)


def _told(fitted: LabelFit, labels: Ints, predictions: Floats) -> float:
    """Return how much of the doubt among the surest items overlap can't explain, from 0 to 1.

    Where disagreement fades among the surest items, it is that of classes that overlap, or of
    features that say little, and how much of it is noise can't be told.
    """
    said = np.flatnonzero(labels >= 0)
    if not len(said):
        return 0.0
    best = fitted.best[said]
    sure = sureness(predictions[said], replace(fitted, best=best))
    return flatness(best != labels[said], surest_first(best, sure, len(fitted.noise)), 0.5)


def _drawn_to_usual(noise: Floats, told: float) -> Floats:
    """Return the noise matrix with what wasn't told set to the usual, never more than counted."""
    wrong = 1 - np.diagonal(noise)
    kept = told * wrong + (1 - told) * np.minimum(wrong, USUAL)
    if np.allclose(kept, wrong, rtol=1e-3):
        return noise
    held = noise * (kept / np.maximum(wrong, 1e-12))[:, None]
    np.fill_diagonal(held, 1 - kept)
    return np.asarray(held)


def fit_given(labels: Ints, predictions: Floats, noise: Floats) -> tuple[float, float]:
    """Return power and mixture under which the given labels are most likely, for this noise."""
    said, logs = thinned(labels, predictions)
    if not len(said):
        return 1.0, 1.0
    given = labels[said]
    power, follows, _ = fit_mixture(logs, given, noise.T.astype(np.float32)[given])
    return power, follows


def log_odds_wrong(labels: Ints, predictions: Floats, fitted: LabelFit) -> tuple[Floats, Ints]:
    """Return (n,) log-odds that the label is wrong and (n,) the class that fits better.

    Unlabelled items have log-odds of minus infinity.
    """
    classes = predictions.shape[1]
    odds = np.empty(len(labels), np.float32)
    truth = np.empty(len(labels), small_ints(classes))
    solve = solver(fitted) if fitted.follows_truth < 1 else None
    columns = np.ascontiguousarray(fitted.noise.T, dtype=np.float32)
    for piece in pieces(predictions):
        given = labels[piece]
        logs = np.log(np.maximum(predictions[piece], FLOOR)).astype(np.float32)
        u = powered(logs, fitted.power)
        z = np.maximum(u if solve is None else u @ solve, LEAST)
        rows = np.arange(len(z))
        unlabelled = given < 0
        truth[piece][unlabelled] = z[unlabelled].argmax(axis=1)
        z *= columns[given]
        own = z[rows, given].copy()
        z[rows, given] = 0
        rest = z.sum(axis=1)
        found = np.log(np.maximum(rest, LEAST)) - np.log(np.maximum(own, LEAST))
        other = np.where((found > 0) | (z.max(axis=1) > own), z.argmax(axis=1), given)
        found[unlabelled] = -np.inf
        truth[piece] = np.where(unlabelled, truth[piece], other)
        odds[piece] = found
    return odds, truth


def sureness(predictions: Floats, fitted: LabelFit) -> Floats:
    """Return (n,) the fitted probability that an item is *given* its most probable class."""
    sure = np.empty(len(predictions), np.float32)
    columns = np.ascontiguousarray(fitted.noise.T, dtype=np.float32)
    follows = np.float32(fitted.follows_truth)
    for piece in pieces(predictions):
        logs = np.log(np.maximum(predictions[piece], FLOOR)).astype(np.float32)
        u, best = powered(logs, fitted.power), fitted.best[piece]
        learnt = u[np.arange(len(u)), best]
        sure[piece] = (1 - follows) * learnt + follows * np.einsum("ik,ik->i", u, columns[best])
    return sure


def solver(fitted: LabelFit) -> Array:
    """Return (K, K) what u is multiplied by to give P(truth | x)."""
    noise, follows = fitted.noise, fitted.follows_truth
    try:
        inverse = np.linalg.inv(noise)
    except np.linalg.LinAlgError:
        inverse = np.full_like(noise, np.inf)
    if not np.abs(inverse).max() < 1e3:
        inverse = np.linalg.pinv(noise, rcond=1e-2)
    return np.asarray((1 - follows) * inverse + follows * np.eye(len(noise)), np.float32)


def probability(odds: Floats) -> Floats:
    """Return (n,) the probability of each log-odds."""
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def rankable(odds: Floats, own: Floats) -> Floats:
    """Return (n,) a score in (0, 1) that orders by log-odds and, where these are large, by own."""
    mixed = np.clip(odds, -SURE, SURE) - OWN_WEIGHT * np.log(np.maximum(own, 1e-12))
    return probability(np.asarray(mixed / 4, np.float32))
