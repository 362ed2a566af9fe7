"""`assay check`: exit codes, formats, baselines."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assay.cli import main


@pytest.fixture
def report(summary):
    """Write a report with this interval, and return its path."""

    def write(low, high, verdict="bounded", findings=(), name="report.json"):
        rate = {**summary["error_rate"], "low": low, "high": high, "verdict": verdict}
        told = {**summary, "error_rate": rate, "findings": list(findings)}
        Path(name).write_text(json.dumps(told), encoding="utf-8")
        return name

    return write


@pytest.mark.parametrize(
    ("low", "high", "verdict", "code"),
    [
        (0.0, 0.02, "bounded", 0),
        (0.05, 0.08, "bounded", 1),
        (0.02, 0.05, "bounded", 3),
        (0.0, 1.0, "cannot-be-told", 3),
    ],
)
def test_exit_codes(report, low, high, verdict, code, capsys):
    words = ["check", report(low, high, verdict), "--max-error-rate", "0.03"]
    assert main(words) == code
    word = {0: "pass", 1: "fail", 3: "can't tell"}[code]
    assert capsys.readouterr().out.splitlines()[-1] == f"{word}: tickets"


def test_a_folder_that_was_audited_is_read_and_not_audited_again(audited, capsys):
    assert main(["check", str(audited), "--max-error-rate", "0.5", "--fail-on", "never"]) == 0
    assert main(["check", str(audited), "--max-error-rate", "0.01"]) in (1, 3)


def test_data_is_audited(arrays, capsys):
    assert main(["check", str(arrays), "--max-error-rate", "0.01", "--fail-on", "never"]) in (1, 3)
    assert main(["check", str(arrays), "--max-error-rate", "0.5", "--fail-on", "never"]) == 0
    assert {path.name for path in Path().iterdir()} <= {"cache"}


def test_a_rise_over_the_baseline_fails(report, capsys):
    before = report(0.01, 0.02, name="before.json")
    now = report(0.05, 0.08)
    assert main(["check", now, "--baseline", before]) == 1
    assert "a rise that chance doesn't explain" in capsys.readouterr().out
    assert main(["check", now, "--baseline", before, "--max-change", "0.04"]) == 0
    assert main(["check", before, "--baseline", now]) == 0


def test_new_findings_fail_from_the_severity_asked(report, summary):
    found = {
        "code": "leaking-column", "severity": "warning", "subject": "column", "name": "id",
        "message": "The column id gives the label away.", "repair": "Drop it.", "value": 1.0,
        "n_items": 0, "items": [], "rows": [], "what": "", "why": "", "how": "",
    }  # fmt: skip
    path = report(0.0, 0.01, findings=[found])
    assert main(["check", path, "--quiet"]) == 0
    assert main(["check", path, "--quiet", "--fail-on", "warning"]) == 1
    assert main(["check", path, "--quiet", "--fail-on", "warning", "--baseline", path]) == 0


def told(capsys, path, form):
    assert main(["check", path, "--max-error-rate", "0.03", "--format", form]) == 1
    return capsys.readouterr().out


def test_json(report, capsys):
    out = json.loads(told(capsys, report(0.05, 0.08), "json"))
    assert out["passed"] is False
    assert out["checks"][0]["name"] == "error-rate"
    assert out["checks"][0]["limit"] == 0.03


def test_junit(report, capsys):
    tree = ElementTree.fromstring(told(capsys, report(0.05, 0.08), "junit"))
    assert [case.get("name") for case in tree.iter("testcase")] == ["error-rate", "findings"]
    assert len(list(tree.iter("failure"))) == 1


def test_sarif(report, capsys):
    out = json.loads(told(capsys, report(0.05, 0.08), "sarif"))
    assert out["version"] == "2.1.0"
    assert "error" in {result["level"] for result in out["runs"][0]["results"]}


def test_markdown(report, capsys):
    assert "error-rate" in told(capsys, report(0.05, 0.08), "md")


def test_github_annotates_and_adds_to_the_summary(report, capsys, monkeypatch, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    assert told(capsys, report(0.05, 0.08), "github").startswith("::error ")
    assert page.read_text().startswith("before\n## assay: tickets fails")


@pytest.mark.parametrize("form", ["text", "json", "md", "junit", "sarif", "github"])
def test_out_is_written_instead_of_printed(form, report, capsys):
    path = report(0.05, 0.08)
    shown = told(capsys, path, form)
    words = ["check", path, "--max-error-rate", "0.03", "--format", form, "--out", "told.txt"]
    assert main(words) == 1
    assert capsys.readouterr().out == ""
    assert Path("told.txt").read_text("utf-8") == shown


def test_out_that_can_not_be_written(report, capsys):
    words = ["check", report(0.0, 0.01), "--out", "nowhere/told.txt"]
    assert main(words) == 2
    assert "nowhere" in capsys.readouterr().err


def test_quiet_says_nothing(report, capsys):
    assert main(["check", report(0.05, 0.08), "--max-error-rate", "0.03", "--quiet"]) == 1
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("{", "must be JSON"),
        ("[1]", "schema"),
        ('{"schema": "assay-report/0"}', "schema"),
        ('{"schema": "other"}', "schema"),
        (None, "No such file"),
    ],
)
def test_a_baseline_that_is_no_report(report, content, rule, capsys):
    if content is not None:
        Path("before.json").write_text(content)
    assert main(["check", report(0.0, 0.01), "--baseline", "before.json"]) == 2
    told = capsys.readouterr()
    assert rule in told.err
    assert "before.json" in told.err
    assert not told.out


def test_a_report_of_another_version_is_not_taken_for_data(report, capsys):
    Path("report.json").write_text('{"schema": "assay-report/0", "error_rate": {}}')
    assert main(["check", "report.json"]) == 2
    assert "assay-report/1" in capsys.readouterr().err
