"""Votes on which of two things is better."""

import numpy as np
import pytest

import assay
from assay.errors import DataError
from assay.infer import BradleyTerry, CardinalPreferences

ROWS = {
    "one": ["tea", "mud", "tea", "soap", "mud", "tea"],
    "other": ["mud", "tea", "soap", "mud", "soap", "mud"],
    "who": ["ann", "bob", "ann", "bob", "ann", "cleo"],
}


def table(**more):
    return ROWS | more


def test_pairs_are_one_item_whichever_way_round_they_were_asked():
    data = assay.read(
        table(better=["tea", "tea", "tea", "soap", "soap", ""]),
        sides=["one", "other"], source="who", label="better",
    )  # fmt: skip
    assert data.classes == ("first", "second")
    assert data.ids.tolist() == ["mud | tea", "soap | tea", "mud | soap"]
    assert data.sides.tolist() == [["mud", "tea"], ["soap", "tea"], ["mud", "soap"]]
    evidence = data.evidence
    assert evidence.item.tolist() == [0, 0, 1, 2, 2]  # the tie abstains
    assert evidence.claim.indices.tolist() == [1, 1, 1, 1, 1]
    assert [source.name for source in evidence.sources] == ["ann", "bob", "cleo"]
    found = assay.run(BradleyTerry(), data)
    assert [found.strengths.names[i] for i in found.strengths.order] == ["tea", "soap", "mud"]


@pytest.mark.parametrize(
    "better",
    [
        ["first", "second", "first", "first", "second", "first"],
        [0, 1, 0, 0, 1, 0],
        ["one", "other", "one", "one", "other", "one"],
    ],
)
def test_the_better_one_may_be_called_by_place(better):
    by_name = table(better=["tea", "tea", "tea", "soap", "soap", "tea"])
    options = {"sides": ["one", "other"], "source": "who", "label": "better"}
    plain, found = assay.read(by_name, **options), assay.read(table(better=better), **options)
    np.testing.assert_array_equal(found.evidence.claim.indices, plain.evidence.claim.indices)


def test_amounts_are_turned_with_the_pair():
    data = assay.read(
        table(by=[2.0, -3.0, 1.5, 1.0, -1.25, 2.5]),
        sides=["one", "other"], source="who", label="by", answers="numbers",
    )  # fmt: skip
    assert data.evidence.truth.kind == "number"
    assert data.evidence.claim.data.tolist() == [-2, -3, -1.5, -1, -1.25, -2.5]
    found = assay.run(CardinalPreferences(), data)
    assert found.strengths.names[found.strengths.order[0]] == "tea"


def test_prompts_are_items_where_they_are_named():
    options = {"sides": ["one", "other"], "label": "better", "source": "who", "item": "prompt"}
    rows = {"one": ["a", "b"], "other": ["b", "a"], "who": ["x", "y"], "better": ["a", "a"]}
    same = assay.read(rows | {"prompt": ["p", "p"]}, **options)
    assert same.ids.tolist() == ["p"]
    assert same.evidence.claim.indices.tolist() == [0, 0]
    apart = assay.read(rows | {"prompt": ["p", "q"]}, **options)
    assert apart.ids.tolist() == ["p", "q"]
    rows = rows | {"one": ["a", "c"], "better": ["a", "c"], "prompt": ["p", "p"]}
    assert assay.read(rows, **options).ids.tolist() == ["p: a | b", "p: a | c"]


def test_without_a_source_all_are_from_one():
    rows = {"one": ["a", "b"], "other": ["b", "c"], "better": ["a", "b"]}
    data = assay.read(rows, sides=["one", "other"], label="better")
    assert [source.name for source in data.evidence.sources] == ["given"]
    assert data.sides.tolist() == [["a", "b"], ["b", "c"]]


def test_a_file_is_read_alike(tmp_path):
    path = tmp_path / "duels.csv"
    path.write_text("one,other,who,better\n007,12,ann,007\n12,007,bob,12\n")
    data = assay.read(path, sides=["one", "other"], source="who", label="better")
    assert data.sides.tolist() == [["007", "12"]]
    assert data.evidence.claim.indices.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("rows", "options", "words"),
    [
        ({"better": ["x"] * 6}, {}, "must be one of the two things, first, or second; got 'x'"),
        ({"better": ["tea"] * 6, "one": [None, *ROWS["one"][1:]]}, {}, "must have a name"),
        ({"better": ["tea"] * 6}, {"sides": ["one"]}, "sides must be two columns"),
        ({"better": ["tea"] * 6}, {"sides": ["one", "none"]}, "column for sides must be there"),
    ],
)
def test_what_is_wrong_is_told(rows, options, words):
    with pytest.raises(DataError, match=words):
        assay.read(table(**rows), **({"sides": ["one", "other"], "label": "better"} | options))
