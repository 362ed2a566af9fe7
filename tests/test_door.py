from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.checks import sides
from assay.dataset import Neighbours
from assay.door import PIECE, guarded
from assay.errors import DataError
from assay.evidence import Evidence, any_of


def through(**parts):
    """Send the parts through the door of a verb that reads exactly them."""
    names = ", ".join(parts)
    scope = {}
    exec(f"def verb({names}): return dict({', '.join(f'{n}={n}' for n in parts)})", scope)
    return guarded(scope["verb"], "Probe")(**parts)


def test_a_verb_without_known_names_is_left_alone():
    def verb(texts):
        return texts

    assert guarded(verb, "Probe") is verb


def test_good_parts_go_through_unchanged():
    labels = np.array([0, -1, 1], np.int8)
    proba = np.array([[0.5, 0.5], [1, 0], [0, 1]], np.float32)
    features = np.zeros((3, 0))
    found = through(labels=labels, predictions=proba, features=features)
    assert found["labels"] is labels
    assert found["predictions"] is proba
    assert found["features"] is features


def test_lists_become_arrays():
    found = through(labels=[0, 1], predictions=[[1, 0], [0, 1]], features=[[1], [2]])
    assert found["predictions"].dtype == found["features"].dtype == np.float64


def test_half_precision_becomes_single():
    assert through(features=np.ones((2, 2), np.float16))["features"].dtype == np.float32


def test_none_is_a_part_that_is_not_there():
    def verb(labels, features=None):
        return features

    checked = guarded(verb, "Probe")
    assert checked(np.array([0])) is None
    assert checked(np.array([0]), None) is None


@pytest.mark.parametrize(
    ("part", "value", "message"),
    [
        ("labels", [[0]], r"labels must be one a row, shape \(items,\); got shape \(1, 1\)"),
        ("labels", [0.0], "class indices from 0, -1 for unlabelled; got float64.*encode"),
        ("labels", ["a"], "class indices from 0"),
        ("labels", [0, -3], r"got -3 \(row 1\)"),
        ("predictions", [0.5], r"predictions must be a table, .*; got shape \(1,\)"),
        ("predictions", [[1.0]], r"a column a class, at least 2; got shape \(1, 1\)"),
        ("predictions", [[0.5, 0.5], [0.7, 0.7]], r"got a sum of 1.4 \(row 1\)"),
        ("predictions", [[0.5, 0.5], [1.2, -0.2]], r"got -0.2 \(row 1\)"),
        ("predictions", [[0.5, np.nan]], r"got NaN or infinity \(row 0\)"),
        ("predictions", [[np.inf, 0]], r"got NaN or infinity \(row 0\)"),
        ("predictions", [["a", "b"]], "predictions must be numbers; got <U1"),
        ("features", [[1, 2], [3, np.inf]], r"finite; got inf \(row 1, column 1\)"),
        ("features", [1, 2], "features must be a table"),
        ("neighbours", Neighbours(np.array([[1], [2]]), np.zeros((2, 1))), r"items in 0\.\.1"),
        ("truth", [0.5], "class indices from 0"),
        ("budget", -1, "budget must be a whole number, at least 0; got -1"),
        ("budget", 1.0, "budget must be a whole number, at least 0; got 1.0"),
    ],
)
def test_wrong_parts_are_told(part, value, message):
    with pytest.raises(DataError, match=f"^Probe: .*{message}"):
        through(**{part: value})


def test_a_bad_row_is_found_in_any_piece():
    rows = PIECE // 16 + 7
    proba = np.full((rows, 2), 0.5)
    features = np.zeros((rows, 2))
    proba[-1], features[-2, 1] = 0.6, np.nan
    with pytest.raises(DataError, match=rf"\(row {rows - 1}\)"):
        through(predictions=proba)
    with pytest.raises(DataError, match=rf"\(row {rows - 2}, column 1\)"):
        through(features=features)


def test_rounding_of_single_precision_passes():
    proba = np.random.default_rng(0).dirichlet(np.ones(1000) * 0.01, 50).astype(np.float32)
    assert through(predictions=proba)["predictions"] is proba


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"labels": [0], "predictions": np.full((2, 2), 0.5)}, "labels of 1 and predictions of 2"),
        ({"labels": [0], "features": csr_array(np.eye(2))}, "labels of 1 and features of 2"),
        ({"labels": [0, 2], "predictions": np.eye(2)}, r"prediction columns, 2; got 2 \(row 1\)"),
        ({"truth": [0, 2], "classes": "ab"}, r"below the number of classes, 2; got 2 \(row 1\)"),
        ({"truth": [0, 0], "classes": "a"}, "noise needs at least two classes; got 1"),
        ({"evidence": Evidence.labels([0, 1]), "labels": [0]}, "evidence of 2 and labels of 1"),
    ],
)
def test_parts_must_agree(parts, message):
    with pytest.raises(DataError, match=message):
        through(**parts)


def test_flags_by_method_are_not_counted_as_items():
    assert through(labels=np.array([0, 1, 1]), flags={"one": None})["flags"] == {"one": None}


def test_evidence_must_be_about_a_truth_the_method_reads():
    @dataclass
    class Reader:
        def infer(self, evidence):
            return evidence

    verb = guarded(Reader.infer, "Reader", frozenset({"one_of", "ordered"}))
    evidence = Evidence.labels([0, 1])
    assert verb(Reader(), evidence) is evidence
    tags = Evidence.tags(np.eye(2), "ab")
    assert tags.truth == any_of("ab")
    with pytest.raises(DataError, match="Reader: the truth must be one_of or ordered; got any_of"):
        verb(Reader(), tags)


@pytest.mark.parametrize("items", [0, 1])
def test_few_items_go_through(items):
    through(
        labels=np.zeros(items, int),
        predictions=np.full((items, 2), 0.5),
        features=np.zeros((items, 3)),
        neighbours=Neighbours(np.empty((items, 0), int), np.empty((items, 0))),
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.array(["a", "b"]), "sides must have two columns"),
        (np.array([["a", "b", "c"]]), "sides must have two columns"),
        (np.array([["a", None]], object), r"sides must name two things; got none \(row 0\)"),
    ],
)
def test_sides_are_two_names_a_pair(value, words):
    with pytest.raises(DataError, match=words):
        sides(value, "Who")


def test_sides_may_be_names_or_numbers():
    assert sides([["a", "b"]], "Who").tolist() == [["a", "b"]]
    assert sides(np.array([[1, 2]]), "Who").tolist() == [[1, 2]]
