"""Arrays of an audit -> small plain values: classes, the noise matrix, confused pairs."""

from typing import Any

import numpy as np

from assay.report import said
from assay.report.plain import number, word
from assay.report.run import AuditRun
from assay.types import Floats, Ints

#: Classes in the matrix, pairs of classes.
CLASSES, PAIRS = 60, 20


def classes(run: AuditRun) -> list[dict[str, Any]]:
    """Return each class with its size, its flags and the error rate of its labels."""
    names = run.dataset.classes
    if not names:
        return []
    sizes, flagged = class_sizes(run), np.zeros(len(names), np.int64)
    if run.final is not None:
        # Of tags, the one that the flag names; else the class that was given.
        tags = said.kind(run) == "any_of"
        about = run.final.suggested if tags else run.dataset.labels
        rows = said.labelled(run) & run.final.flagged
        flagged = np.bincount(about[rows], minlength=len(names))
    total = max(1, labelled(run))
    return [
        {
            "name": word(name),
            "count": int(sizes[k]),
            "share": number(sizes[k] / total),
            "flagged": int(flagged[k]),
            "error_rate": _class_error(run, k),
        }
        for k, name in enumerate(names)
    ]


def splits(run: AuditRun) -> dict[str, int]:
    """Return the items of each split; none where no split is named."""
    if run.dataset.split is None:
        return {}
    names, sizes = np.unique([word(one) for one in run.dataset.split.tolist()], return_counts=True)
    return dict(zip(names.tolist(), sizes.tolist(), strict=True))


def labelled(run: AuditRun) -> int:
    """Return the number of items of which anything was said."""
    evidence = run.dataset.evidence
    return int(np.count_nonzero(np.bincount(evidence.item, minlength=evidence.n_items)))


def class_sizes(run: AuditRun) -> Ints:
    """Return (K,) items given each class; an item may have several tags."""
    evidence = run.dataset.evidence
    if evidence.truth.kind != "any_of":
        labels = run.dataset.labels
        return np.bincount(labels[labels >= 0], minlength=len(evidence.classes))
    claim = evidence.claim[np.flatnonzero(~np.asarray(evidence.negated))]
    return np.bincount(claim.indices[claim.data > 0], minlength=len(evidence.classes))


def _class_error(run: AuditRun, k: int) -> dict[str, float | None] | None:
    known = run.class_errors
    if known is None or not np.isfinite(known.value[k]):
        return None
    ends = {"estimate": known.value[k], "low": known.low[k], "high": known.high[k]}
    return {end: number(value) for end, value in ends.items()}


def joint(run: AuditRun) -> Floats | None:
    """Return (K, K) expected number of labelled items of truth k given j at [k, j]."""
    if run.noise is None or "joint" not in run.noise.about:
        return None
    shares = np.asarray(run.noise.about["joint"], np.float64)
    total = shares.sum()
    labelled = int((run.dataset.labels >= 0).sum())
    return np.asarray(shares * (labelled / total)) if total > 0 else None


def noise_matrix(run: AuditRun) -> dict[str, Any] | None:
    """Return P(given | truth), of the classes most involved where there are many."""
    if run.noise is None:
        return None
    matrix, names = np.asarray(run.noise.value), run.dataset.classes
    shown = _involved(run, matrix)
    note = None
    if len(shown) < len(names):
        note = f"the {len(shown)} of {len(names)} classes that are confused most"
    return {
        "classes": [word(names[k]) for k in shown],
        "matrix": [[number(v) for v in row] for row in matrix[np.ix_(shown, shown)]],
        "rows": "truth",
        "columns": "given",
        "shown": note,
    }


def _involved(run: AuditRun, matrix: Floats) -> Ints:
    weights = joint(run)
    weights = np.array(matrix if weights is None else weights, np.float64)
    if len(weights) <= CLASSES:
        return np.arange(len(weights))
    np.fill_diagonal(weights, 0)
    mass = weights.sum(axis=0) + weights.sum(axis=1)
    return np.sort(np.argsort(-mass, kind="stable")[:CLASSES])


def confused(run: AuditRun) -> list[dict[str, Any]]:
    """Return the pairs of classes with most wrong labels between them."""
    items = joint(run)
    if items is None:
        return []
    total, names = items.sum(), run.dataset.classes
    items = items.copy()
    np.fill_diagonal(items, 0)
    flat = items.ravel()
    near = min(flat.size, 4 * PAIRS)
    top = np.sort(np.argpartition(-flat, near - 1)[:near])
    top = top[np.argsort(-flat[top], kind="stable")][:PAIRS]
    cells = ((flat[c], *divmod(int(c), len(names))) for c in top if flat[c] > 0)
    return [
        {
            "truth": word(names[k]),
            "given": word(names[j]),
            "count": number(n),
            "share": number(n / total),
        }
        for n, k, j in cells
    ]


def planted(run: AuditRun) -> dict[str, Any] | None:
    """Return what was found of the errors that were put in on purpose."""
    if run.planted is None or run.final is None:
        return None
    labels = run.dataset.labels
    there = labels >= 0
    wrong = there & (run.planted.truth != labels)
    flagged = there & run.final.flagged
    n, found = int(wrong.sum()), int((wrong & flagged).sum())
    return {
        "how": word(run.planted.how),
        "n": n,
        "found": found,
        "missed": n - found,
        "precision": number(found / flagged.sum()) if flagged.any() else None,
        "recall": number(found / n) if n else None,
        "rate": number(n / there.sum()) if there.any() else None,
    }
