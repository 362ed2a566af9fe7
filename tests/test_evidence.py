import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.sparse import csr_array

from assay.errors import DataError
from assay.evidence import (
    Evidence,
    Source,
    Truth,
    any_of,
    encode,
    freeze,
    heaviest,
    number,
    one_of,
    ordered,
)


def plain(**changes):
    """Build two hard claims, with some parts changed."""
    parts = {
        "truth": one_of("ab"), "n_items": 2, "item": np.array([0, 1]), "source": np.array([0, 0]),
        "claim": csr_array(np.eye(2)), "negated": np.zeros(2, bool), "sources": (Source("x"),),
    }  # fmt: skip
    return Evidence(**parts | changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"item": [0]}, r"claim must have shape .* got shape \(2, 2\)|one value a claim"),
        ({"source": [0]}, r"source must have one value a claim, shape \(2,\); got shape \(1,\)"),
        ({"negated": [False]}, "negated must have one value a claim"),
        ({"item": [0, 2]}, r"item must lie in 0\.\.1; got 2 \(claim 1, 1 such\)"),
        ({"item": [-1, -1]}, r"item must lie in 0\.\.1; got -1 \(claim 0, 2 such\)"),
        ({"item": [0.0, 1.0]}, "item must be whole numbers; got float64"),
        ({"source": [0, 1]}, r"source must lie in 0\.\.0; got 1"),
        (
            {"claim": csr_array(np.eye(3)[:2])},
            r"\(claims, classes\) = \(2, 2\); got shape \(2, 3\)",
        ),
        ({"claim": csr_array(-np.eye(2))}, "weights of a claim must be finite and at least 0"),
        ({"claim": csr_array([[np.nan, 0], [0, 1]])}, "weights of a claim must be finite"),
        ({"claim": csr_array([[1, 0], [0, np.inf]])}, "weights of a claim must be finite"),
        (
            {"claim": csr_array([[1, 0], [0, 0]])},
            r"allow at least one class; .*\(claim 1, 1 such\)",
        ),
    ],
)
def test_claims_keep_their_rules(changes, message):
    with pytest.raises(DataError, match=message):
        plain(**changes)


def test_a_negated_claim_may_name_nothing():
    assert plain(claim=csr_array((2, 2)), negated=np.ones(2, bool)).n_items == 2


