"""Worlds in which the truth, the noise and what the predictions know of both are drawn.

Every item has K scores, normal around 0 but for its true class, where they are around `signal`;
from them P(truth | item) follows exactly. The four worlds differ in what the predictions make
of it: *calibrated* is that probability itself, *underconfident* and *overconfident* flatten and
sharpen it, *learnt-noise* is P(label | item), as from a model that fits the labels' mistakes.
"""

import numpy as np

from assay.bench.problem import Problem
from assay.errors import SettingError
from assay.types import Floats, Ints

#: World -> power that probabilities are raised to.
SHARPNESS = {"calibrated": 1.0, "underconfident": 0.5, "overconfident": 2.0, "learnt-noise": 1.0}
#: Probabilities made together.
PIECE = 1 << 22


def world(
    seed: int,
    items: int = 20_000,
    classes: int = 10,
    noise: float = 0.1,
    signal: float = 2.5,
    kind: str = "calibrated",
    imbalance: float = 1.0,
    gold: int = 0,
    suspects: float = 0.0,
    power: float = 1.0,
) -> Problem:
    """Return labels and float32 predictions; `exact` is for the contender `oracle` alone.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    items, classes
        How many.
    noise
        Chance that a label is changed, half of it to the next class, half to any other.
    signal
        How far the score of the true class stands out, in standard deviations.
    kind
        calibrated, underconfident, overconfident or learnt-noise.
    imbalance
        The commonest class is so many times as common as the rarest.
    gold
        How many items, drawn at random, come with the truth in `gold`.
    suspects
        Share of those that are drawn among labels that the predictions contradict.
    power
        What the predictions are raised to besides, before they learn any noise.
    """
    if kind not in SHARPNESS:
        raise SettingError("world", f"kind must be one of {', '.join(SHARPNESS)}", got=repr(kind))
    random = np.random.default_rng(seed)
    prior = np.geomspace(imbalance, 1, classes)
    prior /= prior.sum()
    matrix = transition(classes, noise)
    truth = random.choice(classes, items, p=prior)
    labels = draw(matrix, truth, random)
    predictions, exact = np.empty((items, classes), np.float32), np.empty(items)
    step = max(1, PIECE // classes)
    for start in range(0, items, step):
        piece = slice(start, min(items, start + step))
        score = scores(truth[piece], prior, signal, random)
        exact[piece] = wrong(softmax(score.copy()), labels[piece], matrix)
        score *= np.float32(power * SHARPNESS[kind])
        proba = softmax(score)
        predictions[piece] = proba @ matrix if kind == "learnt-noise" else proba
    given = {"labels": labels, "predictions": predictions, "exact": exact}
    if gold:
        doubted = np.flatnonzero(predictions.argmax(axis=1) != labels)
        first = random.permutation(doubted)[: round(suspects * gold)] if suspects else doubted[:0]
        rest = np.setdiff1d(np.arange(items), first) if suspects else items
        checked = np.append(first, random.choice(rest, gold - len(first), replace=False))
        given["gold"] = np.full(items, -1)
        given["gold"][checked] = truth[checked]
    errors = (labels != truth).astype(int)
    told = {"errors": errors, "labels": truth, "rate": float(errors.mean())}
    return Problem(given, told, size=predictions.nbytes)


def transition(classes: int, noise: float) -> Floats:
    """Return (K, K) P(label j | truth k) at [k, j], float32."""
    even = noise / 2 / (classes - 1)
    matrix = np.full((classes, classes), even)
    np.fill_diagonal(matrix, 1 - noise)
    here = np.arange(classes)
    matrix[here, (here + 1) % classes] += noise / 2
    return matrix.astype(np.float32)


def draw(matrix: Floats, truth: Ints, random: np.random.Generator) -> Ints:
    """Return (n,) a label for every item, from the row of its true class."""
    edges = matrix.astype(float).cumsum(axis=1)
    edges[:, -1] = np.inf
    order = np.argsort(truth, kind="stable")
    chance, labels = random.random(len(truth)), np.empty(len(truth), np.int64)
    for which, members in enumerate(np.split(order, np.cumsum(np.bincount(truth))[:-1])):
        labels[members] = np.searchsorted(edges[which], chance[members], side="right")
    return labels


def scores(truth: Ints, prior: Floats, signal: float, random: np.random.Generator) -> Floats:
    """Return (m, K) log P(truth | item) up to a number an item, float32."""
    score = random.standard_normal((len(truth), len(prior)), np.float32)
    score[np.arange(len(truth)), truth] += np.float32(signal)
    score *= np.float32(signal)
    score += np.log(prior).astype(np.float32)
    return score


def softmax(score: Floats) -> Floats:
    """Return rows that add up to one, in place of their logarithms."""
    score -= score.max(axis=1, keepdims=True)
    np.exp(score, out=score)
    score /= score.sum(axis=1, keepdims=True)
    return score


def wrong(proba: Floats, labels: Ints, matrix: Floats) -> Floats:
    """Return (m,) P(the label is wrong | item, label), by P(truth | item) and the noise."""
    rows = np.arange(len(labels))
    each = np.einsum("nk,kn->n", proba, matrix[:, labels], dtype=np.float64)
    right = proba[rows, labels] * matrix[labels, labels].astype(np.float64)
    return np.asarray(1 - right / np.maximum(each, 1e-300))
