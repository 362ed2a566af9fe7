import shlex
import subprocess
import sys

import duckdb

from assay.report.report import Report
from assay.report.steps import steps

COMMANDS = {"audit", "review", "check", "methods", "explain", "demo", "bench", "python"}


def commands(summary, out=None):
    return [shlex.split(step["command"]) for step in steps(summary, out)]


def test_commands_name_the_users_own_files(texts):
    said = commands(texts, "my reports/audit")
    check = next(words for words in said if words[:2] == ["assay", "check"])
    assert check[2] == "tickets' box.csv"
    assert check[3:9] == ["--label", "topic", "--text", "subject", "--text", "body"]
    assert check[check.index("--baseline") + 1] == "my reports/audit/report.json"
    assert float(check[check.index("--max-error-rate") + 1]) >= texts["error_rate"]["high"]
    assert ["assay", "explain", "split-leakage"] in said


def test_flags_without_a_value(digits):
    audit = next(
        words
        for words in commands(digits)
        if words[:2] == ["assay", "audit"] and "DATA.csv" not in words
    )
    assert audit == ["assay", "audit", "digits/", "--images", "--out", "audit-2"]


def test_only_commands_that_exist(digits, texts, table, hostile):
    for summary in (digits, texts, table, hostile):
        for words in commands(summary):
            assert (words[1] if words[0] == "assay" else words[0]) in COMMANDS


def test_data_from_memory_need_no_path(texts):
    said = commands({**texts, "origin": {}})
    assert not any(words[:2] == ["assay", "audit"] for words in said)


def test_flagged_items_are_reviewed_where_their_data_can_be_read_again(texts):
    assert ["assay", "review", "my audit/"] in commands(texts, "my audit/")
    said = commands({**texts, "origin": {}})
    assert not any(words[:2] == ["assay", "review"] for words in said)
    assert any("score desc" in words[-1] for words in said)


def test_nothing_to_check_once_it_is_settled(texts):
    settled = {**texts, "error_rate": {**texts["error_rate"], "verdict": "identified"}}
    assert len(steps(settled)) == len(steps(texts)) - 1


def test_the_python_commands_run(texts_run, tmp_path):
    out = tmp_path / "it's $HOME"
    report = Report.of(texts_run)
    report.write(out)
    memory = {**report.summary, "origin": {}}
    for words in commands(memory, str(out)):
        if words[0] == "python":
            done = subprocess.run(
                [sys.executable, *words[1:]],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=True,
            )
            assert "ticket-" in done.stdout or (tmp_path / "check.csv").exists()
    drawn = duckdb.read_csv(str(tmp_path / "check.csv")).fetchall()
    assert len({item for (item,) in drawn}) == len(drawn) == 119


def test_settings_that_are_not_the_default_are_kept(texts):
    changed = {"seed": 7, "trust_predictions": True, "methods": ["self-confidence"]}
    changed["effort"] = "quick"
    origin = {**texts["origin"], "gold": "checked", "predictions": "p.npy"}
    again = commands({**texts, "settings": changed, "origin": origin})
    audit = next(w for w in again if w[:2] == ["assay", "audit"])
    assert audit[audit.index("--seed") + 1] == "7"
    assert audit[audit.index("--effort") + 1] == "quick"
    assert audit[audit.index("--gold") + 1] == "checked"
    assert audit[audit.index("--predictions") + 1] == "p.npy"
    usual = commands({**texts, "settings": {"effort": "normal"}})
    assert not any("--effort" in words for words in usual)
    assert "--trust-predictions" in audit
    assert "--methods" not in audit


def test_no_gate_at_a_rate_that_nobody_wants(texts):
    rate = {**texts["error_rate"], "high": 0.8}
    assert not any(w[:2] == ["assay", "check"] for w in commands({**texts, "error_rate": rate}))