@pytest.mark.parametrize("name", ["item", "source", "negated"])
def test_nothing_can_be_written(name):
    evidence = plain()
    with pytest.raises(ValueError, match="read-only"):
        getattr(evidence, name)[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        evidence.claim.data[0] = 2


def test_the_callers_arrays_stay_open():
    item, claim = np.array([0, 1]), csr_array(np.eye(2))
    plain(item=item, claim=claim)
    item[0], claim.data[0] = 1, 5


def test_travels():
    evidence = pickle.loads(pickle.dumps(plain()))
    assert evidence.truth == one_of("ab")
    assert evidence.given.tolist() == [0, 1]


class TestTruth:
    def test_kinds(self):
        assert one_of("ab") == Truth("one_of", ("a", "b"))
        assert any_of([1, 2]).classes == ("1", "2")
        assert ordered("ab").kind == "ordered"
        assert number(0, 5) == Truth("number", low=0, high=5)
        assert (one_of("abc").width, number().width) == (3, 1)

    @pytest.mark.parametrize(
        ("classes", "message"),
        [((), "at least one class; got none"), ("aba", "class names must differ; got 'a' twice")],
    )
    def test_wrong_classes_are_told(self, classes, message):
        with pytest.raises(DataError, match=message):
            one_of(classes)


class TestLabels:
    def test_names_in_order(self):
        evidence = Evidence.labels(np.array(["dog", "cat", "dog"]))
        assert evidence.classes == ("cat", "dog")
        assert evidence.given.tolist() == [1, 0, 1]
        assert evidence.sources == (Source("given", "given"),)

    @pytest.mark.parametrize(
        ("label", "classes", "given"),
        [
            ([3, 7, -1, 3], ("3", "7"), [0, 1, -1, 0]),
            (np.array(["b", None, "a"], object), ("a", "b"), [1, -1, 0]),
            (np.array(["b", np.nan, "a"], object), ("a", "b"), [1, -1, 0]),
            ([1.0, np.nan, 2.0], ("1", "2"), [0, -1, 1]),
            ([0.5, 1.5], ("0.5", "1.5"), [0, 1]),
            ([True, False], ("False", "True"), [1, 0]),
            (np.array([10, 9], object), ("9", "10"), [1, 0]),
        ],
    )
    def test_every_type_of_label(self, label, classes, given):
        evidence = Evidence.labels(label)
        assert evidence.classes == classes
        assert evidence.given.tolist() == given

    @pytest.mark.parametrize(
        ("label", "classes", "given"),
        [
            ([0, 1, -1], ("b", "a"), [0, 1, -1]),
            ([7, 3, -1], (7, 3), [0, 1, -1]),
            (["a", "b"], ("b", "a", "c"), [1, 0]),
            (np.array(["a", None], object), ("b", "a"), [1, -1]),
        ],
    )
    def test_classes_that_are_told(self, label, classes, given):
        evidence = Evidence.labels(np.asarray(label), classes)
        assert evidence.classes == tuple(map(str, classes))
        assert evidence.given.tolist() == given

    @pytest.mark.parametrize(
        ("label", "classes", "message"),
        [
            ([0, 5, 5], "ab", r"label must lie in -1\.\.1; got 5 \(claim 1, 2 such\)"),
            (["a", "x"], "ab", r"among the classes a, b; got .*'x'.* \(1 such labels\)"),
            (np.array(["a", "x"], object), "ab", "among the classes a, b; got 'x'"),
            ([4], [1, 2], "among the classes 1, 2; got .*4"),
            (np.array(["a", 1], object), None, "labels must be of one type; got int and str"),
            ([-1, -1], None, "there must be at least one class"),
            ([[0], [1]], None, r"one a row, shape \(items,\); got shape \(2, 1\)"),
            (0, None, r"one a row, shape \(items,\); got shape \(\)"),
        ],
    )
    def test_strange_labels_are_told(self, label, classes, message):
        with pytest.raises(DataError, match=message):
            Evidence.labels(np.asarray(label), classes)

    def test_many_classes_are_shortened(self):
        with pytest.raises(DataError, match=r"c0, c1, .*, \.\.\. \(20 in all\)"):
            Evidence.labels(np.array(["x"]), [f"c{i}" for i in range(20)])

    def test_no_items(self):
        assert Evidence.labels(np.empty(0, int), "ab").given.shape == (0,)


class TestVotes:
    def test_rows_and_sources(self):
        evidence = Evidence.votes([0, 2, 0], ["ann", "bob", "bob"], ["x", "y", "y"])
        assert evidence.n_items == 3
        assert [s.name for s in evidence.sources] == ["ann", "bob"]
        assert evidence.source.tolist() == [0, 1, 1]
        assert evidence.claim.toarray().tolist() == [[1, 0], [0, 1], [0, 1]]

    def test_abstaining_is_no_row(self):
        evidence = Evidence.votes([0, 1, 1], [0, 0, 1], [0, -1, 1], ("a", "b"))
        assert evidence.item.tolist() == [0, 1]
        assert evidence.n_sources == 2

    def test_votes_of_rules(self):
        assert Evidence.votes([0], [0], [0], ("a",), kind="rule").sources[0].kind == "rule"

    @pytest.mark.parametrize(
        ("item", "message"),
        [
            (["x"], "whole numbers from 0; got .*np.unique"),
            ([5], r"item must lie in 0\.\.1; got 5"),
        ],
    )
    def test_wrong_items_are_told(self, item, message):
        with pytest.raises(DataError, match=message):
            Evidence.votes(item, [0], [0], ("a", "b"), n_items=2)

    @pytest.mark.parametrize(("sources", "labels"), [([0, 0], [0]), ([0], [0, 0]), ([0], [0, -1])])
    def test_columns_must_be_of_one_length(self, sources, labels):
        with pytest.raises(DataError, match="one value a vote"):
            Evidence.votes([0], sources, labels, ("a", "b"))


class TestOtherKinds:
    def test_soft(self):
        proba = np.array([[0.2, 0.8], [np.nan, np.nan], [1, 0]])
        evidence = Evidence.soft(proba, "ab")
        assert evidence.item.tolist() == [0, 2]
        assert evidence.given.tolist() == [1, -1, 0]
        np.testing.assert_array_equal(evidence.claim.toarray(), proba[[0, 2]])

    def test_tags(self):
        evidence = Evidence.tags([[1, 0], [1, 1], [0, 0]], "ab", said=[True, True, False])
        rows = zip(evidence.item, evidence.negated, evidence.claim.toarray().tolist(), strict=True)
        expected = [(0, False, [1, 0]), (1, False, [1, 1]), (0, True, [0, 1])]
        assert sorted(rows, key=str) == sorted(expected, key=str)
        assert evidence.truth == any_of("ab")

    def test_numbers(self):
        evidence = Evidence.numbers([0.5, np.nan, 0.0], number(0, 1))
        assert evidence.item.tolist() == [0, 2]
        assert evidence.claim.toarray().tolist() == [[0.5], [0]]
        assert evidence.truth == number(0, 1)
        assert evidence.classes == ()

    def test_numbers_of_several_sources(self):
        item, source = np.array([0, 0, 2, 2]), np.array(["bob", "ann", "ann", "bob"])
        evidence = Evidence.numbers([1.5, np.nan, 0, -2], item=item, source=source, n_items=4)
        assert evidence.n_items == 4
        assert evidence.item.tolist() == [0, 2, 2]
        assert [evidence.sources[s].name for s in evidence.source] == ["bob", "ann", "bob"]
        assert evidence.claim.toarray().ravel().tolist() == [1.5, 0, -2]
        assert {source.kind for source in evidence.sources} == {"annotator"}

    def test_tags_of_several_sources(self):
        said = [[1, 0], [1, 1], [0, 0]]
        silent = np.array([True, True, False])
        evidence = Evidence.tags(
            said, ["a", "b"], silent, item=np.array([1, 1, 0]), source=np.array([3, 4, 3])
        )
        rows = zip(evidence.item, evidence.source, evidence.negated, strict=True)
        assert [tuple(map(int, row)) for row in rows] == [(1, 0, 0), (1, 1, 0), (1, 0, 1)]
        assert evidence.claim.toarray().tolist() == [[1, 0], [1, 1], [0, 1]]
        assert [source.name for source in evidence.sources] == ["3", "4"]

    def test_numbers_and_sources_must_be_of_one_length(self):
        with pytest.raises(DataError, match="must have one value a vote; got 2, 2 and 3"):
            Evidence.numbers([1, 2, 3], item=np.array([0, 1]), source=np.array([0, 1]))


def test_given_is_what_the_first_source_says():
    claim = csr_array(np.array([[0, 1, 1], [1, 0, 0], [0, 0, 1], [1, 0, 0.0]]))
    evidence = Evidence(
        one_of("abc"), 3, np.array([0, 1, 1, 2]), np.array([0, 1, 0, 0]), claim,
        np.array([False, False, False, True]), (Source("given", "given"), Source("x")),
    )  # fmt: skip
    assert evidence.given.tolist() == [1, 2, -1]


def test_joined_claims_stand_one_below_the_other():
    one, two = Evidence.labels([0, 1], "ab"), Evidence.votes([1, 0], [0, 1], [0, 0], "ab")
    both = one.join(two)
    assert both.sources == one.sources + two.sources
    assert both.source.tolist() == [0, 0, 1, 2]
    assert both.item.tolist() == [0, 1, 1, 0]
    with pytest.raises(DataError, match="can be joined when items and classes are the same"):
        one.join(Evidence.labels([0, 1], "abc"))
    with pytest.raises(DataError, match="got 3 items"):
        one.join(Evidence.labels([0, 1, 0], "ab"))


def test_context_goes_with_the_claims():
    one = replace(Evidence.labels([0, 1], "ab"), context={"time": [3.0, 4.0], "cost": [1, 1]})
    two = replace(Evidence.labels([1, -1], "ab"), context={"time": [5.0]})
    both = one.join(two)
    assert {n: a.tolist() for n, a in both.context.items()} == {"time": [3.0, 4.0, 5.0]}
    late = both.take(both.context["time"] > 3)
    assert (late.item.tolist(), late.context["time"].tolist()) == ([1, 0], [4.0, 5.0])
    assert late.sources == both.sources
    assert late.take([1]).claim.toarray().tolist() == [[0, 1]]
    with pytest.raises(
        DataError, match=r"context 'time' must have one value a claim, shape \(2,\)"
    ):
        replace(one, context={"time": [1.0]})


@given(
    arrays.arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=st.floats(0, 9))
)
def test_heaviest_is_the_first_greatest_weight(weights):
    weights = weights[weights.any(axis=1)]
    found = heaviest(csr_array(weights))
    np.testing.assert_array_equal(found, weights.argmax(axis=1))


@given(
    st.lists(st.one_of(st.none(), st.text(max_size=3)), min_size=1).filter(
        lambda v: any(w is not None for w in v)
    )
)
def test_encoding_is_undone_by_the_names(labels):
    array = np.empty(len(labels), object)
    array[:] = labels
    codes, names = encode(array)
    assert [None if c < 0 else names[c] for c in codes] == labels
    assert list(names) == sorted(set(names))


def test_frozen_views_share_memory():
    array = np.arange(3)
    view = freeze(array)
    assert np.shares_memory(array, view)
    assert array.flags.writeable
    assert not view.flags.writeable


def test_replacing_checks_again():
    with pytest.raises(DataError, match="item must lie in"):
        replace(plain(), n_items=1)
