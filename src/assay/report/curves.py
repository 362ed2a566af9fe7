"""Arrays of an audit -> what is drawn: the reliability curve and the map of the items."""

from typing import Any

import numpy as np

from assay.report import said
from assay.report.plain import number, plain
from assay.report.run import AuditRun
from assay.types import Array, Ints

#: Points on the map, bins of the reliability curve.
POINTS, BINS = 1500, 10


def reliability(run: AuditRun) -> dict[str, Any] | None:
    """Return how often the predicted class is the given label, by stated confidence."""
    held = _held_against(run)
    if held is None or run.final is None or not held[0].size:
        return None
    sure, right = np.clip(np.asarray(held[0], np.float64), 0, 1), np.asarray(held[1], np.float64)
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


def _held_against(run: AuditRun) -> tuple[Array, Array] | None:
    """Return how sure each prediction is, and whether it is what was given; of tags, of each."""
    if said.kind(run) == "any_of" and "tag_predictions" in run.parts:
        tags, yes = run.parts["tags"], run.parts["tag_predictions"]
        known = tags >= 0
        return np.maximum(yes, 1 - yes)[known], ((yes > 0.5) == (tags == 1))[known]
    if "predictions" not in run.parts or "labels" not in run.parts:
        return None
    proba, rows = run.parts["predictions"], np.flatnonzero(run.dataset.labels >= 0)
    return proba.max(axis=1)[rows], proba.argmax(axis=1)[rows] == run.dataset.labels[rows]


def layout(run: AuditRun) -> dict[str, Any] | None:
    """Return the places of a sample of the items on a flat map, by their features."""
    if run.final is None or "features" not in run.parts:
        return None
    from assay.parts.layout import layout as place

    shown = _sample(run)
    features = run.parts["features"][shown]
    points = np.asarray(place(features.toarray() if hasattr(features, "toarray") else features))
    final = run.final
    p_wrong = final.p_wrong if final.p_wrong is not None else final.flagged
    return {
        "x": plain(np.round(points[:, 0].astype(np.float64), 4)),
        "y": plain(np.round(points[:, 1].astype(np.float64), 4)),
        "p_wrong": plain(np.round(np.asarray(p_wrong, np.float64)[shown], 4)),
        "label": [said.given(run, item) for item in shown.tolist()],
        "row": shown.tolist(),
    }


def _sample(run: AuditRun) -> Ints:
    """Return at most POINTS items, half of them the most suspicious flagged ones."""
    if run.final is None or len(run.final) <= POINTS:
        return np.arange(run.dataset.n_items)
    worst = run.final.worst()
    flagged = worst[run.final.flagged[worst]][: POINTS // 2]
    others = np.ones(len(worst), bool)
    others[flagged] = False
    rest = np.flatnonzero(others)
    chosen = np.random.default_rng(0).choice(rest, POINTS - len(flagged), replace=False)
    return np.sort(np.concatenate([flagged, chosen]))
