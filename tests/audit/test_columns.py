import numpy as np

from assay.audit import LeakingColumns, UselessColumns
from assay.audit.leaking_columns import gain
from assay.registry import run


def world(n=600, seed=0):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, n)
    columns = {
        "weak": labels + rng.standard_normal(n) * 2,
        "noise": rng.standard_normal(n),
        "colour": np.array(["red", "green", "blue"], object)[rng.integers(0, 3, n)],
    }
    return labels, columns, rng


def test_a_renaming_of_the_label_is_a_leak(look):
    labels, columns, _ = world()
    columns["verdict"] = np.array(["x", "y", "z"], object)[labels]
    found = look(LeakingColumns(), columns=columns, labels=labels, classes=("a", "b", "c"))
    assert found["leaking-column"].name == "verdict"
    assert found["leaking-column"].severity == "error"


def test_a_number_made_from_the_label_is_a_leak(look):
    labels, columns, rng = world()
    columns["after"] = labels * 10 + rng.random(len(labels))
    found = look(LeakingColumns(), columns=columns, labels=labels, classes=("a", "b", "c"))
    assert found["leaking-column"].name == "after"


def test_missingness_that_gives_the_label_away(look):
    labels, columns, rng = world()
    labels = labels % 2
    columns["follow up"] = np.where(labels == 1, rng.random(len(labels)), np.nan)
    found = look(LeakingColumns(), columns=columns, labels=labels, classes=("a", "b"))
    assert found["missing-gives-label"].name == "follow up"


def test_a_key_of_every_row_gives_nothing_away(look):
    labels, columns, _ = world()
    columns["key"] = np.array([f"k{i}" for i in range(len(labels))], object)
    assert look(LeakingColumns(), columns=columns, labels=labels, classes=("a", "b", "c")) == {}


def test_honest_columns_of_clean_sets_are_no_leak(clean):
    assert all(f.severity != "error" for f in run(LeakingColumns(), clean))


def test_gain_is_zero_for_noise_and_one_for_the_label():
    labels, _, rng = world(4000)
    assert abs(gain(rng.integers(0, 5, 4000), labels, 3)) < 0.06
    assert gain(labels, labels, 3) == 1


def test_useless_columns_by_hand(look):
    n = 40
    columns = {
        "row": np.arange(n, dtype=float),
        "key": np.array([f"id-{i * 7919 % 1000}" for i in range(n)], object),
        "same": np.full(n, 3.0),
        "empty": np.where(np.arange(n) < 30, np.nan, 1.0),
        "price": np.random.default_rng(0).random(n) * 100,
    }
    found = run(UselessColumns(), {"columns": columns})
    assert {(f.code, f.name) for f in found} == {
        ("id-column", "row"),
        ("id-column", "key"),
        ("constant-column", "same"),
        ("missing-values", "empty"),
        ("missing-values", ""),
    }


def test_columns_of_clean_sets_are_useful(clean):
    assert all(f.severity != "warning" for f in run(UselessColumns(), clean))
