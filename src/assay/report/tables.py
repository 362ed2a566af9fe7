"""The items and the findings as columns, for files."""

from typing import Any

import numpy as np

from assay.report import said
from assay.report.run import AuditRun
from assay.report.suspects import identity
from assay.types import Array, Bools, Columns

#: Rows a finding may have, and those of them that are written where people read on.
ROWS, READ = 100_000, 1000
#: Columns of the findings.
FINDING = ("code", "severity", "item", "class", "column", "message", "repair")


def items(run: AuditRun) -> Columns:
    """Return one row an item: label, suggestion, score, probability wrong, reason."""
    n, final = run.dataset.n_items, run.final
    flat = np.full(n, np.nan)
    columns: dict[str, Array] = {"item": _ids(run), "label": _labels(run)}
    columns["suggested"] = _suggested(run)
    columns["score"] = flat if final is None else np.asarray(final.score, np.float64)
    columns["p_wrong"] = flat
    if final is not None and final.p_wrong is not None:
        columns["p_wrong"] = np.where(
            said.labelled(run), np.asarray(final.p_wrong, np.float64), np.nan
        )
    columns["reason"] = _reasons(run)
    columns["split"] = _splits(run)
    for name, flags in run.flags.items():
        columns[f"score_{name.replace('-', '_')}"] = np.asarray(flags.score, np.float64)
    return columns


def _ids(run: AuditRun) -> Array:
    ids = run.dataset.ids
    return np.arange(run.dataset.n_items) if ids is None else np.asarray(ids)


def _labels(run: AuditRun) -> Array:
    """Return class names; for tags those of an item joined by commas; for numbers the number."""
    evidence = run.dataset.evidence
    if evidence.truth.kind == "number":
        values = np.full(evidence.n_items, np.nan)
        values[evidence.item] = evidence.claim.toarray().ravel()
        return values
    if evidence.truth.kind == "any_of":
        return _tags(run)
    return _named(run, np.asarray(run.dataset.labels))


def _named(run: AuditRun, labels: Array, kept: Bools | None = None) -> Array:
    names = np.array([*run.dataset.classes, None], object)
    kept = labels >= 0 if kept is None else kept & (labels >= 0)
    return np.asarray(names[np.where(kept, labels, len(names) - 1)], object)


def _tags(run: AuditRun) -> Array:
    evidence = run.dataset.evidence
    said: list[list[str]] = [[] for _ in range(evidence.n_items)]
    rows = np.flatnonzero(~np.asarray(evidence.negated))
    claim = evidence.claim[rows].tocoo()
    for row, k in zip(evidence.item[rows][claim.row], claim.col, strict=True):
        said[row].append(evidence.classes[k])
    return _objects([", ".join(tags) or None for tags in said])


def _suggested(run: AuditRun) -> Array:
    if run.final is None:
        return _objects([None] * run.dataset.n_items)
    if said.kind(run) == "number":
        return np.asarray(run.final.values["expected"], np.float64)
    if said.kind(run) == "any_of":
        return _objects([word or None for word in run.final.values["changes"].tolist()])
    suggested = np.asarray(run.final.suggested)
    return _named(run, suggested, suggested != run.dataset.labels)


def _reasons(run: AuditRun) -> Array:
    """Return why, for the flagged; to word it for every item would take long and say nothing."""
    reasons: list[str | None] = [None] * run.dataset.n_items
    if run.final is not None:
        for item in np.flatnonzero(run.final.flagged & said.labelled(run)).tolist():
            given, better = said.given(run, item) or "", said.better(run, item) or ""
            reasons[item] = run.final.explain(item, given, better)
    return _objects(reasons)


def _splits(run: AuditRun) -> Array:
    split = run.dataset.split
    return _objects([None if split is None or not s else str(s) for s in _either(run)])


def _either(run: AuditRun) -> Any:
    return [None] * run.dataset.n_items if run.dataset.split is None else run.dataset.split.tolist()


def findings(run: AuditRun) -> Columns:
    """Return one row a finding and item, at most 100,000 rows a finding."""
    parts: dict[str, list[Array]] = {name: [] for name in FINDING}
    for one in run.findings:
        named = [str(identity(run, int(i))) for i in np.asarray(one.items)[:ROWS]]
        rows = named if one.subject == "items" and named else [None]
        told = (
            one.code, one.severity, rows, one.name if one.subject == "class" else None,
            one.name if one.subject == "column" else None, one.message, one.repair,
        )  # fmt: skip
        for name, value in zip(FINDING, told, strict=True):
            whole = np.full(len(rows), value, object) if name != "item" else _objects(rows)
            parts[name].append(whole)
    return {name: np.concatenate([*some, _objects([])]) for name, some in parts.items()}


def to_read(columns: Columns) -> Columns:
    """Return the first 1,000 rows of each finding: a file that people open stays small."""
    said = np.array([f"{c} {m}" for c, m in zip(columns["code"], columns["message"], strict=True)])
    begins = np.flatnonzero(np.concatenate([[True], said[1:] != said[:-1]])[: len(said)])
    start = np.repeat(begins, np.diff([*begins, len(said)]))
    kept = np.arange(len(said)) - start < READ
    return {name: column[kept] for name, column in columns.items()}


def _objects(values: list[Any]) -> Array:
    out = np.empty(len(values), object)
    out[:] = values
    return out
