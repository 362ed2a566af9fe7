"""How good an answer is, as one number.

A metric names what it needs: the `answer`, the `truth`, the first peer's answer as `reference`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.posterior import Posterior
from assay.results import Estimate, Flags
from assay.types import Bools, Floats, Ints

__all__ = [
    "accuracy",
    "apart",
    "auroc",
    "average_precision",
    "bias",
    "confidence_gap",
    "covered",
    "distance",
    "f1",
    "false_flag_rate",
    "log_loss",
    "noise_distance",
    "precision",
    "recall",
    "same_flags",
    "same_labels",
    "second_accuracy",
    "top_two_accuracy",
    "value",
    "width",
    "worst_class_false_flags",
    "worst_slice_false_flags",
    "worst_slice_recall",
]  # fmt: skip

Truth = Mapping[str, Any]

#: Right and wrong labels a group must have to be counted: of fewer, one is a large share.
FEWEST = (30, 10)


def judged(truth: Truth) -> tuple[Bools, Bools]:
    """Return which items somebody judged, and which of those are wrong."""
    errors = np.asarray(truth["errors"])
    known = errors >= 0
    return known, errors[known] > 0


def average_precision(answer: Flags, truth: Truth) -> float:
    """Return the mean over the errors of the precision at each, most suspicious first.

    Ties count as one step, as in scikit-learn.
    """
    known, wrong = judged(truth)
    score: Floats = np.asarray(answer.score, np.float64)[known]
    if not wrong.any():
        return float("nan")
    order = np.argsort(-score, kind="stable")
    hits, ends = np.cumsum(wrong[order]), np.flatnonzero(np.diff(score[order], append=-np.inf))
    rise = np.diff(hits[ends], prepend=0)
    return float((rise * hits[ends] / (ends + 1)).sum() / hits[-1])


def auroc(answer: Flags, truth: Truth) -> float:
    """Return the chance that a wrong label is more suspicious than a right one; ties count half."""
    from scipy.stats import rankdata

    known, wrong = judged(truth)
    bad, good = int(wrong.sum()), int((~wrong).sum())
    if not bad or not good:
        return float("nan")
    above = rankdata(np.asarray(answer.score, np.float64)[known])[wrong].sum() - bad * (bad + 1) / 2
    return float(above / bad / good)


def precision(answer: Flags, truth: Truth) -> float:
    """Return the share of the flagged that are wrong; 0 where nothing is flagged."""
    known, wrong = judged(truth)
    flagged = answer.flagged[known]
    return float((flagged & wrong).sum() / max(1, flagged.sum()))


def recall(answer: Flags, truth: Truth) -> float:
    """Return the share of the wrong that are flagged."""
    known, wrong = judged(truth)
    return float((answer.flagged[known] & wrong).sum() / max(1, wrong.sum()))


def f1(answer: Flags, truth: Truth) -> float:
    """Return the harmonic mean of precision and recall."""
    known, wrong = judged(truth)
    flagged = answer.flagged[known]
    return float(2 * (flagged & wrong).sum() / max(1, flagged.sum() + wrong.sum()))


def false_flag_rate(answer: Flags, truth: Truth) -> float:
    """Return the share of the right that are flagged."""
    known, wrong = judged(truth)
    if wrong.all():
        return float("nan")
    return float(answer.flagged[known][~wrong].mean())


def worst_class_false_flags(answer: Flags, truth: Truth) -> float:
    """Return the largest share of right labels of one class that are flagged.

    Classes of fewer than 30 right labels are left out.
    """
    share = rates(answer, truth, "labels", 0)
    return float(share.max()) if len(share) else float("nan")


def worst_slice_false_flags(answer: Flags, truth: Truth) -> float:
    """Return the largest share of right labels of one slice that are flagged."""
    share = rates(answer, truth, "slices", 0)
    return float(share.max()) if len(share) else float("nan")


def worst_slice_recall(answer: Flags, truth: Truth) -> float:
    """Return the smallest share of wrong labels of one slice that are flagged.

    Slices of fewer than 10 wrong labels are left out.
    """
    share = rates(answer, truth, "slices", 1)
    return float(share.min()) if len(share) else float("nan")


def rates(answer: Flags, truth: Truth, by: str, wrong: int) -> Floats:
    """Return the share that is flagged of the right (0) or the wrong (1) labels of each group."""
    if by not in truth:
        return np.empty(0)
    group = np.asarray(truth[by])
    here = (np.asarray(truth["errors"]) == wrong) & (group >= 0)
    items = np.bincount(group[here])
    flagged = np.bincount(group[here], answer.flagged[here], len(items))
    enough = items >= FEWEST[wrong]
    return np.asarray(flagged[enough] / items[enough])


def same_flags(answer: Flags, reference: Flags | None) -> float:
    """Return the share of items flagged as the first peer does."""
    if reference is None:
        return float("nan")
    return float((answer.flagged == reference.flagged).mean())


def accuracy(answer: Posterior, truth: Truth) -> float:
    """Return the share of items whose most probable class is the true one."""
    labels = np.asarray(truth["labels"])
    known = labels >= 0
    return float((answer.labels[known] == labels[known]).mean())


def log_loss(answer: Posterior, truth: Truth) -> float:
    """Return the mean negative log probability of the true class, in nats, of at least 1e-10."""
    labels = np.asarray(truth["labels"])
    known = np.flatnonzero(labels >= 0)
    return float(-np.log(np.maximum(answer.proba[known, labels[known]], 1e-10)).mean())


def confidence_gap(answer: Posterior, truth: Truth) -> float:
    """Return the expected calibration error of the label's probability, in fifteen bins."""
    labels = np.asarray(truth["labels"])
    known = labels >= 0
    sure = np.asarray(answer.proba.max(axis=1), np.float64)[known]
    right = (answer.labels == labels)[known]
    place = np.minimum((sure * 15).astype(int), 14)
    gap = np.abs(np.bincount(place, sure - right, 15))
    return float(gap.sum() / max(len(sure), 1))


