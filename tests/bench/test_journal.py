import pytest

from assay.bench import load_suite, run_suite
from assay.bench import run as runner
from assay.bench.journal import Journal, Unit, key, read
from assay.bench.outcome import Told
from assay.errors import DataError, NeedsError, SettingError

ROW = """
name: flags
data: {loader: world, settings: {items: 300, classes: 3}}
ours: [{name: us, method: confident-learning}]
metrics: [f1, recall]
seeds: 2
"""
GOAL = "goals: [{contender: us, metric: f1, least: 2}]"


def forbid(*_, **__):
    message = "measured again"
    raise AssertionError(message)


def test_what_was_measured_is_not_measured_again(write, tmp_path, monkeypatch):
    path = tmp_path / "out" / "tiny.jsonl"
    first = run_suite(write(ROW), journal=path)
    assert len(read(path)) == 2
    monkeypatch.setattr(runner, "quality", forbid)
    # What a number is compared with doesn't change it.
    again = run_suite(write(ROW + GOAL), journal=path)
    assert again.rows[0].contenders == first.rows[0].contenders
    assert again.missed
    with pytest.raises(AssertionError, match="measured again"):
        run_suite(write(ROW), seeds=3, journal=path)


def test_a_run_that_was_cut_short_goes_on(write, tmp_path):
    path = tmp_path / "tiny.jsonl"
    whole = run_suite(write(ROW), journal=path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 9])
    assert len(read(path)) == 1
    assert run_suite(write(ROW), journal=path) == whole
    assert path.read_bytes() == data


def test_another_question_is_another_key(write):
    (row,) = load_suite(write(ROW)).rows
    (goal,) = load_suite(write(ROW + GOAL)).rows
    (other,) = load_suite(write(ROW.replace("300", "301"))).rows
    assert key(row, 0) == key(goal, 0)
    assert len({key(row, 0), key(row, 1), key(other, 0)}) == 3


def test_a_file_that_is_no_journal_is_said_and_kept(tmp_path):
    path = tmp_path / "notes.jsonl"
    path.write_text('{"mine": 1}\n')
    with pytest.raises(DataError, match=r"lines of a journal.*notes\.jsonl.*Move the file"):
        Journal(path)
    assert path.read_text() == '{"mine": 1}\n'


def test_seeds_side_by_side_give_the_same(write, tmp_path):
    alone = run_suite(write(ROW))
    beside = run_suite(write(ROW), workers=2, journal=tmp_path / "tiny.jsonl")
    assert alone == beside
    with pytest.raises(SettingError, match="workers must be at least 1"):
        run_suite(write(ROW), workers=0)


def test_what_is_missing_today_is_tried_again(write, tmp_path, monkeypatch):
    def lacking(*_):
        raise NeedsError("bench", "the folder is not there")

    path = tmp_path / "tiny.jsonl"
    monkeypatch.setattr(runner, "quality", lacking)
    (row,) = run_suite(write(ROW), journal=path).rows
    assert row.skipped == "the folder is not there"
    assert not path.exists()
    monkeypatch.undo()
    (row,) = run_suite(write(ROW), journal=path).rows
    assert not row.skipped


def test_rows_not_asked_for_are_told_from_the_journal(tmp_path):
    lines = "\n".join(f"    {line}" for line in ROW.strip().splitlines())
    path = tmp_path / "tiny.yaml"
    text = "name: tiny\nabout: Two.\ngoals: [{contender: us, metric: f1, least: 0}]\nrows:\n"
    path.write_text(f"{text}  -\n{lines}\n  -\n{lines.replace('flags', 'others')}\n".replace(
        "name: others\n    data: {loader: world, settings: {items: 300",
        "name: others\n    data: {loader: world, settings: {items: 200",
    ))  # fmt: skip
    journal = tmp_path / "tiny.jsonl"
    only = run_suite(str(path), only=["flags"], journal=journal)
    assert ([row.name for row in only.rows], only.goals) == (["flags"], [])
    both = run_suite(str(path), only=["others"], journal=journal)
    assert [row.name for row in both.rows] == ["flags", "others"]
    assert both.goals


def test_a_unit_is_on_disk_when_it_is_kept(tmp_path):
    path = tmp_path / "deep" / "tiny.jsonl"
    unit = Unit("k", "row", 0, [Told("us", "ours", measured={"f1": [0.5]})])
    Journal(path).keep(unit)
    assert Journal(path).units == {"k": unit}
    Journal(None).keep(unit)
