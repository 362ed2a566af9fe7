"""The outcome as JUnit XML, for test reports."""

import re
from typing import Any

Summary = dict[str, Any]

#: What XML 1.0 can't hold.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(summary: Summary, gate: dict[str, Any] | None) -> str:
    """Return one test case a check; what can't be told is an error, not a failure."""
    from xml.etree import ElementTree as Tree

    checks = gate["checks"] if gate else _findings(summary)
    suite = Tree.Element(
        "testsuite",
        name=_legal(f"assay {summary['name']}"),
        tests=str(len(checks)),
        failures=str(sum(one["passed"] is False for one in checks)),
        errors=str(sum(one["passed"] is None for one in checks)),
        skipped="0",
    )
    for one in checks:
        case = Tree.SubElement(suite, "testcase", classname="assay", name=_legal(one["name"]))
        if one["passed"] is not True:
            kind, name = (
                ("failure", one["name"]) if one["passed"] is False else ("error", "cannot-be-told")
            )
            Tree.SubElement(case, kind, message=_legal(one["message"]), type=_legal(name))
    Tree.SubElement(suite, "system-out").text = _legal(summary["verdict"])
    suites = Tree.Element("testsuites", name="assay")
    suites.append(suite)
    Tree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Tree.tostring(suites, "unicode") + "\n"


def _findings(summary: Summary) -> list[dict[str, Any]]:
    """Return each finding as a check; only those of severity error fail."""
    return [
        {"name": one["code"], "passed": one["severity"] != "error", "message": one["message"]}
        for one in summary["findings"]
    ]


def _legal(words: str) -> str:
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", words)
