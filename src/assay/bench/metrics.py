"""How good an answer is, as one number.

A metric names what it needs: the `answer`, the `truth`, the first peer's answer as `reference`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.posterior import Posterior
from assay.results import Estimate, Flags
from assay.types import Bools, Floats

__all__ = [
    "accuracy", "auroc", "average_precision", "bias", "covered", "f1", "false_flag_rate",
    "precision", "recall", "same_flags", "same_labels", "width", "worst_class_false_flags",
]  # fmt: skip

Truth = Mapping[str, Any]

#: Right labels a class must have for its false flags to be counted: of fewer, one is a large share.
FEWEST = 30


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
    if "labels" not in truth:
        return float("nan")
    right = (np.asarray(truth["errors"]) == 0) & (np.asarray(truth["labels"]) >= 0)
    classes = np.asarray(truth["labels"])[right]
    items = np.bincount(classes)
    flagged = np.bincount(classes, answer.flagged[right], len(items))
    share = flagged[items >= FEWEST] / items[items >= FEWEST]
    return float(share.max(initial=-1)) if len(share) else float("nan")


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


def same_labels(answer: Posterior, reference: Posterior | None) -> float:
    """Return the share of items given the same class as by the first peer."""
    return float("nan") if reference is None else float((answer.labels == reference.labels).mean())


def covered(answer: Estimate, truth: Truth) -> float:
    """Return 1 where the interval holds the true rate, else 0."""
    return float(answer.low <= truth["rate"] <= answer.high)


def width(answer: Estimate) -> float:
    """Return the width of the interval."""
    return float(answer.high - answer.low)


def bias(answer: Estimate, truth: Truth) -> float:
    """Return the estimate less the true rate."""
    return float(answer.value) - float(truth["rate"])
