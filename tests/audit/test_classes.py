import numpy as np
import pytest

from assay.audit import ConfusedClasses, Imbalance, LabelSpace, Unlabelled
from assay.audit.codes import codes


def test_imbalance_by_hand(look):
    labels = np.repeat([0, 1, -1], [90, 10, 5])
    found = look(Imbalance(), labels=labels, classes=("no", "yes"))
    share = np.array([0.9, 0.1])
    assert found["imbalance"].value == 9
    assert (
        f"{np.exp(-(share * np.log(share)).sum()):.1f} of equal size" in found["imbalance"].message
    )
    assert found["imbalance"].severity == "note"


def test_small_classes_are_named_smallest_first(look):
    from assay.registry import run

    labels = np.repeat([0, 1, 2], [50, 4, 1])
    found = [
        f for f in run(Imbalance(), {"labels": labels, "classes": "abc"}) if f.code == "small-class"
    ]
    assert [(f.name, f.items.tolist()) for f in found] == [("c", [54]), ("b", [50, 51, 52, 53])]


def test_balanced_classes_are_fine(look):
    assert look(Imbalance(), labels=np.arange(300) % 3, classes="abc") == {}


def test_unlabelled_are_counted(look):
    labels = np.array([0, -1, 1, -1])
    found = look(Unlabelled(), labels=labels, split=np.array(["a", "b", "a", "b"], object))
    assert found["unlabelled"].items.tolist() == [1, 3]
    assert ": all of `b`, and none elsewhere" in found["unlabelled"].message
    assert look(Unlabelled(), labels=np.array([0, 1])) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cat", "cat "),
        ("cat", "cats"),
        ("café", "Cafe"),
        ("not_spam", "not spam"),
        ("positive", "postive"),
    ],
)
def test_names_of_one_class(look, one, other):
    found = look(LabelSpace(), classes=(one, "something else", other))
    assert {"similar-class-names"} == set(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cat", "car"),
        ("class 1", "class 2"),
        ("1", "11"),
        ("relevant", "irrelevant"),
        ("positive", "negative"),
        ("male", "female"),
        ("hepatitis a", "hepatitis b"),
        ("north", "south"),
    ],
)
def test_names_of_two_classes(look, one, other):
    assert look(LabelSpace(), classes=(one, other)) == {}


def test_the_smaller_half_is_to_be_renamed(look):
    found = look(LabelSpace(), classes=("Dog", "dog"), labels=np.repeat([0, 1], [3, 30]))
    assert found["similar-class-names"].name == "Dog"


def test_one_way_confusion_is_a_habit_and_both_ways_an_overlap(look):
    proba = np.eye(3)[np.repeat([0, 1, 2], 100)] * 0.7 + 0.1
    habit = np.repeat([0, 1, 2], 100)
    habit[:20] = 1
    found = look(ConfusedClasses(), labels=habit, predictions=proba, classes="abc")
    assert found["confused-classes"].message == (
        "20 items labelled `b` (17 %) look like `a`, and 0 the other way (0 %): one way, as where "
        "`a` is often labelled `b`."
    )
    assert sorted(found["confused-classes"].items) == list(range(20))
    both = habit.copy()
    both[100:115] = 0
    found = look(ConfusedClasses(), labels=both, predictions=proba, classes="abc")
    assert "both ways" in found["confused-classes"].message


def test_every_code_is_explained():
    for told in codes().values():
        assert len(told) == 3
        assert all(part.endswith(".") for part in told)
