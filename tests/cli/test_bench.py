"""`assay bench`."""

import json
from pathlib import Path

import pytest

from assay.bench import suite_names
from assay.cli import main

pytest.importorskip("yaml")

SUITE = """
name: small
about: A suite that takes no time.
rows:
  - name: flags
    data: {loader: world, settings: {items: 300, classes: 3, signal: 1.0}}
    ours: [{name: assay, method: self-confidence}]
    metrics: [recall]
    seeds: 2
    figures: [{contender: assay, metric: recall, value: 0.5, from: a paper}]
    goals: [{contender: assay, metric: recall, least: LEAST}]
"""


def write(least):
    Path("small.yaml").write_text(SUITE.replace("LEAST", str(least)))
    return "small.yaml"


def test_without_a_suite_all_are_listed(capsys):
    assert main(["bench"]) == 0
    out = capsys.readouterr().out
    assert suite_names()
    assert all(name in out for name in suite_names())


def test_a_suite_is_a_table_with_the_stated_numbers(capsys):
    assert main(["bench", write(0)]) == 0
    out = capsys.readouterr().out
    assert "(stated 0.5, a paper)" in out
    assert " ± " in out
    assert "missed" not in out


def test_a_goal_that_is_missed_fails(capsys):
    assert main(["bench", write(2)]) == 1
    assert "missed: flags: recall of assay" in capsys.readouterr().out


def test_json(capsys):
    assert main(["bench", write(0), "--json", "--seeds", "3"]) == 0
    out = json.loads(capsys.readouterr().out)
    assert len(out["rows"][0]["contenders"][0]["measured"]["recall"]) == 3


def test_an_unknown_suite_gets_a_suggestion(capsys):
    assert main(["bench", "sped"]) == 2
    assert "'speed'" in capsys.readouterr().err
