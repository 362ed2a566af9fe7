"""Arrays of an audit -> small plain values: classes, matrices, curves, the map."""

from typing import Any

import numpy as np

from assay.report.plain import number, plain, word
from assay.report.run import AuditRun
from assay.types import Floats, Ints

#: Classes in the matrix, pairs of classes, points on the map, bins of the reliability curve.
CLASSES, PAIRS, POINTS, BINS = 60, 20, 3000, 10


def classes(run: AuditRun) -> list[dict[str, Any]]:
    """Return each class with its size, its flags and the error rate of its labels."""
    names = run.dataset.classes
    if not names:
        return []
    labels, sizes = run.dataset.labels, class_sizes(run)
    said = labels >= 0
    flagged = np.zeros(len(names), np.int64)
    if run.final is not None:
        flagged = np.bincount(labels[said & run.final.flagged], minlength=len(names))
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
    said = evidence.claim[np.flatnonzero(~np.asarray(evidence.negated))]
    return np.bincount(said.indices[said.data > 0], minlength=len(evidence.classes))


def _class_error(run: AuditRun, k: int) -> dict[str, float | None] | None:
    known = run.class_errors
    if known is None:
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


def reliability(run: AuditRun) -> dict[str, Any] | None:
    """Return how often the predicted class is the given label, by stated confidence."""
    labels = run.dataset.labels
    said = np.flatnonzero(labels >= 0)
    if "predictions" not in run.parts or run.final is None or not said.size:
        return None
    proba = run.parts["predictions"]
    sure = np.clip(np.asarray(proba.max(axis=1)[said], np.float64), 0, 1)
    right = np.asarray(proba.argmax(axis=1)[said] == labels[said], np.float64)
    place = np.minimum((sure * BINS).astype(np.int64), BINS - 1)
    n = np.bincount(place, minlength=BINS)
    confidence = np.bincount(place, sure, BINS) / np.maximum(n, 1)
    accuracy = np.bincount(place, right, BINS) / np.maximum(n, 1)
    ece = float(np.abs(confidence - accuracy) @ n / n.sum())
    bins = [
        {
            "low": number(b / BINS),
            "high": number((b + 1) / BINS),
            "confidence": number(confidence[b]),
            "accuracy": number(accuracy[b]),
            "count": int(n[b]),
        }
        for b in range(BINS)
        if n[b]
    ]
    return {"bins": bins, "ece": number(ece)}


def layout(run: AuditRun) -> dict[str, Any] | None:
    """Return the places of a sample of the items on a flat map, by their features."""
    if run.final is None or "features" not in run.parts:
        return None
    from assay.parts.layout import layout as place

    shown = _sample(run)
    features = run.parts["features"][shown]
    points = np.asarray(place(features.toarray() if hasattr(features, "toarray") else features))
    final, labels, names = run.final, run.dataset.labels, run.dataset.classes
    p_wrong = final.p_wrong if final.p_wrong is not None else final.flagged
    return {
        "x": plain(np.round(points[:, 0].astype(np.float64), 4)),
        "y": plain(np.round(points[:, 1].astype(np.float64), 4)),
        "p_wrong": plain(np.round(np.asarray(p_wrong, np.float64)[shown], 4)),
        "label": [word(names[k]) if k >= 0 else None for k in labels[shown]],
        "row": shown.tolist(),
    }


def _sample(run: AuditRun) -> Ints:
    """Return at most POINTS items, the flagged always among them, in order of row."""
    if run.final is None or len(run.final) <= POINTS:
        return np.arange(run.dataset.n_items)
    worst = run.final.worst()
    flagged = worst[run.final.flagged[worst]][:POINTS]
    rest = np.setdiff1d(np.arange(len(worst)), flagged)
    chosen = np.random.default_rng(0).choice(rest, POINTS - len(flagged), replace=False)
    return np.sort(np.concatenate([flagged, chosen]))


def planted(run: AuditRun) -> dict[str, Any] | None:
    """Return what was found of the errors that were put in on purpose."""
    if run.planted is None or run.final is None:
        return None
    labels = run.dataset.labels
    said = labels >= 0
    wrong = said & (run.planted.truth != labels)
    flagged = said & run.final.flagged
    n, found = int(wrong.sum()), int((wrong & flagged).sum())
    return {
        "how": word(run.planted.how),
        "n": n,
        "found": found,
        "missed": n - found,
        "precision": number(found / flagged.sum()) if flagged.any() else None,
        "recall": number(found / n) if n else None,
        "rate": number(n / said.sum()) if said.any() else None,
    }
