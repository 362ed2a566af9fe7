"""Further orders of the queue: for the estimate, for the model, by what mistakes cost."""

from typing import TYPE_CHECKING

import numpy as np

from assay.kernels.asking.drawing import drawn, interleaved
from assay.kernels.asking.label_tree import from_confusion, from_names, steps
from assay.types import Array, Floats, Ints

if TYPE_CHECKING:
    from assay.review.building import Known

#: One of so many items of the mixed order is drawn at random.
EVERY = 5
#: Classes beyond which no tree of them is made from what is confused.
MOST_CLASSES = 2000
#: What is assumed where no detector could say how probably a label is wrong.
UNTOLD = 0.1

TITLES = {
    "mixed": (
        "Likely wrong, some at random",
        "As the most likely wrong, but every fifth item is drawn at random: nearly as many errors, "
        "and the board can tell the share that is wrong.",
    ),
    "estimate": (
        "For the error rate",
        "Drawn at random, doubtful labels more often, by chances that are known: tells the share "
        "that is wrong from the fewest reviews.",
    ),
    "model": (
        "For the model",
        "Labels that are likely wrong and plain to judge, first those that sway many neighbours: "
        "each correction helps a model most.",
    ),
    "costly": (
        "Costliest mistakes",
        "By the probability of being wrong times how far the better label is in the tree of "
        "labels: mistakes between distant classes come first.",
    ),
}  # fmt: skip


def ranks(known: "Known") -> dict[str, Ints]:
    """Return rows, best first, for each order that can be made of what is known."""
    from assay.review.ranking import likely

    p_wrong, score = (np.asarray(part, np.float64) for part in (known.p_wrong, known.score))
    labelled = _labelled(known)
    first = likely(np.where(labelled, p_wrong, np.nan), score)
    doubt = np.where(np.isfinite(p_wrong), p_wrong, UNTOLD).clip(0, 1)
    draw = drawing(first, doubt, labelled, known.seed)
    found = {"mixed": interleaved(first, draw, EVERY), "estimate": draw}
    sway = None
    if not known.light and known.parts.can("neighbours"):
        sway = swayed(known.parts["neighbours"].index)
    if sway is not None or known.parts.kept("predictions"):
        proba = known.parts["predictions"] if known.parts.kept("predictions") else None
        found["model"] = _placed(for_model(doubt, proba, sway), first, labelled)
    far = _distance(known)
    if far is not None:
        found["costly"] = _placed(doubt * far, first, labelled)
    return {name: rows.astype(np.int32) for name, rows in found.items()}


def drawing(first: Ints, doubt: Floats, labelled: Array, seed: int) -> Ints:
    """Return rows in the order they are drawn for the estimate; the unlabelled come last."""
    ranked = first[labelled[first]]
    return np.concatenate([drawn(ranked, doubt, seed), first[~labelled[first]]])


def for_model(doubt: Floats, proba: Floats | None, sway: Floats | None) -> Floats:
    """Return (n,) how much a model may gain where a label is put right.

    The probability that it is wrong, less where the item is ambiguous, more where many items have
    it for a neighbour.
    """
    gain = doubt.copy()
    if proba is not None and proba.shape[1] > 1:
        gain *= 1 - _entropy(proba) / np.log(proba.shape[1]) / 2
    if sway is not None:
        gain *= sway
    return gain


def swayed(index: Ints) -> Floats:
    """Return (n,) the root of how often an item is a neighbour of others, and once itself."""
    times = np.bincount(index.ravel()[index.ravel() >= 0], minlength=len(index))
    return np.asarray(np.sqrt(1.0 + times))


def _entropy(proba: Floats, piece: int = 1 << 16) -> Floats:
    """Return (n,) the entropy of each row, in nats, some rows at a time."""
    found = np.empty(len(proba))
    for start in range(0, len(proba), piece):
        rows = np.asarray(proba[start : start + piece], np.float32)
        found[start : start + piece] = -(rows * np.log(np.maximum(rows, 1e-30))).sum(axis=1)
    return found


def _distance(known: "Known") -> Floats | None:
    """Return (n,) how far the better label is, in links or numbers; None where nothing tells."""
    given, better = np.asarray(known.given), np.asarray(known.suggested)
    if known.truth == "number":
        return np.asarray(np.nan_to_num(np.abs(better - given)))
    if known.truth not in ("one_of", "ordered") or len(known.dataset.classes) < 3:
        return None
    classes = known.dataset.classes
    if known.truth == "ordered":
        there = (given >= 0) & (better >= 0)
        return np.asarray(np.where(there, np.abs(better - given), 0), np.float64)
    tree = from_names(classes)
    if tree is None and len(classes) <= MOST_CLASSES:
        both = (given >= 0) & (better >= 0)
        k = len(classes)
        pairs = np.bincount(given[both] * k + better[both], minlength=k * k)
        tree = from_confusion(pairs.reshape(k, k).astype(float))
    return None if tree is None else steps(tree, given, better)


def _labelled(known: "Known") -> Array:
    if "labelled" in known.arrays:
        return np.asarray(known.arrays["labelled"])
    p_wrong = np.asarray(known.p_wrong)
    if np.isfinite(p_wrong).any():
        return np.asarray(np.isfinite(p_wrong))
    given = np.asarray(known.given)
    if len(given) != len(p_wrong):
        return np.ones(len(p_wrong), bool)
    return np.asarray(np.isfinite(given) if known.truth == "number" else given >= 0)


def _placed(gain: Floats, first: Ints, labelled: Array) -> Ints:
    """Return rows, highest gain first; equals as in the ranking, the unlabelled last."""
    held = np.where(labelled, gain, -1.0)[first]
    return np.asarray(first[np.argsort(-held, kind="stable")])
