"""The outcome as GitHub workflow commands, which annotate the files of a pull request."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from assay.report.markdown import gated
from assay.report.places import data_path, line

Summary = dict[str, Any]

LEVELS = {"error": "error", "warning": "warning", "note": "notice"}

#: GitHub shows ten annotations of a kind and step.
SUSPECTS = 10


def text(summary: Summary, gate: dict[str, Any] | None) -> str:
    """Return a line a check that doesn't pass, a finding and a suspicious label."""
    lines = [*_checks(summary, gate), *_findings(summary), *_suspects(summary)]
    return "".join(f"{one}\n" for one in lines) + " ".join(summary["verdict"].split()) + "\n"


def step_summary(summary: Summary, gate: dict[str, Any] | None) -> str:
    """Return Markdown for the file that GITHUB_STEP_SUMMARY names."""
    return gated(summary, gate)


def _checks(summary: Summary, gate: dict[str, Any] | None) -> Iterator[str]:
    for one in (gate or {}).get("checks", ()):
        if one["passed"] is not True and not one["name"].startswith("finding-"):
            level = "error" if one["passed"] is False else "warning"
            yield _command(summary, level, one["name"], one["message"])


def _findings(summary: Summary) -> Iterator[str]:
    for one in summary["findings"]:
        row = one["rows"][0] if one["rows"] else None
        message = " ".join(part for part in (one["message"], one["repair"]) if part)
        yield _command(summary, LEVELS[one["severity"]], one["code"], message, row)


def _suspects(summary: Summary) -> Iterator[str]:
    flagged = [one for one in summary["suspects"] if one["flagged"]]
    for one in flagged[:SUSPECTS]:
        claim = f"Item {one['item']}: given {one['label']}, suggested {one['suggested']}"
        message = f"{claim}; {one['reason']}"
        yield _command(summary, "warning", "suspicious label", message, one["row"])


def _command(summary: Summary, level: str, title: str, message: str, row: int | None = None) -> str:
    place = ""
    path = data_path(summary)
    if PurePath(path).suffix:
        at = 1 if row is None else line(summary, row)
        place = f"file={_property(path)},line={at},"
    return f"::{level} {place}title={_property(f'assay: {title}')}::{_data(message)}"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
