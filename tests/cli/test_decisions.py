"""`assay apply`, `diff`, `revert` and `merge`."""

import json
import shutil
from pathlib import Path

import pytest

from assay.cli import main
from assay.cli.apply import repaired_name
from assay.ledger import Decision, Ledger, Patch

BEFORE = "id,label,split\n1,cat,train\n2,dog,train\n3,cat,test\n4,cat,train\n"


@pytest.fixture
def files():
    """Two files, and the patch between them."""
    Path("a.csv").write_text(BEFORE)
    Path("b.csv").write_text(BEFORE.replace("1,cat", "1,dog").replace("3,cat", "3,dog"))
    words = ["--label", "label", "--key", "id", "--split", "split", "--by", "ada", "--quiet"]
    assert main(["diff", "a.csv", "b.csv", *words, "--out", "p.jsonl"]) == 0


@pytest.fixture
def reviewed(audited, table):
    """An audit in which some labels were reviewed, and its data beside it."""
    shutil.copytree(audited, "audit")
    report = json.loads(Path("audit/report.json").read_text("utf-8"))
    digest = report["data_digest"]
    Path("audit/review").mkdir(exist_ok=True)
    rows = dict(line.split(",")[::3] for line in table.read_text().splitlines()[1:])

    def one(item, verdict, new=None, by="ada"):
        return Decision(
            item, verdict, field="topic", old=rows[item], new=new, by=by, data=digest, event=item
        )

    with Ledger("audit/review/ledger.sqlite") as ledger:
        right = next(name for name in ("red", "green") if name != rows["t0"])
        ledger.append([
            one("t0", "relabel", right), one("t1", "confirm"), one("t2", "drop"),
            one("t3", "skip"), one("t4", "relabel", "blue" if rows["t4"] != "blue" else "red"),
        ])  # fmt: skip
        ledger.append([one("t4", "drop", by="ben")])
    return table


def test_apply_and_revert(files, capsys):
    assert main(["apply", "p.jsonl", "a.csv"]) == 0
    told = capsys.readouterr().out
    assert "repaired a-repaired.csv" in told
    assert "1 relabelled of a.csv" in told
    assert "1 on the test split left out" in told
    assert Path("a-repaired.csv").read_text() == BEFORE.replace("1,cat", "1,dog")
    assert main(["revert", "a-repaired.csv"]) == 0
    assert "1 decision taken back: a-reverted.csv" in capsys.readouterr().out
    assert Path("a-reverted.csv").read_text() == BEFORE
    assert main(["apply", "p.jsonl", "a.csv", "--test", "--out", "c.csv", "--quiet"]) == 0
    assert not capsys.readouterr().out
    assert Path("c.csv").read_text() == Path("b.csv").read_text()


