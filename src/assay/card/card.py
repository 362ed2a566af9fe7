"""All that a card tells, as plain values."""

from collections.abc import Mapping
from typing import Any

import msgspec

from assay.card.checks import checks
from assay.card.declared import Declared
from assay.card.found import Summary, effective, error_rate
from assay.card.looked import LABELS, SHORTCUTS, four, groups, looked, of_sets, of_sources
from assay.card.questions import QUESTIONS
from assay.report.facts import facts

SCHEMA = "assay-card/1"
#: Sources and pairs of classes that are told one by one.
MOST = 50
#: Items that a finding names.
SHOWN = 10
#: What says nothing. False does.
EMPTY: tuple[Any, ...] = (None, "", [], {})


def card(
    summaries: Mapping[str, Summary],
    declared: Declared | None = None,
    *,
    variables: Mapping[str, Any] | None = None,
    merged: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what was declared and what was found, as a dict of plain values.

    Parameters
    ----------
    summaries
        From `read_summaries`: of an audit, of an inference of truth, or of both.
    declared
        What the makers say.
    variables
        From `variables`: what the columns hold.
    merged
        From `merged`: how the labels of sets that were merged go together.

    Returns
    -------
    dict
        The same for the same input; `card.json` is this.
    """
    from assay import __version__

    said = declared or Declared()
    audit, summary = summaries.get("audit"), summaries.get("audit") or summaries["truth"]
    held = checks(said, summaries, merged)
    return {
        "schema": SCHEMA,
        "assay": __version__,
        "name": said.name or summary["name"],
        "about": _about(said),
        "measured": [_measured(kind, one) for kind, one in sorted(summaries.items())],
        "verdict": summary["verdict"],
        "facts": _facts(summaries),
        "risks": four(summaries),
        "labels": _labels(summaries),
        "merged": merged and dict(merged),
        "sources": _sources(summaries.get("truth")),
        "shortcuts": of_sets(looked(audit, SHORTCUTS), merged) if audit else [],
        "groups": groups(audit),
        "label_space": looked(audit, LABELS) if audit else [],
        "variables": variables and dict(variables),
        "findings": _findings(summaries),
        "checks": [msgspec.to_builtins(one) for one in held],
        "contradictions": sum(one.verdict == "contradicts" for one in held),
        "answers": {q.name: said.answers[q.name] for q in QUESTIONS if said.answers.get(q.name)},
        "open": [q.name for q in QUESTIONS if not said.answers.get(q.name)],
    }


def _about(said: Declared) -> dict[str, Any]:
    """Return what is declared of the data set as a whole, and of how it was labelled."""
    plain: dict[str, Any] = msgspec.to_builtins(said)
    for name in ("answers", "name"):
        del plain[name]
    for name in ("annotation", "content"):
        plain[name] = {key: value for key, value in plain[name].items() if value not in EMPTY}
    return {name: value for name, value in plain.items() if value not in EMPTY}


def _measured(kind: str, summary: Summary) -> dict[str, Any]:
    """Return which data were looked at, and how."""
    return {
        "by": kind,
        "assay": summary["assay"],
        "data_digest": summary["data_digest"],
        "n_items": summary["n_items"],
        "settings": summary["settings"],
        "origin": summary["origin"],
        "methods": summary["methods"],
    }


def _findings(summaries: Mapping[str, Summary]) -> list[dict[str, Any]]:
    """Return what was found by audit and inference, each once, with items to look at."""
    kept = ("code", "severity", "name", "message", "repair", "n_items", "why")
    made: dict[str, dict[str, Any]] = {}
    for _, summary in sorted(summaries.items()):
        for one in summary["findings"]:
            told = {name: one[name] for name in kept} | {"items": one["items"][:SHOWN]}
            made.setdefault(one["message"], told)
    order = ("error", "warning", "note")
    return sorted(made.values(), key=lambda one: order.index(one["severity"]))


def _facts(summaries: Mapping[str, Summary]) -> list[dict[str, str]]:
    """Return the lines of the nutrition label."""
    audit = summaries.get("audit")
    if audit is None:
        return []
    return [{"name": f.name, "value": f.value, "grade": f.grade} for f in facts(dict(audit))]


def _labels(summaries: Mapping[str, Summary]) -> dict[str, Any]:
    """Return how good the labels are, class by class, and what that rests on."""
    summary = summaries.get("audit") or summaries["truth"]
    audit = summaries.get("audit", {})
    rows = [
        {"name": one["name"], "count": one["count"], "share": one["share"],
         "error_rate": one.get("error_rate")}
        for one in summary["classes"]
    ]  # fmt: skip
    return {
        "truth": summary["truth"],
        "n_items": summary["n_items"],
        "n_labelled": audit.get("n_labelled", summary.get("n_voted")),
        "classes": rows,
        "effective_classes": effective([one["count"] for one in rows]) if rows else None,
        "error_rate": error_rate(summaries),
        "noise_matrix": audit.get("noise_matrix"),
        "confused": list(audit.get("confused", []))[:MOST],
        "checked": audit.get("measured"),
        "splits": audit.get("splits", {}),
    }


def _sources(truth: Summary | None) -> dict[str, Any] | None:
    """Return who labelled, how much, and how well they agree."""
    if truth is None:
        return None
    named = ("source", "kind", "accuracy", "low", "high", "votes")
    return {
        "n_sources": truth["n_sources"],
        "n_votes": truth["n_votes"],
        "votes_per_item": truth["votes_per_item"],
        "agreement": truth["agreement"],
        "expected_right": truth["sure"]["expected_right"],
        "verdict": truth["sure"]["verdict"],
        "assumes": truth["assumes"],
        "sources": [{n: one[n] for n in named} for one in truth["sources"][:MOST]],
        "checks": of_sources(truth),
    }
