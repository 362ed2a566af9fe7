import json
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from assay.report import Report, github, junit, sarif, terminal
from assay.report.markdown import gated

GATE = {
    "passed": False,
    "checks": [
        {"name": "error-rate", "passed": False, "message": "too many: 8 %\nof them"},
        {"name": "change", "passed": None, "message": "can't be told"},
        {"name": "finding-split-leakage", "passed": False, "message": "2 texts"},
        {"name": "findings", "passed": True, "message": "fine \x07 bell"},
    ],
}


@pytest.mark.parametrize("name", ["digits", "texts", "table", "hostile"])
@pytest.mark.parametrize("gate", [GATE, None])
def test_sarif_keeps_the_essentials_of_its_schema(name, gate, request):
    summary = request.getfixturevalue(name)
    log = json.loads(sarif.text(summary, gate))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] >= 1
        assert " " not in place["artifactLocation"]["uri"]
    flagged = sum(s["flagged"] for s in summary["suspects"])
    assert sum(r["ruleId"] == "suspicious-label" for r in run["results"]) == flagged
    assert sum(r["ruleId"] == "gate" for r in run["results"]) == (2 if gate else 0)


def test_sarif_names_the_line_of_the_file(texts):
    (run,) = json.loads(sarif.text(texts, None))["runs"]
    leak = run["results"][0]
    assert leak["ruleId"] == "split-leakage"
    place = leak["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "tickets%27%20box.csv"
    assert place["physicalLocation"]["region"]["startLine"] == 3 + 2
    assert place["logicalLocations"][0]["name"] == "ticket-3"


@pytest.mark.parametrize("name", ["digits", "hostile"])
def test_junit_can_be_read(name, request):
    root = ElementTree.fromstring(junit.text(request.getfixturevalue(name), GATE))
    (suite,) = root
    assert suite.attrib | {"name": ""} == {
        "name": "", "tests": "4", "failures": "2", "errors": "1", "skipped": "0",
    }  # fmt: skip
    cases = {case.get("name"): [part.tag for part in case] for case in suite.iter("testcase")}
    assert cases == {
        "error-rate": ["failure"], "change": ["error"], "finding-split-leakage": ["failure"],
        "findings": [],
    }  # fmt: skip


def test_junit_without_a_gate_fails_on_serious_findings(digits):
    (suite,) = ElementTree.fromstring(junit.text(digits, None))
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")


def test_github_commands_stay_on_their_lines(texts, hostile):
    for summary in (texts, hostile):
        lines = github.text(summary, GATE).splitlines()
        commands = [line for line in lines if line.startswith("::")]
        assert len(lines) == len(commands) + 1
        kinds = {line.split(" ")[0] for line in commands}
        assert kinds <= {"::error", "::warning", "::notice"}
    first = github.text(texts, GATE).splitlines()[0]
    assert first == (
        "::error file=tickets' box.csv,line=1,title=assay%3A error-rate::too many: 8 %25%0Aof them"
    )
    assert "file=" not in github.text({**texts, "origin": {}}, GATE)
    assert not any("finding-split" in line for line in lines)


def test_github_data_can_give_no_command(texts):
    spoilt = {**texts, "verdict": "fine\n::set-env name=A::b"}
    assert not any(line.startswith("::set") for line in github.text(spoilt, None).splitlines())
    assert github.step_summary(texts, GATE) == gated(texts, GATE)


def test_markdown_of_a_gate(texts, hostile):
    text = gated(texts, GATE)
    assert "| error-rate | fails | too many: 8 % of them |" in text
    assert "| change | can't be told | can't be told |" in text
    assert "`split-leakage`" in text
    assert "<script" not in gated(hostile, GATE)


def shown(report, **settings):
    out = StringIO()
    terminal.show(report, Console(file=out, highlight=False, width=100, **settings), Path("audit"))
    return out.getvalue()


def test_terminal_without_colour_where_nobody_looks_on(texts_run):
    report = Report.of(texts_run)
    text = shown(report)
    assert "\x1b" not in text
    for words in (
        "Label error rate",
        "Duplicates",
        "audit/report.html",
        "ticket-108",
        "assay explain",
    ):
        assert words in text
    assert "\x1b[" in shown(report, force_terminal=True)


def test_terminal_is_safe_from_the_data(hostile_run):
    summary = {**Report.of(hostile_run).summary, "verdict": "\x1b[2J [red]fine[/red] \x07"}
    text = shown(Report(summary, {}, {}))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[red]fine[/red]" in text
