"""Labels of merged sets: which classes mean the same, and which don't."""

import re

import numpy as np
import pytest

import assay
from assay.card import by_column, put_together
from assay.card.definitions import Reading, aligned, other_names
from assay.card.merged import merged
from assay.card.sentences import conflict
from assay.errors import DataError

NAMES = ("billing", "login", "shipping", "praise")


def drawn(n, names, seed, odd=None, noise=0.0):
    """A set of things in the plane; `names` by kind, and `odd` renames those to the right."""
    random = np.random.default_rng(seed)
    kind = random.integers(0, len(names), n)
    where = np.array([(0, 0), (6, 0), (0, 6), (6, 6)])[kind] + random.normal(size=(n, 2))
    side = random.random(n)
    said = np.array(names, object)[kind]
    if odd:
        said[(kind == odd[0]) & (side > 0.6)] = odd[1]
    slip = random.random(n) < noise
    said[slip] = random.choice(names, slip.sum())
    return {"x": where[:, 0], "y": where[:, 1], "side": side * 4, "label": said}


def both(one, other):
    return put_together(*(
        assay.read(data, label="label", name=name)
        for data, name in ((one, "shop"), (other, "desk"))
    ))  # fmt: skip


def relations(made, at=0):
    rows = made["alignments"][at]["definitions"]
    return {row["name"] or row["to"][0]: (row["relation"], row["to"]) for row in rows}


def test_a_class_under_another_name_is_aligned_and_no_conflict():
    made = merged(both(drawn(700, NAMES, 1), drawn(500, ("Billing", "access", *NAMES[2:]), 2)))
    assert made["reference"] == "shop"
    assert relations(made) == {
        "Billing": ("same", ["billing"]), "access": ("other name", ["login"]),
        "shipping": ("same", ["shipping"]), "praise": ("same", ["praise"]),
    }  # fmt: skip
    assert made["conflicts"] == []
    assert made["n_unlike"] == 0
    assert made["told"][-1] == "No conflict was found between the definitions."
    assert min(min(row) for row in made["transfer"]["values"]) > 0.9


def test_a_part_that_one_set_calls_otherwise_is_a_conflict_with_its_rule():
    data = both(drawn(700, NAMES, 1), drawn(500, NAMES, 2, odd=(1, "billing")))
    made = merged(data)
    (one,) = made["conflicts"]
    assert (one["set"], one["given"], one["other"]) == ("desk", "billing", "login")
    assert re.search(r"`side` over 2\.[3-5]", one["rule"])
    assert "that the others would call `login`" in conflict(one)
    side = data.parts["columns"]["side"]
    assert min(side[700 + i] for i in one["items"]) > 2.3
    assert merged(data) == made


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_noise_alone_is_no_other_definition(noise):
    made = merged(both(drawn(600, NAMES, 1), drawn(600, NAMES, 2, noise=noise)))
    assert {relation for relation, _ in relations(made).values()} == {"same"}
    assert made["conflicts"] == []


def test_a_class_that_one_set_has_alone_is_no_conflict():
    made = merged(both(drawn(700, NAMES, 1), drawn(400, NAMES[:3], 2)))
    assert relations(made)["praise"] == ("only here", ["praise"])
    assert made["conflicts"] == []


def test_wide_and_narrow_classes_are_told_apart():
    wide = drawn(600, ("person", "person", "thing", "place"), 1)
    narrow = drawn(500, ("man", "woman", "thing", "place"), 2)
    assert relations(merged(both(wide, narrow)))["man"] == ("narrower", ["person"])
    found = relations(merged(both(narrow, {n: v[:400] for n, v in wide.items()})))
    assert found["person"] == ("wider", ["man", "woman"])


def test_a_name_for_something_else():
    swapped = drawn(500, ("login", "billing", "shipping", "praise"), 2)
    found = relations(merged(both(drawn(700, NAMES, 1), swapped)))
    assert found["login"] == ("other name", ["billing"])
    assert found["shipping"] == ("same", ["shipping"])


def test_relations_by_hand():
    classes = ("a", "b", "c", "d")
    said = np.repeat([0, 1, 2, 3], [40, 40, 40, 5])
    # Of the 40 `c` the other set calls 16 a, 12 b, 12 c: another meaning, and few are `d`.
    called = np.r_[np.zeros(40), np.ones(40), np.repeat([0, 1, 2], [16, 12, 12]), np.full(5, 3)]
    back = np.r_[np.zeros(40), np.ones(40), np.repeat([0, 1, 2], [14, 14, 12]), np.full(5, 3)]
    rows = np.arange(125)
    reading = Reading(
        (rows, rows), (said, said), (said, said),
        ((said, back.astype(int)), (called.astype(int), said)),
    )  # fmt: skip
    found = {one.name: one for one in aligned(reading, 0, 1, classes)}
    assert [found[name].relation for name in classes] == [
        "same", "same", "other meaning", "can't be told",
    ]  # fmt: skip
    assert found["c"].share == pytest.approx(0.4)
    assert list(other_names(list(found.values()))) == []


def test_items_that_stand_in_two_sets_speak_without_a_model():
    one, other = drawn(300, NAMES, 1), drawn(300, NAMES, 2)
    for name in ("x", "y", "side"):
        other[name][:40] = one[name][:40]
    other["label"][:40] = one["label"][:40]
    other["label"][:15] = np.where(one["label"][:15] == "login", "praise", "login")
    made = merged(both(one, other))["copies"]
    assert (made["n"], made["n_labelled"], made["n_unlike"]) == (40, 40, 15)
    assert made["across_splits"] is None
    assert sum(pair["count"] for pair in made["pairs"]) == 15


def test_three_sets_told_apart_by_a_column():
    sets = [drawn(n, NAMES, n) for n in (300, 400, 250)]
    sets[2]["label"] = np.where(sets[2]["label"] == "login", "access", sets[2]["label"])
    columns = {name: np.concatenate([one[name] for one in sets]) for name in sets[0]}
    columns["from"] = np.repeat(np.array(["east", "north", "west"], object), [300, 400, 250])
    data = assay.read(columns, label="label")
    made = merged(by_column(data, "from"))
    assert [one["name"] for one in made["sets"]] == ["east", "north", "west"]
    assert made["reference"] == "north"
    assert relations(made, 1)["access"] == ("other name", ["login"])
    assert made["conflicts"] == []
    assert "from" not in by_column(data, "from").parts["columns"]


@pytest.mark.parametrize(
    ("column", "words"),
    [("where", "must be there.*x, y, side"), ("side", "2 to 12 values.*800"), ("same", "got 1 in")],
)
def test_columns_that_name_no_sets(column, words):
    data = drawn(800, NAMES, 1) | {"same": np.full(800, "one", object)}
    with pytest.raises(DataError, match=f"(?s){words}"):
        by_column(assay.read(data, label="label"), column)


def test_sets_that_cannot_be_compared():
    shop = assay.read(drawn(60, NAMES, 1), label="label")
    numbers = assay.read({"x": np.arange(60.0), "y": np.arange(60) / 7}, label="y")
    with pytest.raises(DataError, match=r"one class.*numbers"):
        put_together(shop, numbers)
    with pytest.raises(DataError, match="column in common"):
        put_together(shop, assay.read({"z": np.arange(9.0), "l": list("aabbccdda")}, label="l"))
    texts = assay.read({"t": ["a b", "c d"] * 9, "l": ["a", "b"] * 9}, label="l", text="t")
    with pytest.raises(DataError, match=r"same kind.*table and texts"):
        put_together(shop, texts)
