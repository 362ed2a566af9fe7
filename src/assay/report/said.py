"""What an item was given, and what would be better, in words: a class, tags or a number."""

import numpy as np

from assay.report.plain import word
from assay.report.run import AuditRun
from assay.types import Bools

#: Digits of a number in words.
DIGITS = 6


def kind(run: AuditRun) -> str:
    """Return the kind of truth the labels are about."""
    return run.dataset.evidence.truth.kind


def labelled(run: AuditRun) -> Bools:
    """Return (n,) the items of which anything was said that was judged."""
    evidence = run.dataset.evidence
    if evidence.truth.kind in ("one_of", "ordered"):
        return np.asarray(run.dataset.labels >= 0)
    return np.asarray(np.bincount(evidence.item, minlength=evidence.n_items) > 0)


def given(run: AuditRun, item: int) -> str | None:
    """Return what the item was given; None for nothing, "no tag" for an empty set."""
    match kind(run):
        case "number":
            value = run.parts["numbers"][item]
            return f"{value:.{DIGITS}g}" if np.isfinite(value) else None
        case "any_of":
            row, names = run.parts["tags"][item], run.dataset.classes
            had = [names[k] for k in np.flatnonzero(row == 1)]
            return word(", ".join(had) or "no tag") if (row >= 0).any() else None
    label = int(run.dataset.labels[item])
    return word(run.dataset.classes[label]) if label >= 0 else None


def better(run: AuditRun, item: int) -> str | None:
    """Return what fits better: a class, the number expected, or tags as "+missing, -doubtful".

    For tags of which none is to be changed it is what was given.
    """
    if run.final is None:
        return None
    match kind(run):
        case "number":
            return f"{run.final.values['expected'][item]:.4g}"
        case "any_of":
            return word(run.final.values["changes"][item]) or given(run, item)
    return word(run.dataset.classes[run.final.suggested[item]])


def units(run: AuditRun) -> str:
    """Return what the error rate is a share of, where that isn't the labels: "" or words."""
    if kind(run) != "any_of":
        return ""
    known = int((run.parts["tags"] >= 0).sum())
    return f"{known:,} decisions on tags"
