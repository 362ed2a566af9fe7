"""How far an answer's own words can be trusted, as one number.

Metrics of what detectors say of themselves: the probability that a label is wrong, the stated
precision and recall. NaN where a detector says nothing of the kind.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.bench.metrics import judged, precision, recall
from assay.results import Flags
from assay.types import Bools, Floats

__all__ = [
    "calibration_error", "certain_flags", "log_loss_wrong", "stated_precision_gap",
    "stated_recall_gap",
]  # fmt: skip

Truth = Mapping[str, Any]

#: Bins of probability, all of one width.
BINS = 15
#: A label is called wrong for certain above this probability.
CERTAIN = 0.95
#: No probability counts as surer than this, so that one bold mistake costs 14 nats at most.
SUREST = 1e-6
NAN = float("nan")


def calibration_error(answer: Flags, truth: Truth) -> float:
    """Return the mean distance of P(wrong) from the share of wrong labels, by bins.

    The bins are of equal width. Wrong labels are few: in bins of equal mass nearly all of them,
    said with .2 or with 1, would lie in the last one, where saying too much of some and too
    little of others cancels out.
    """
    said, wrong = spoken(answer, truth)
    if said is None or not len(said):
        return NAN
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    # |sum of p - sum of wrong| of a bin is its distance times how many items it holds.
    gap = np.bincount(place, said - wrong, BINS)
    return float(np.abs(gap).sum() / len(said))


def log_loss_wrong(answer: Flags, truth: Truth) -> float:
    """Return the mean log loss of P(wrong), in nats an item."""
    said, wrong = spoken(answer, truth)
    if said is None or not len(said):
        return NAN
    right = np.clip(np.where(wrong, said, 1 - said), SUREST, 1)
    return float(-np.log(right).mean())


def certain_flags(answer: Flags, truth: Truth) -> float:
    """Return the share of items said to be wrong with a probability above .95."""
    said, _ = spoken(answer, truth)
    return NAN if said is None or not len(said) else float((said > CERTAIN).mean())


def stated_precision_gap(answer: Flags, truth: Truth) -> float:
    """Return how far the stated precision of the flags is from the true one."""
    known, _ = judged(truth)
    if not answer.flagged[known].any():
        return NAN
    return abs(stated(answer, "precision") - precision(answer, truth))


def stated_recall_gap(answer: Flags, truth: Truth) -> float:
    """Return how far the stated recall of the flags is from the true one."""
    _, wrong = judged(truth)
    return abs(stated(answer, "recall") - recall(answer, truth)) if wrong.any() else NAN


def stated(answer: Flags, name: str) -> float:
    """Return what the flags say of themselves on all items, NaN where they don't."""
    told = next((one for one in answer.measured if one.kind == "all"), None)
    return NAN if told is None else float(getattr(told, name)[0])


def spoken(answer: Flags, truth: Truth) -> tuple[Floats | None, Bools]:
    """Return P(wrong) of the items that somebody judged, and which of them are wrong."""
    known, wrong = judged(truth)
    if answer.p_wrong is None:
        return None, wrong
    return np.asarray(answer.p_wrong, np.float64)[known], wrong
