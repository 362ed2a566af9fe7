"""Tables in pages that are written by hand: made of what was recorded, and of nothing else."""

from pathlib import Path

import pytest

from assay.bench.outcome import Compared, Results, Told
from assay.bench.shipped import load_suite

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def filled(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    from generators import filled

    return filled


def row(name, **contenders):
    told = [
        Told(who.replace("_", " "), "ours", measured=measured)
        for who, measured in contenders.items()
    ]
    return Compared(name, told)


def test_only_what_stands_between_the_marks_is_made_anew(filled, monkeypatch):
    monkeypatch.setitem(filled.TABLES, "misses", ("misses", lambda rows: f"{len(rows)} rows"))
    monkeypatch.setattr(filled, "rows_of", lambda _: {"a": None, "b": None})
    text = "before\n<!-- recorded: misses -->\nold\n<!-- end -->\nafter\n"
    made = "before\n<!-- recorded: misses -->\n\n2 rows\n\n<!-- end -->\nafter\n"
    assert filled.filled(text) == made
    assert filled.filled(made) == made
    monkeypatch.setattr(filled, "rows_of", lambda _: {})
    assert "`assay bench misses` prints them" in filled.filled(text)


def test_what_reviews_find_has_the_best_of_each_in_bold(filled):
    found = {"found-per-hundred": [46.2], "first-hundred": [59.0]}
    less = {"found-per-hundred": [32.0], "first-hundred": [59.3]}
    text = filled.reviewed({"texts": row("texts", assay=found, plain=less)})
    assert text.splitlines()[2] == "| texts | **46** | 32 | **59** | **59** |"


def test_intervals_have_a_line_for_each_order(filled):
    measured = {
        "always-holds": [0.975], "plain-holds": [1.0], "review-width": [0.0512],
        "review-found": [12.4],
    }  # fmt: skip
    rows = {"x": row("interval, texts", mixed_order=measured), "y": row("other", assay={})}
    lines = filled.held(rows).splitlines()
    assert lines[2:] == ["| texts | mixed order | 98 % | 100 % | 0.05 | 12 |"]


def test_every_page_that_has_marks_is_made(filled):
    marked = {f"why/{path.name}" for path in (DOCS / "why").glob("*.md")
              if "<!-- recorded:" in path.read_text("utf-8")}  # fmt: skip
    assert {"why/reviewing.md", "why/what-assay-misses.md"} == marked
    assert set(filled.pages(DOCS)) == marked | {"../README.md"}


def test_other_libraries_are_compared_on_rows_that_both_have(filled):
    def measured(name, ours, *theirs):
        peers = zip(("one", "other"), theirs, strict=True)
        told = [Told(who, "peer", measured={"f1": [x]} if x else {}) for who, x in peers]
        return Compared(name, [Told("assay", "ours", measured={"f1": [ours]}), *told])

    # The one that ran on most rows, then the best; rows that it hasn't don't count.
    rows = [
        measured("a", 0.9, 0.7, 0.8),
        measured("b", 0.5, 0.6, 0.505),
        measured("c", 0.1, 0.9, None),
    ]
    found = Results("aqua", "", {}, rows)
    line = filled.beside.table((found,), "at/").splitlines()[2]
    assert line.endswith("| 3 | f1 | 0.500 | 0.733 (one) | on 2 |")
    found = Results("aqua", "", {}, rows[:2])
    line = filled.beside.table((found,), "at/").splitlines()[2]
    assert line.startswith("| [flag wrong labels, AQuA's protocol](at/aqua.md) | 2 | f1 |")
    assert line.endswith("| 0.700 | 0.653 (other) | on 0 |")
    assert len(filled.beside.table((), "at/").splitlines()) == 2


def test_whom_of_ours_others_are_compared_with_runs_where_it_is_said_to(filled):
    for job in filled.beside.JOBS:
        rows = load_suite(job.suite).rows
        both = [one for one in rows if job.metric in one.metrics and one.peers]
        assert any(ours.name == job.ours for one in both for ours in one.ours), job
