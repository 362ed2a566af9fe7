"""What passes the rules of an audit, and what is set aside."""

import numpy as np
import pytest

import assay
from assay.dataset import Dataset
from assay.errors import DataError
from assay.evidence import Evidence, number
from assay.read.rules import check, items_by_class, set_aside

RARE = {"label": ["x"] * 5 + ["y"] * 5 + ["z"], "n": list(range(11))}


def test_a_good_data_set_passes_unchanged():
    data = assay.read({"label": list("xxyy"), "home": list("abab")}, label="label", group="home")
    assert check(data) is data


def test_rare_classes_set_aside_lose_no_item():
    for data in (
        check(assay.read(RARE, label="label"), rare="aside"),
        assay.read(RARE, label="label", rare="aside"),
    ):
        assert data.n_items == 11
        assert data.labels.tolist() == [0] * 5 + [1] * 5 + [-1]
        assert data.classes == ("x", "y", "z")
        (note,) = data.notes
        assert (note.code, note.severity) == ("rare-class", "warning")
        assert note.items.tolist() == [10]
        assert "'z'" in note.message
        assert check(data) is data
    assert data.origin["rare"] == "aside"


def test_two_classes_must_be_left():
    data = assay.read({"label": list("xxxy")}, label="label")
    with pytest.raises(DataError, match="two classes"):
        check(data, rare="aside")


def test_set_aside_leaves_the_rest_alone():
    data = assay.read(RARE, label="label")
    kept = set_aside(data)
    assert kept.columns["n"].tolist() == data.columns["n"].tolist()
    assert data.labels[10] == 2
    assert set_aside(kept) is kept


def test_no_items():
    with pytest.raises(DataError, match="must have items"):
        check(Dataset(Evidence.labels(np.empty(0, np.int64), ["a", "b"])))


def test_no_labels():
    with pytest.raises(DataError, match="3 items without one"):
        check(Dataset(Evidence.labels(np.full(3, -1), ["a", "b"])))


def test_numbers_and_tags_pass():
    assert check(Dataset(Evidence.numbers(np.array([1.5, np.nan]), number(0, 2)))).n_items == 2
    assert check(Dataset(Evidence.tags(np.eye(3), list("abc")))).n_items == 3


def test_votes_of_one_class_fail_and_lone_classes_pass():
    item, source = np.array([0, 0, 1]), np.array([0, 1, 1])
    with pytest.raises(DataError, match="only 'a', 2 times"):
        check(Dataset(Evidence.votes(item, source, np.array(["a", "a", "a"]))))
    data = Dataset(Evidence.votes(item, source, np.array(["a", "b", "a"])))
    assert items_by_class(data.evidence).tolist() == [2, 1]
    assert check(data) is data


def test_nineteen_lone_labels_are_rare_and_not_an_id():
    labels = [f"u{i}" for i in range(19)] + ["x"] * 30
    with pytest.raises(DataError, match="two items; got one item of"):
        check(assay.read({"label": labels}, label="label"))


def test_unlabelled_items_say_nothing_of_groups():
    data = assay.read(
        {"label": ["x", "x", "y", "y", None], "home": ["a", "b", "a", "b", "c"]},
        label="label", group="home",
    )  # fmt: skip
    assert check(data) is data


def test_codes_of_notes_are_explained():
    from assay.read.notes import CODES

    for code, (what, why, mend) in CODES.items():
        assert code == code.lower()
        assert all(text.endswith(".") for text in (what, why, mend)), code
