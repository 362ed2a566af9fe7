import pytest

from assay.bench.outcome import Compared, Results, Told
from assay.bench.page import page, save
from assay.bench.ranks import critical_difference, groups, ranked
from assay.bench.suite import Goal
from assay.bench.tables import all_ranks, cell_with_interval, tables
from assay.report.plots import ranks as drawn


def rows(*scores, names=("first", "second", "third")):
    def told(name, value):
        return Told(name, "ours", measured={"f1": [value]})

    return [
        Compared(f"row {i}", [told(n, v) for n, v in zip(names, line, strict=True)])
        for i, line in enumerate(scores)
    ]


@pytest.mark.parametrize(("k", "q"), [(2, 1.960), (3, 2.343), (5, 2.728), (10, 3.164)])
def test_the_critical_difference_is_that_of_the_tables(k, q):
    # Critical values for the two-tailed Nemenyi test at 5 %, as tables print them.
    n = 12
    assert critical_difference(k, n) == pytest.approx(q * (k * (k + 1) / (6 * n)) ** 0.5, rel=5e-4)


def test_ranks_by_hand():
    found = ranked(
        rows((0.9, 0.8, 0.1), (0.9, 0.8, 0.1), (0.5, 0.5, 0.1), (0.2, 0.3, 0.1), (0.9, 0.8, 0.1)),
        "f1",
    )
    assert found.names == ("first", "second", "third")
    # Ties share their rank: 1, 1, 1.5, 2, 1 and 2, 2, 1.5, 1, 2.
    assert found.means == pytest.approx((1.3, 1.7, 3.0))
    assert found.rows == 5
    assert found.difference == pytest.approx(2.343 * (12 / 30) ** 0.5, rel=1e-3)
    assert found.groups == ((0, 1), (1, 2))
    assert found.p_same < 0.05


def test_ranks_by_brute_force():
    import numpy as np

    values = np.random.default_rng(0).random((9, 4))
    names = tuple("abcd")
    found = ranked(rows(*values, names=names), "f1")
    mean = {n: 1 + (values > values[:, [i]]).sum(axis=1).mean() for i, n in enumerate(names)}
    assert dict(zip(found.names, found.means, strict=True)) == pytest.approx(mean)
    assert list(found.means) == sorted(found.means)


def test_too_few_are_not_ranked():
    assert ranked(rows(*[(1, 2, 3)] * 4), "f1") is None
    assert ranked(rows(*[(1, 2)] * 9, names=("a", "b")), "f1") is None
    assert ranked([], "f1") is None
    # Two have the metric in every row, three in most of them, and five rows of those are wanted.
    some = rows(*[(1, 2, 3)] * 4) + rows(*[(1, 2, 3)], names=("first", "second", "other"))
    assert ranked(some, "f1") is None


def test_those_of_most_rows_are_ranked_over_the_rows_where_all_of_them_are():
    some = rows(*[(1, 2, 3)] * 5) + rows(*[(1, 2, 3)], names=("first", "second", "other"))
    found = ranked(some, "f1")
    assert (found.names, found.rows) == (("third", "second", "first"), 5)


def test_alike_everywhere():
    found = ranked(rows(*[(0.5, 0.5, 0.5)] * 6), "f1")
    assert found.means == (2, 2, 2)
    assert (found.p_same, found.groups) == (1, ((0, 2),))


def test_groups_are_the_longest_runs():
    assert groups([1, 2, 3], 0.5) == ()
    assert groups([1, 2, 3], 9) == ((0, 2),)
    assert groups([1, 1.4, 1.8, 5, 5.1], 0.5) == ((0, 1), (1, 2), (3, 4))


def test_an_interval_of_three_seeds():
    told = Told("us", "ours", measured={"f1": [0.1, 0.2, 0.3], "recall": [1.0, 1.0]})
    # t of 0.975 at two degrees of freedom is 4.303, the standard error 0.1 / sqrt(3).
    assert told.interval("f1") == pytest.approx(
        (0.2 - 4.303 * 0.05774, 0.2 + 4.303 * 0.05774), 1e-3
    )
    assert told.interval("recall") is None
    row = Compared("a", [told])
    assert cell_with_interval(row, "us", "f1") == "0.2 ± 0.1 [-0.04841, 0.4484]"
    assert cell_with_interval(row, "us", "recall") == "1"
    assert cell_with_interval(row, "gone", "f1") == ""


def test_a_page_and_its_drawing(tmp_path):
    found = rows(*[(0.9, 0.8, 0.1)] * 6, names=("<b>us</b>", "second", "third"))
    goal = Goal("second", "f1", least=0.9)
    results = Results("tiny", "Which & why?", {"processors": "2"}, found, [goal])
    (ranks,) = all_ranks(results)
    assert [t.body for t in tables(results) if t.title.startswith("mean ranks")] == [
        [["<b>us</b>", "1.00", "a"], ["second", "2.00", "ab"], ["third", "3.00", "b"]]
    ]
    text = page(results)
    assert "&lt;b&gt;us&lt;/b&gt;" in text
    assert "<b>us</b>" not in text
    assert "1 goal, 1 missed" in text
    assert str(drawn(ranks.names, ranks.means, ranks.groups, ranks.difference)) in text
    save(results, tmp_path / "new")
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == [
        "tiny.html", "tiny.json", "tiny.md",
    ]  # fmt: skip


def test_who_is_alike_stands_under_one_bar():
    text = drawn(("a", "b", "c", "d"), (1.0, 1.5, 3.0, 3.5), ((0, 1), (2, 3)), 0.8)
    assert text.count('class="alike"') == 3
    assert text.count('class="lead"') == 4
    assert "Mean ranks: a 1.00, b 1.50, c 3.00, d 3.50" in text
