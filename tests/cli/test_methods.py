"""`assay methods`."""

import json

import pytest

from assay import registry
from assay.cli import main
from assay.cli.methods import describe, paragraphs


def told(capsys, *words):
    assert main(["methods", *words]) == 0
    return capsys.readouterr().out


def test_every_method_is_a_row_with_stage_and_paper(capsys):
    rows = {line.split()[0]: line for line in told(capsys).splitlines()}
    for name, cls in registry.methods().items():
        assert cls.stage in rows[name]
        assert cls.paper in rows[name]
        assert all(kind in rows[name] for kind in cls.reads)


def test_narrow_terminals_get_everything_too(capsys, monkeypatch):
    monkeypatch.setattr("assay.cli.output.TABLE", 80)
    out = told(capsys)
    assert all(name in out for name in registry.methods())
    assert max(map(len, out.splitlines())) <= 80


def test_one_stage(capsys):
    names = [one["name"] for one in json.loads(told(capsys, "--stage", "infer", "--json"))]
    assert names == list(registry.methods("infer"))


def test_one_kind_of_label(capsys):
    found = json.loads(told(capsys, "--reads", "votes", "--json"))
    assert {one["name"] for one in found} >= {"dawid-skene", "majority-vote"}
    assert all("votes" in one["reads"] for one in found)


def test_one_method_in_full(capsys):
    out = told(capsys, "dawid-skene")
    assert "Weigh every source by a confusion matrix" in out
    assert "dawid1979" in out
    assert "evidence" in out
    row = next(line for line in out.splitlines() if line.startswith("rounds   "))
    assert row.split() == ["rounds", "int", "at", "least", "1", "100"]


def test_one_method_as_json(capsys):
    (one,) = json.loads(told(capsys, "dawid-skene", "--json"))
    assert one["class"] == "assay.infer.DawidSkene"
    assert one["needs"] == ["evidence"]
    assert {"name": "rounds", "type": "int", "range": "at least 1", "default": 100} in one[
        "settings"
    ]


@pytest.mark.parametrize("name", registry.methods())
def test_every_method_can_be_shown(name, capsys):
    out = " ".join(told(capsys, name).split())
    assert registry.method(name).__doc__.partition("\n")[0] in out


@pytest.mark.parametrize(
    ("words", "fix"),
    [(["dawid-skein"], "Did you mean 'dawid-skene'?"), (["--stage", "flags"], "'flag'?")],
)
def test_unknown_names_get_a_suggestion(words, fix, capsys):
    assert main(["methods", *words]) == 2
    assert fix in capsys.readouterr().err


def test_a_fraction_says_both_ends():
    settings = {s["name"]: s for s in describe("relabel", registry.method("pair-flip"))["settings"]}
    assert settings["rate"]["range"] == "at least 0, at most 1"


def test_paragraphs_keep_examples_and_join_the_rest():
    doc = "One\ntwo.\n\nExamples\n--------\n>>> 1 +\\\n... 1\n2"
    assert list(paragraphs(doc)) == ["One two.", "", "Examples", ">>> 1 +\\", "... 1", "2", ""]
