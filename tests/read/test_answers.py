"""What votes are: classes, classes in order, tags, numbers."""

import numpy as np
import pytest

import assay
from assay.errors import DataError, SettingError

OPTIONS = {"item": "i", "source": "s", "label": "l"}


def votes(labels, **more):
    n = len(labels)
    return {"i": np.arange(n) // 2, "s": np.tile(["ann", "bob"], n)[:n], "l": labels, **more}


def said(data):
    """(item, source, what the claim says) of every claim."""
    evidence = data.evidence
    rows = zip(evidence.item.tolist(), evidence.source.tolist(), strict=True)
    return [
        (i, evidence.sources[s].name, evidence.claim[[e]].toarray()[0].tolist())
        for e, (i, s) in enumerate(rows)
    ]


def test_fractions_with_many_values_are_numbers():
    value = np.arange(60) / 7
    data = assay.read(votes(value), **OPTIONS)
    assert data.evidence.truth.kind == "number"
    np.testing.assert_allclose([one[2][0] for one in said(data)], value)


def test_whole_numbers_are_classes_unless_it_is_said():
    grades = [1, 2, 10, 2]
    assert assay.read(votes(grades), **OPTIONS).classes == ("1", "2", "10")
    ordered = assay.read(votes(grades), answers="ordered", **OPTIONS).evidence
    assert (ordered.truth.kind, ordered.classes) == ("ordered", ("1", "2", "10"))
    assert ordered.claim.indices.tolist() == [0, 1, 2, 1]
    numbers = assay.read(votes(grades), answers="numbers", **OPTIONS)
    assert [one[2] for one in said(numbers)] == [[1], [2], [10], [2]]


def test_numbers_from_text_with_gaps():
    data = assay.read(votes(["3", "?", "2.5", ""]), answers="numbers", **OPTIONS)
    assert said(data) == [(0, "ann", [3]), (1, "ann", [2.5])]
    with pytest.raises(DataError, match="must all be numbers; got 'high'"):
        assay.read(votes(["3", "high"]), answers="numbers", **OPTIONS)


def test_words_in_order_are_named():
    labels = ["low", "high", "mid", "low"]
    with pytest.raises(DataError, match=r"named, lowest first; got high, low, mid.*--classes"):
        assay.read(votes(labels), answers="ordered", **OPTIONS)
    classes = ["low", "mid", "high"]
    data = assay.read(votes(labels), answers="ordered", classes=classes, **OPTIONS)
    assert data.evidence.truth.kind == "ordered"
    assert data.classes == ("low", "mid", "high")
    assert data.evidence.claim.indices.tolist() == [0, 2, 1, 0]


@pytest.mark.parametrize(
    ("labels", "answers", "classes"),
    [
        ([-2, -1, 1, 2], None, ("-2", "-1", "1", "2")),
        ([-2, -1, 1, 2], "ordered", ("-2", "-1", "1", "2")),
        ([-1, 0, 1, -1], "ordered", ("-1", "0", "1")),
        ([-1, 1, 1, -1], None, ("-1", "1")),
    ],
)
def test_minus_one_is_a_class_where_it_can_not_be_silence(labels, answers, classes):
    data = assay.read(votes(labels), answers=answers, **OPTIONS)
    assert data.classes == classes
    assert len(data.evidence.item) == 4


def test_minus_one_is_silence_else():
    data = assay.read(votes([-1, 0, 1, 2]), **OPTIONS)
    assert data.classes == ("0", "1", "2")
    assert len(data.evidence.item) == 3


@pytest.mark.parametrize(
    "labels",
    [
        [["x", "y"], ["y"], [], None],
        ["x|y", "y", "|", None],
        ["x; y", "y", ";", ""],
        ['["x", "y"]', '["y"]', "[]", ""],
    ],
)
def test_tags(labels):
    answers = None if isinstance(labels[0], list) else "tags"
    data = assay.read(votes(labels), answers=answers, **OPTIONS)
    evidence = data.evidence
    assert (evidence.truth.kind, evidence.classes) == ("any_of", ("x", "y"))
    claims = [
        (*one[:2], *one[2], bool(n)) for one, n in zip(said(data), evidence.negated, strict=True)
    ]
    assert sorted(claims) == [
        (0, "ann", 1, 1, False), (0, "bob", 0, 1, False), (0, "bob", 1, 0, True),
        (1, "ann", 1, 1, True),
    ]  # fmt: skip


def test_context_goes_with_tags_and_numbers():
    tags = votes([["x", "y"], ["y"]], p=[5, 6])
    known = assay.read(tags, context="p", **OPTIONS).evidence
    assert sorted(zip(known.negated.tolist(), known.context["p"].tolist(), strict=True)) == [
        (False, 5), (False, 6), (True, 6),
    ]  # fmt: skip
    numbers = votes([1.5, np.nan, 2, 3], p=[5, 6, 7, 8])
    known = assay.read(numbers, answers="numbers", context="p", **OPTIONS).evidence
    assert known.context["p"].tolist() == [5, 7, 8]


def test_one_column_a_source():
    wide = {"id": [1, 2], "a": [1.5, 2.5], "b": [1.0, None]}
    data = assay.read(wide, id="id", label=["a", "b"], answers="numbers")
    assert said(data) == [(0, "a", [1.5]), (1, "a", [2.5]), (0, "b", [1.0])]
    ranks = {"a": [1, 3], "b": [2, -1]}
    data = assay.read(ranks, label=["a", "b"], answers="ordered")
    assert data.evidence.truth.kind == "ordered"


def test_what_answers_can_be():
    with pytest.raises(SettingError, match="one of classes, ordered, tags, numbers; got 'pairs'"):
        assay.read(votes([1, 2]), answers="pairs", **OPTIONS)


def test_truth_of_each_kind():
    random = np.random.default_rng(0)
    item, source = np.repeat(np.arange(40), 4), np.tile(np.arange(4), 40)
    base = {"i": item, "s": [f"s{k}" for k in source]}
    grade = np.clip(item % 5 + random.integers(-1, 2, 160), 0, 4)
    report = assay.truth({**base, "l": grade}, answers="ordered", **OPTIONS)
    assert report.summary["truth"] == "ordered"
    value = item % 7 + random.normal(0, 0.3, 160)
    report = assay.truth({**base, "l": value}, **OPTIONS)
    assert np.abs(report.items["value"] - np.arange(40) % 7).mean() < 0.3
    assert (report.items["low"] < report.items["high"]).all()
    tags = np.array(["a|b", "a", "b"])[item % 3]
    report = assay.truth({**base, "l": tags}, answers="tags", **OPTIONS)
    assert report.items["holds"].reshape(40, 2)[:3].tolist() == [[1, 1], [1, 0], [0, 1]]
