"""The outcome as SARIF 2.1.0, for code scanning."""

from collections.abc import Iterator
from typing import Any

from assay.report.json import text as strict
from assay.report.places import line, uri

Summary = dict[str, Any]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

#: Rules of our own beside the codes of findings.
RULES = {
    "suspicious-label": "The label of this item is probably wrong.",
    "gate": "A limit that the labels must keep.",
}


def text(summary: Summary, gate: dict[str, Any] | None) -> str:
    """Return one run: checks that don't pass, findings, and the flagged labels."""
    results = [*_checks(summary, gate), *_findings(summary), *_suspects(summary)]
    rules = list(dict.fromkeys(result["ruleId"] for result in results))
    for result in results:
        result["ruleIndex"] = rules.index(result["ruleId"])
    driver = {
        "name": "assay",
        "version": summary["assay"],
        "rules": [_rule(summary, name) for name in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": results,
        "properties": {"verdict": summary["verdict"], "passed": (gate or {}).get("passed")},
    }
    return strict({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(summary: Summary, name: str) -> dict[str, Any]:
    of: dict[str, Any] = next((f for f in summary["findings"] if f["code"] == name), {})
    short = RULES.get(name) or of.get("what") or name.replace("-", " ").capitalize() + "."
    rule = {"id": name, "shortDescription": {"text": short}}
    told = " ".join(part for part in (of.get("why"), of.get("how")) if part)
    return rule | ({"help": {"text": told}} if told else {})


def _checks(summary: Summary, gate: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    for one in (gate or {}).get("checks", ()):
        # Findings that fail the gate stand among the findings already.
        if one["passed"] is not True and not one["name"].startswith("finding-"):
            level = "error" if one["passed"] is False else "warning"
            yield _result(summary, "gate", level, f"{one['name']}: {one['message']}")


def _findings(summary: Summary) -> Iterator[dict[str, Any]]:
    for one in summary["findings"]:
        message = " ".join(part for part in (one["message"], one["repair"]) if part)
        for row, item in zip(one["rows"] or [None], one["items"] or [None], strict=True):
            yield _result(summary, one["code"], one["severity"], message, row, item)


def _suspects(summary: Summary) -> Iterator[dict[str, Any]]:
    for one in summary["suspects"]:
        if one["flagged"]:
            message = f"Given {one['label']}, suggested {one['suggested']}: {one['reason']}."
            yield _result(summary, "suspicious-label", "warning", message, one["row"], one["item"])


def _result(
    summary: Summary, rule: str, level: str, message: str, row: int | None = None, item: Any = None
) -> dict[str, Any]:
    place: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(summary)},
            "region": {"startLine": 1 if row is None else line(summary, row)},
        }
    }
    if item is not None:
        place["logicalLocations"] = [{"name": str(item), "kind": "item"}]
    mark = f"{rule}:{item if item is not None else message}"
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": message},
        "locations": [place],
        "partialFingerprints": {"assay/1": mark},
    }