def same_labels(answer: Posterior, reference: Posterior | None) -> float:
    """Return the share of items given the same class as by the first peer."""
    return float("nan") if reference is None else float((answer.labels == reference.labels).mean())


def second_accuracy(answer: Posterior, truth: Truth) -> float:
    """Return the share of items whose second most probable class is the true second answer."""
    known = np.asarray(truth["second"]) >= 0
    return float((_second(answer) == truth["second"])[known].mean())


def top_two_accuracy(answer: Posterior, truth: Truth) -> float:
    """Return the share of items whose two most probable classes are the true ones, in order."""
    known = (np.asarray(truth["labels"]) >= 0) & (np.asarray(truth["second"]) >= 0)
    both = (answer.labels == truth["labels"]) & (_second(answer) == truth["second"])
    return float(both[known].mean())


def _second(answer: Posterior) -> Ints:
    """Return (n,) the most probable class but the label, the first among equals."""
    rest = np.array(answer.proba)
    rest[np.arange(len(rest)), answer.labels] = -1
    return np.asarray(rest.argmax(axis=1))


def apart(answer: Posterior, reference: Posterior | None) -> float:
    """Return how far any probability is from the first peer's at most."""
    if reference is None:
        return float("nan")
    return float(np.abs(np.asarray(answer.proba) - reference.proba).max(initial=0))


def covered(answer: Estimate, truth: Truth) -> float:
    """Return 1 where the interval holds the true rate, else 0; of several, where all do."""
    rate = np.asarray(truth["rate"])
    return float(np.all((answer.low <= rate) & (rate <= answer.high)))


def value(answer: Estimate) -> float:
    """Return the estimate itself."""
    return float(answer.value)


def distance(answer: Estimate, truth: Truth) -> float:
    """Return how far the estimate is from the true rate; of several, on the mean."""
    return float(np.abs(np.asarray(answer.value) - np.asarray(truth["rate"])).mean())


def noise_distance(answer: Estimate, truth: Truth) -> float:
    """Return how far the cells of the noise matrix are from the true shares, on the mean."""
    return float(np.abs(answer.value - truth["noise"]).mean())


def width(answer: Estimate) -> float:
    """Return the width of the interval, of several their mean."""
    return float(np.mean(answer.high - answer.low))


def bias(answer: Estimate, truth: Truth) -> float:
    """Return the estimate less the true rate."""
    return float(answer.value) - float(truth["rate"])
