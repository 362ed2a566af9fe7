"""`assay audit`, from the words on the command line to the files."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pytest

from assay.cli import main
from assay.cli.output import default_folder

#: What is wrong in the tables of the fixtures.
WRONG = range(0, 48, 4)
FILES = {
    "report.html", "report.md", "report.json", "items.parquet", "findings.parquet", "findings.csv",
}  # fmt: skip


def strict(text):
    """Parse JSON that has no NaN or infinity."""

    def refuse(name):
        raise AssertionError(name)

    return json.loads(text, parse_constant=refuse)


def test_a_table_becomes_a_report(audited, table):
    assert {path.name for path in audited.iterdir()} == FILES
    told = strict((audited / "report.json").read_text("utf-8"))
    assert told["schema"] == "assay-report/1"
    assert told["name"] == "tickets"
    assert told["n_items"] == 240
    assert {one["name"] for one in told["classes"]} == {"red", "green", "blue"}
    assert told["origin"]["label"] == "topic"
    assert told["error_rate"]["low"] <= 12 / 240 <= told["error_rate"]["high"]


def test_the_wrong_labels_are_the_worst_items(audited):
    query = f"select item from '{audited / 'items.parquet'}' order by score desc limit 12"
    worst = {row[0] for row in duckdb.sql(query).fetchall()}
    assert len(worst & {f"t{row}" for row in range(0, 48, 4)}) >= 11


def test_it_says_where_the_report_is(arrays, capsys):
    assert main(["audit", str(arrays), "--out", "out"]) == 0
    told = capsys.readouterr()
    assert str(Path("out", "report.html")) in told.out
    assert not told.err


def test_without_out_it_writes_beside(arrays):
    assert main(["audit", str(arrays), "--quiet"]) == 0
    assert {path.name for path in Path("assay-arrays").iterdir()} == FILES


def test_quiet_is_silent(arrays, capsys):
    assert main(["audit", str(arrays), "--out", "out", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_json_is_the_dict_and_nothing_else(arrays, capsys):
    assert main(["audit", str(arrays), "--json"]) == 0
    told = capsys.readouterr()
    assert strict(told.out)["n_items"] == 240
    assert not told.err
    assert not Path("assay-arrays").exists()


def test_json_with_out_is_the_file(arrays, capsys):
    assert main(["audit", str(arrays), "--json", "--out", "out"]) == 0
    assert capsys.readouterr().out == Path("out", "report.json").read_text("utf-8")


def test_the_name_of_the_data_can_be_said(arrays, capsys):
    assert main(["audit", str(arrays), "--json", "--name", "mine"]) == 0
    assert strict(capsys.readouterr().out)["name"] == "mine"


def test_checked_labels_settle_the_rate(arrays, capsys):
    truth = np.load(arrays)["labels"]
    truth[list(WRONG)] = (truth[list(WRONG)] - 1) % 3
    gold = Path("checks.csv")
    lines = [f"{item},{truth[item]}" for item in range(0, 240, 2)]
    gold.write_text("\n".join(["item,gold", *lines]) + "\n", "utf-8")
    assert main(["audit", str(arrays), "--gold", str(gold), "--json"]) == 0
    told = strict(capsys.readouterr().out)
    rate = told["error_rate"]
    assert rate["verdict"] == "identified"
    assert rate["low"] <= len(WRONG) / 240 <= rate["high"]
    assert rate["low"] >= 12 / 240  # all wrong ones are among the checked
    assert f"--gold {gold}" in told["next"][-1]["command"]


def test_a_column_of_checks_is_no_feature(table, capsys):
    lines = table.read_text("utf-8").splitlines()
    rows = [
        f"{line},{line.rpartition(',')[2] if i % 3 else ''}" for i, line in enumerate(lines[1:])
    ]
    Path("checked.csv").write_text("\n".join([f"{lines[0]},right", *rows]) + "\n", "utf-8")
    words = ["audit", "checked.csv", "--label", "topic", "--id", "id", "--effort", "quick"]
    assert main([*words, "--gold", "right", "--json", "--no-cache"]) == 0
    told = strict(capsys.readouterr().out)
    assert told["error_rate"]["verdict"] == "identified"
    assert told["error_rate"]["estimate"] == 0
    assert not any("right" in finding["name"] for finding in told["findings"])


def test_predictions_of_a_file_are_used(table, arrays, capsys):
    red, green, blue = np.load(arrays)["predictions"].T
    lines = [f"{b},{r},{g}" for r, g, b in zip(red, green, blue, strict=True)]
    Path("p.csv").write_text("\n".join(["blue,red,green", *lines]) + "\n", "utf-8")
    words = ["audit", str(table), "--label", "topic", "--drop", "id", "--json", "--no-cache"]
    assert main([*words, "--predictions", "p.csv"]) == 0
    told = strict(capsys.readouterr().out)
    assert "make predictions" not in told["timings"]
    assert "--predictions p.csv" in told["next"][-1]["command"]
    assert {row["row"] for row in told["suspects"][: len(WRONG)]} == set(WRONG)


def test_effort_decides_whether_errors_are_planted(arrays, capsys):
    with np.load(arrays) as held:
        np.savez("many.npz", **{name: np.repeat(held[name], 5, axis=0) for name in held.files})
    words = ["audit", "many.npz", "--json", "--no-cache"]
    planted = {}
    for effort in ("quick", "normal"):
        assert main([*words, "--effort", effort]) == 0
        told = strict(capsys.readouterr().out)
        planted[effort] = told["measured"][0]["planted"]
        assert told["settings"]["effort"] == effort
    assert planted["quick"] == 0 < planted["normal"]


def test_force_overwrites_a_report_and_leaves_the_rest(arrays):
    out = Path("out")
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    (out / "report.md").write_text("old")
    assert main(["audit", str(arrays), "--out", "out", "--force", "--quiet"]) == 0
    assert (out / "notes.txt").read_text() == "mine"
    assert (out / "report.md").read_text() != "old"


def test_same_words_same_bytes_on_any_number_of_workers(table, audited):
    words = ["audit", str(table), "--label", "topic", "--id", "id", "--quiet"]
    for workers in (1, 3):
        out = Path(f"with-{workers}")
        assert main([*words, "--out", str(out), "--workers", str(workers), "--no-cache"]) == 0
        assert (out / "items.parquet").read_bytes() == (audited / "items.parquet").read_bytes()


def test_what_was_made_is_kept_and_used(table, audited, tmp_path):
    words = ["audit", str(table), "--label", "topic", "--id", "id", "--quiet"]
    assert main([*words, "--out", "one", "--cache", "kept"]) == 0
    kept = {path.name for path in Path("kept").iterdir()}
    assert any(name.startswith("predictions-") for name in kept)
    assert main([*words, "--out", "two", "--cache", "kept"]) == 0
    assert {path.name for path in Path("kept").iterdir()} == kept
    assert Path("two/items.parquet").read_bytes() == (audited / "items.parquet").read_bytes()
    assert not (tmp_path / "cache").exists()


def test_no_cache_keeps_nothing(table, tmp_path):
    words = ["audit", str(table), "--label", "topic", "--quiet", "--no-cache", "--out", "out"]
    assert main(words) == 0
    assert not (tmp_path / "cache").exists()


def test_predictions_that_fit_too_well_can_be_trusted(tmp_path):
    labels = np.arange(200) % 4
    np.savez("sure.npz", labels=labels, predictions=np.eye(4)[labels])
    assert main(["audit", "sure.npz", "--quiet", "--out", "out"]) == 2
    assert not Path("out").exists()
    assert main(["audit", "sure.npz", "--quiet", "--out", "out", "--trust-predictions"]) == 0


@pytest.mark.parametrize(
    ("data", "folder"),
    [
        ("data/Tickets.csv", "assay-tickets"),
        ("votes.jsonl.gz", "assay-votes"),
        ("photos/", "assay-photos"),
        ("a b.c.parquet", "assay-a-b-c"),
        ("bücher.csv", "assay-bücher"),
    ],
)
def test_default_folder(data, folder):
    assert default_folder(data) == Path(folder)


def test_a_folder_with_a_dot_keeps_its_name(tmp_path):
    (tmp_path / "photos.v2").mkdir()
    assert default_folder("photos.v2") == Path("assay-photos-v2")