def test_a_dry_run_writes_nothing(files, capsys):
    there = sorted(Path().iterdir())
    assert main(["apply", "p.jsonl", "a.csv", "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"relabel": 1}
    assert [one["item"] for one in told["protected"]] == ["3"]
    assert told["out"] is None
    assert sorted(Path().iterdir()) == there


def test_what_does_not_fit_is_listed_and_nothing_written(files, capsys):
    Path("c.csv").write_text(BEFORE.replace("1,cat", "1,hen").replace("3,cat", "33,cat"))
    assert main(["apply", "p.jsonl", "c.csv"]) == 2
    assert "--by-key" in capsys.readouterr().err
    assert main(["apply", "p.jsonl", "c.csv", "--by-key"]) == 1
    told = capsys.readouterr().out
    assert "2 don't fit the data; --partly leaves them out" in told
    assert "row 0: 'hen'" in told
    assert "no such row" in told
    assert not Path("c-repaired.csv").exists()
    assert main(["apply", "p.jsonl", "c.csv", "--by-key", "--partly"]) == 0
    assert Path("c-repaired.csv").read_text() == Path("c.csv").read_text()


def test_an_audit_that_was_reviewed_needs_no_more_words(reviewed, capsys):
    assert main(["apply", "audit", "--verdicts"]) == 0
    told = capsys.readouterr().out
    assert "1 relabelled, 1 dropped of " in told
    assert "1 change nothing" in told
    assert "1 item on which reviewers disagree left out" in told
    before, after = reviewed.read_text().splitlines(), Path("tickets-repaired.csv").read_text()
    rows = after.splitlines()
    assert len(rows) == len(before) - 1
    assert rows[1].endswith(",relabel")
    assert rows[2] == before[2] + ",confirm"
    assert rows[3] == before[4] + ","
    assert main(["revert", "tickets-repaired.csv", "--out", "back.csv"]) == 0
    assert Path("back.csv").read_bytes() == reviewed.read_bytes()


@pytest.mark.parametrize("place", ["audit", "audit/review", "audit/review/ledger.sqlite"])
def test_a_review_becomes_a_patch(reviewed, place, capsys):
    assert main(["merge", place]) == 1
    told = capsys.readouterr().out
    assert "decisions differ on 1 item" in told
    assert all(name in told for name in ("t4", "ada", "ben"))
    assert main(["merge", place, "--agreed", "--out", "p.jsonl"]) == 1
    patch = Patch.read("p.jsonl")
    assert [one.item for one in patch.decisions] == ["t0", "t1", "t2"]
    assert (patch.field, patch.key) == ("topic", "id")
    assert main(["apply", "p.jsonl", str(reviewed), "--out", "x.csv"]) == 0


def test_folders_in_which_nothing_was_reviewed(audited, capsys):
    assert main(["apply", str(audited)]) == 2
    assert "assay review" in capsys.readouterr().err
    assert main(["merge", "nowhere.sqlite"]) == 2
    assert "which labels were reviewed" in capsys.readouterr().err


def test_diff_prints_a_patch(files, capsys):
    assert main(["diff", "a.csv", "b.csv", "--label", "label", "--id", "id"]) == 0
    printed = capsys.readouterr().out
    assert [one.item for one in Patch.parse(printed).decisions] == ["1", "3"]
    assert main(["diff", "a.csv", "b.csv", "--label", "label", "--out", "q.jsonl"]) == 0
    assert "2 relabelled: q.jsonl" in capsys.readouterr().out
    assert main(["diff", "a.csv", "a.csv", "--label", "label", "--out", "r.jsonl"]) == 0
    assert "no differences: r.jsonl" in capsys.readouterr().out


def test_merge(files, capsys):
    Path("c.csv").write_text(BEFORE.replace("1,cat", "1,hen").replace("4,cat", "4,dog"))
    words = ["--label", "label", "--key", "id", "--split", "split", "--by", "ben", "-q"]
    assert main(["diff", "a.csv", "c.csv", *words, "--out", "q.jsonl"]) == 0
    assert main(["merge", "p.jsonl", "q.jsonl", "--out", "m.jsonl"]) == 1
    told = capsys.readouterr().out
    assert "decisions differ on 1 item" in told
    assert all(word in told for word in ("ada", "ben", "hen", "dog"))
    assert not Path("m.jsonl").exists()
    assert main(["merge", "p.jsonl", "q.jsonl", "--json"]) == 1
    (conflict,) = json.loads(capsys.readouterr().out)
    assert [one["by"] for one in conflict["decisions"]] == ["ada", "ben"]
    preferred = ["merge", "p.jsonl", "q.jsonl", "--prefer", "q.jsonl"]
    assert main([*preferred, "--out", "m.jsonl"]) == 0
    assert "3 relabelled: m.jsonl" in capsys.readouterr().out
    assert [one.new for one in Patch.read("m.jsonl").decisions] == ["hen", "dog", "dog"]
    assert main([*preferred, "--out", "m.jsonl"]) == 2
    assert main(["merge", "p.jsonl", "m.jsonl", "--base", "p.jsonl"]) == 0
    assert capsys.readouterr().out == Path("m.jsonl").read_text()


def test_a_patch_that_was_cut_is_refused_with_its_line(files, capsys):
    text = Path("p.jsonl").read_text()
    Path("p.jsonl").write_text(text[: len(text) - 20])
    assert main(["apply", "p.jsonl", "a.csv"]) == 2
    assert "p.jsonl, line 3" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("d/pets.csv", "pets-repaired.csv"), ("pets.jsonl.gz", "pets-repaired.jsonl.gz"),
        ("pets-repaired.csv", "pets-repaired.csv"), ("pets.v2.parquet", "pets.v2-repaired.parquet"),
    ],
)  # fmt: skip
def test_names_of_repaired_files(name, wanted):
    assert repaired_name(Path(name)) == Path(wanted)
