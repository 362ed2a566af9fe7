import pytest

from assay.bench.outcome import Compared, Results, Told
from assay.bench.suite import Figure, Goal
from assay.bench.summary import summaries
from assay.bench.tables import cell, markdown, show, tables


def row(name, *told, **more):
    return Compared(name, list(told), **more)


us = Told("us", "ours", measured={"f1": [0.5, 0.7], "recall": [1.0]})
them = Told("them", "peer", "1.2", measured={"f1": [0.4]})
fast = Told(
    "us", "ours", measured={"seconds": [1.0, 3.0, 2.0], "seconds-ratio": [0.5], "memory": [2e6]}
)


def results(*rows):
    return Results("tiny", "A question.", {"processors": "2"}, list(rows))


def test_a_table_a_metric_with_a_column_a_contender():
    first, second = tables(results(row("a", us, them), row("b", them, us)))[:2]
    assert (first.title, first.head) == ("f1", ["row", "us", "them"])
    assert first.body == [["a", "0.6 ± 0.14", "0.4"]]
    assert second.title == "recall"


def test_what_is_timed_is_a_line_a_contender():
    (table,) = tables(results(row("a", fast)))
    assert table.head == ["row", "contender", "seconds", "seconds-ratio", "memory"]
    assert table.body == [["a", "us", "2 s ± 1 s", "0.500", "2.0 MB"]]


def test_a_stated_number_stands_beside_the_measured():
    stated = row("a", us, them, figures=[Figure("us", "f1", 0.61, "a paper")])
    assert cell(stated, "us", "f1") == "0.6 ± 0.14 (stated 0.61, a paper)"
    assert cell(stated, "them", "recall") == ""
    assert cell(row("a", Told("us", "ours", skipped="no")), "us", "f1") == "skipped"


def test_goals_and_what_was_skipped_have_tables():
    goals = [Goal("us", "f1", least=0.5), Goal("us", "recall", most=0.9), Goal("us", "gone", 1)]
    made = tables(results(row("a", us, them, goals=goals), row("b", skipped="no data")))
    assert [t.title for t in made] == ["f1", "recall", "goals", "skipped"]
    assert [line[-1] for line in made[2].body] == ["met", "missed"]
    assert made[3].body == [["b", "no data"]]


def test_many_contenders_are_lines_the_best_first():
    many = [Told(f"c{i}", "ours", measured={"f1": [i / 20]}) for i in range(12)]
    cannot = Told("cannot", "ours", skipped="needs a graph")
    made = tables(results(row("a", *many, cannot), row("b", *many, cannot)))
    assert (made[0].title, made[0].head) == ("f1", ["contender", "a", "b"])
    assert [line[0] for line in made[0].body[:2]] == ["c11", "c10"]
    assert len(made[0].body) == 12
    assert made[-1].title == "contenders that could not"
    assert made[-1].body == [["cannot", "all rows", "needs a graph"]]


def test_a_goal_can_be_against_another_or_the_best():
    goals = [
        Goal("us", "f1", least=0, against="them"),
        Goal("us", "f1", least=-0.01, against="best"),
        Goal("us", "f1", least=0, against="gone"),
        Goal("us", "recall", least=0, against="best"),
    ]
    best = Told("third", "peer", measured={"f1": [0.62]})
    made = row("a", us, them, best, goals=goals)
    values = [(round(value, 3), met) for _, value, met in made.judged()]
    assert values == [(0.2, True), (-0.02, False)]
    assert results(made).missed == ["a: f1 above best of us is -0.02"]


def test_a_goal_of_a_suite_is_on_the_mean_over_rows():
    other = Told("us", "ours", measured={"f1": [0.2]})
    goal = Goal("us", "f1", least=0.1, against="them")
    rows = [row("a", us, them), row("b", other, them), row("c", them)]
    found = Results("tiny", "A question.", {}, rows, [goal])
    # Differences of .2 and -.2; the third row doesn't tell.
    ((_, value, met),) = found.judged()
    assert (value, met) == (pytest.approx(0), False)
    assert "mean over rows: f1 above them of us" in found.missed[0]
    assert tables(found)[-1].body == [
        ["mean over rows", "us", "f1 above them", "at least 0.1", f"{value:.4g}", "missed"]
    ]
    assert not list(Results("tiny", "A question.", {}, [row("c", them)], [goal]).judged())


def test_rows_are_summed_up():
    other = Told("us", "ours", measured={"f1": [0.395]})
    (title, lines), *more = summaries([row("a", us, them), row("b", other, them), row("c", us)])
    assert (title, more) == ("f1 over rows", [])
    assert lines == [
        ["us", "2", "0.4975", "2 of 2", "0.0050", "+0.0975"],
        ["them", "2", "0.4000", "1 of 2", "0.2000", ""],
    ]
    assert not list(summaries([row("a", us, them)]))
    made = tables(results(row("a", us, them), row("b", other, them)))
    assert [table.title for table in made] == ["f1", "recall", "f1 over rows"]


def test_markdown_keeps_columns_apart():
    page = markdown(results(row("a | b", us, them)))
    assert "| a \\| b | 0.6 ± 0.14 | 0.4 |" in page
    assert page.startswith("# tiny\n\nA question.\n\nprocessors 2\n")


def test_a_terminal_shows_the_same(capsys):
    from rich.console import Console

    show(results(row("a", us, them, goals=[Goal("us", "f1", least=1)])), Console(width=120))
    out = capsys.readouterr().out
    assert "0.6 ± 0.14" in out
    assert "missed: a: f1 of us is 0.6" in out


def test_middle_and_spread():
    assert (fast.middle("seconds"), fast.spread("seconds")) == (2.0, 1.0)
    assert us.middle("none") != us.middle("none")
    assert us.spread("recall") == 0
