"""`assay truth`."""

import json
from pathlib import Path

import duckdb
import pytest

from assay.cli import main

VOTES = """task,worker,answer,when,text
1,ann,cat,2026-01-01,a furry thing
1,bob,cat,2026-01-02,a furry thing
1,eve,dog,2026-01-03,a furry thing
2,ann,dog,2026-01-01,it barks
2,bob,dog,2026-01-02,it barks
2,eve,dog,2026-01-03,it barks
3,ann,cat,2026-01-01,no idea
3,bob,dog,2026-01-02,no idea
3,eve,cat,2026-01-03,no idea
"""
COLUMNS = ("--item", "task", "--source", "worker", "--label", "answer")


@pytest.fixture
def votes():
    path = Path("votes.csv")
    path.write_text(VOTES)
    return str(path)


def test_votes_become_a_report(votes, capsys):
    assert main(["truth", votes, *COLUMNS, "--text", "text", "--time", "when"]) == 0
    told = capsys.readouterr()
    assert "3 items from 9 votes of 3 sources" in told.out
    assert str(Path("assay-votes", "report.html")) in told.out
    assert "Next" in told.out
    assert not told.err
    rows = duckdb.read_parquet("assay-votes/truth.parquet").project("item, label, votes")
    assert rows.fetchall()[:2] == [("1", "cat", 3), ("2", "dog", 3)] or rows.fetchall()[:2] == [
        (1, "cat", 3), (2, "dog", 3),
    ]  # fmt: skip
    page = Path("assay-votes/report.html").read_text("utf-8")
    assert "no idea" in page


def test_the_command_that_is_told_gives_the_same_again(votes):
    import shlex

    words = ["--method", "dawid-skene", "--set", "smoothing=0.5", "--seed", "3"]
    assert main(["truth", votes, *COLUMNS, *words, "--out", "a", "--quiet"]) == 0
    first = json.loads(Path("a/report.json").read_text("utf-8"))
    again = shlex.split(first["next"][-1]["command"])
    assert again[:2] == ["assay", "truth"]
    assert main([*again[1:], "--quiet"]) == 0
    second = json.loads(Path("a-2/report.json").read_text("utf-8"))
    for summary in (first, second):
        summary["timings"] = summary["next"] = None
    assert first == second


def test_a_report_is_printed_in_every_format(votes, capsys):
    for form, words in (("json", '"schema": "assay-truth/1"'), ("md", "# votes: truth report"),
                        ("html", "<!doctype html>")):  # fmt: skip
        assert main(["truth", votes, *COLUMNS, "--format", form]) == 0
        assert words in capsys.readouterr().out
    assert main(["truth", votes, *COLUMNS, "--json", "--out", "kept"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(Path("kept/report.json").read_text())
    assert not Path("assay-votes").exists()


def test_quiet_says_nothing(votes, capsys):
    assert main(["truth", votes, *COLUMNS, "-q"]) == 0
    told = capsys.readouterr()
    assert not told.out + told.err
    assert Path("assay-votes/sources.parquet").exists()


def test_a_folder_with_files_is_left_alone(votes, capsys):
    assert main(["truth", votes, *COLUMNS, "-q"]) == 0
    assert main(["truth", votes, *COLUMNS, "-q"]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["truth", votes, *COLUMNS, "-q", "--force"]) == 0


def test_one_column_a_source_and_checked_answers(capsys):
    Path("wide.csv").write_text("id,a,b,c,sure\n1,x,x,y,x\n2,y,,y,\n3,x,x,x,y\n")
    words = ["--id", "id", "--label", "a", "--label", "b", "--label", "c", "--gold", "sure"]
    assert main(["truth", "wide.csv", *words, "--kind", "model", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["kind"] for one in told["sources"]} == {"model", "gold"}
    assert told["checked"]["items"] == 2
    assert told["sources"][0]["source"] == "gold"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--item", "tsk", *COLUMNS[2:]], ("column for item", "'tsk'", "Did you mean 'task'?")),
        (["--label", "answer"], ("several sources", "one label an item", "--source")),
        (COLUMNS[:4], ("column with the labels must be named", "answer")),
        ([*COLUMNS, "--method", "dawid"], ("no method of the stage infer", "dawid-skene")),
        ([*COLUMNS, "--set", "rounds=3"], ("settings need a method", "--method")),
        (
            [*COLUMNS, "--method", "dawid-skene", "--set", "rounds"],
            ("NAME=VALUE", "'rounds'", "There are: smoothing, tolerance, rounds"),
        ),
        (
            [*COLUMNS, "--method", "dawid-skene", "--set", "rond=1"],
            ("no setting of DawidSkene 'rond'", "rounds"),
        ),
        (
            [*COLUMNS, "--method", "dawid-skene", "--set", "rounds=1.5"],
            ("DawidSkene.rounds must be a whole number", "'1.5'"),
        ),
        (
            [*COLUMNS, "--method", "dawid-skene", "--set", "smoothing=-1"],
            ("smoothing must be above 0", "-1"),
        ),
        ([*COLUMNS, "--gold", "gone.csv"], ("must be there", "gone.csv")),
        ([*COLUMNS, "--features", "gone.npy"], ("must be there", "gone.npy")),
        ([*COLUMNS, "--features", "votes.csv"], (".npy or .npz", "votes.csv", "numpy.save")),
        ([*COLUMNS, "--context", "place"], ("column for context", "'place'")),
        ([*COLUMNS, "--classes", "cat"], ("among the classes cat", "'dog'")),
        ([*COLUMNS, "--kind", "robot"], ("robot", "annotator")),
        ([*COLUMNS, "--format", "xml"], ("xml", "html")),
    ],
)
def test_what_is_wrong_is_told(words, told, votes, capsys):
    assert main(["truth", votes, *words]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert all(word in error for word in told), error
    assert not Path("assay-votes").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ("hold data", "empty file")),
        ("task,worker,answer\n", ("must have rows",)),
        ("task,worker,answer\n1,ann,cat\n2,bob,cat\n", ("at least two classes", "only 'cat'")),
        ("task,worker,answer\n1,ann,\n2,bob,\n", ("say something", "only abstentions")),
        ("task,worker,answer\n,ann,cat\n2,bob,dog\n", ("name its item", "row 0")),
    ],
)
def test_data_that_hold_no_votes_are_told(text, told, capsys):
    Path("votes.csv").write_text(text)
    assert main(["truth", "votes.csv", *COLUMNS]) == 2
    error = capsys.readouterr().err
    assert all(word in error for word in told), error


def test_settings_are_read_as_what_they_are():
    from assay.cli.settings import value

    assert value("3", int, "a", "b") == 3
    assert value("1e-3", float, "a", "b") == 0.001
    assert value("yes", bool, "a", "b") is True
    assert value("none", int | None, "a", "b") is None
    assert value("4", int | None, "a", "b") == 4
    assert value("word", str, "a", "b") == "word"
