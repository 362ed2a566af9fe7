"""What a card shows beside the error rate: variables, shortcuts, label space, four risks."""

import csv
import json
import re

import numpy as np
import pytest

import assay
from assay.card import Declared, card, variables, write
from assay.card.checks import checks
from assay.card.croissant import croissant
from assay.card.declared import Content
from assay.card.found import read_summaries
from assay.card.looked import SHORTCUTS, four, looked
from assay.card.pages import datasheet, hugging_face, label
from assay.cli import main

HOSTILE = "<script>alert(1)</script> | **x**"
ALIKE = {
    "by": "two data sets", "sets": [{"name": "a", "n_items": 5, "n_labelled": 5, "n_classes": 1}],
    "reference": "a", "classes": [{"name": HOSTILE, "counts": [5]}],
    "alignments": [{"set": HOSTILE, "definitions": [
        {"name": HOSTILE, "to": [HOSTILE], "relation": "wider", "share": 0.6, "items": 30}]}],
    "conflicts": [{"set": "a", "given": HOSTILE, "other": "b", "n_items": 30, "share": 0.25,
                   "rule": "`size` over 3", "items": [HOSTILE]}],
    "transfer": {"rows": "learnt on", "columns": "asked", "values": [[None]]},
    "copies": None, "n_unlike": 1, "assumes": ["It holds."], "told": [f"Merged: `{HOSTILE}`."],
}  # fmt: skip


@pytest.fixture(scope="module")
def made(audit, truth):
    return card(read_summaries([audit, truth]), Declared(), merged=ALIKE)


def test_every_form_tells_of_merged_sets_and_runs_nothing(made, tmp_path):
    write(made, tmp_path / "card")
    page = (tmp_path / "card" / "card.html").read_text()
    assert "<script>alert" not in page
    assert 'id="merged"' in page
    for text in (label(made), datasheet(made), hugging_face(made).split("---\n", 2)[2]):
        assert "Labels of merged sets" in text
        assert "| wider |" in text
        assert "<script>" not in re.sub(r"`[^`\n]*`", "", text)
    found = croissant(made)
    (relation,) = found["assay:labelDefinitions"]["assay:relations"]
    assert relation["assay:relation"] == "wider"
    assert any("Merged:" in words for words in found["rai:dataAnnotationAnalysis"])


def test_declared_definitions_are_held_to_the_alignment(audit):
    summaries = read_summaries([audit])
    for said, verdict in ((True, "contradicts"), (False, "matches"), (None, "not declared")):
        declared = Declared(content=Content(definitions_alike=said))
        found = {one.name: one for one in checks(declared, summaries, ALIKE)}
        assert found["definitions of merged sets"].verdict == verdict
    alone = {one.name: one for one in checks(Declared(content=Content(definitions_alike=True)),
                                             summaries)}  # fmt: skip
    assert alone["definitions of merged sets"].verdict == "can't be told"
    assert "--merge" in alone["definitions of merged sets"].found


def test_four_risks_and_what_was_not_looked_for(audit, changed):
    found = {one["name"]: one for one in four(read_summaries([audit]))}
    assert list(found) == ["Wrong labels", "Ambiguous classes", "Overlap", "Personal data"]
    assert found["Personal data"]["value"] == "1 item"
    assert found["Overlap"]["value"].endswith("items")
    bare = changed(audit, findings=[], methods={"audit": []})
    blind = {one["name"]: one["value"] for one in four(read_summaries([bare]))}
    assert blind["Overlap"] == blind["Personal data"] == "not checked"
    states = {one["state"] for one in looked(read_summaries([bare])["audit"], SHORTCUTS)}
    assert states == {"not checked"}


def test_votes_tell_how_many_items_are_ambiguous(truth):
    said = json.loads((truth / "report.json").read_text())
    found = {one["name"]: one for one in four(read_summaries([truth]))}
    assert f"{said['n_uncertain']} of 240" in found["Ambiguous items"]["words"]
    assert found["Wrong labels"]["value"] == "can't be told"


def test_variables_by_hand():
    n = 400
    kind = np.arange(n) % 2
    columns = {
        "size": np.where(np.arange(n) < 4, np.nan, np.arange(n) * 1.0), "twin": kind * 2.0,
        "name": np.array(["red", "blue"], object)[kind],
        "mail": np.array(["ada@example.org"], object).repeat(n),
        "label": np.array(["a", "b"], object)[kind],
    }  # fmt: skip
    found = variables(assay.read(columns, label="label"), frozenset({"mail"}))
    rows = {one["name"]: one for one in found["rows"]}
    assert (rows["size"]["missing"], rows["size"]["distinct"]) == (4, 396)
    assert (rows["size"]["least"], rows["size"]["median"], rows["size"]["most"]) == (4, 201.5, 399)
    assert sum(rows["size"]["counts"]) == 396
    assert rows["name"]["tells"] == rows["twin"]["tells"] == 1
    assert rows["size"]["tells"] < 0.2
    assert rows["name"]["counts"] == [200, 200]
    assert "example.org" not in json.dumps(found)
    assert {(one["one"], one["other"]) for one in found["pairs"]} == {("twin", "name")}
    assert found["pairs"][0]["close"] > 0.99


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """Write two tables, audit the first, and stay beside them."""
    random = np.random.default_rng(0)
    monkeypatch.chdir(tmp_path)
    for name, classes, label_name in (("shop", "abc", "kind"), ("desk", "xbc", "topic")):
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(["one", "two", "side", label_name])
            for i in range(240):
                k = i % 3
                place = random.normal(size=2) + np.array([4 * (k == 1), 4 * (k == 2)])
                out.writerow([*place.round(3), "ab"[i // 120], classes[k]])
    assert main(["audit", "shop.csv", "--label", "kind", "--out", "audit", "--effort", "quick",
                 "--no-cache", "-q"]) == 0  # fmt: skip
    return tmp_path


def test_on_the_command_line(tables, capsys):
    capsys.readouterr()
    words = ["card", "audit", "--merge", "desk.csv", "--merge-label", "topic", "--out", "tin"]
    assert main([*words, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    rows = {row["name"]: row["relation"] for row in said["merged"]["alignments"][0]["definitions"]}
    assert rows == {"x": "other name", "b": "same", "c": "same"}
    assert [one["name"] for one in said["variables"]["rows"]] == ["one", "two", "side"]
    assert main(["card", "audit", "--origin", "side", "--out", "tin", "--force"]) == 0
    assert "Merged from 2 sets: `a` (120 labels), `b` (120 labels)." in capsys.readouterr().out
    for more, told in (
        (["--origin", "nowhere"], "must be there"),
        (["--origin", "one"], "2 to 12 values"),
        (["--merge", "gone.csv"], "gone.csv"),
        (["--merge", "desk.csv"], "kind"),
        (["--merge", "desk.csv", "--origin", "side"], "one way"),
        (["--merge-label", "topic"], "no --merge"),
    ):
        assert main(["card", "audit", "--out", "other", *more]) == 2
        err = " ".join(capsys.readouterr().err.split())
        assert told in err
        assert "Traceback" not in err
    (tables / "shop.csv").write_text("one,two,side,kind\n1,2,a,b\n")
    assert main(["card", "audit", "--out", "third", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["variables"] is None
