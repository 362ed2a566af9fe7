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


def test_two_leaks_are_both_errors():
    labels, columns, _ = world()
    columns["verdict"] = np.array(["x", "y", "z"], object)[labels]
    columns["after"] = labels * 10.0 + columns["noise"] / 100
    found = run(LeakingColumns(), {"columns": columns, "labels": labels, "classes": "abc"})
    assert {(f.name, f.severity) for f in found} == {("verdict", "error"), ("after", "error")}
    told = {f.name: f.message for f in found}
    assert told["verdict"].startswith("`verdict` is the label under other names")
    assert "the best of the other columns" in told["after"]


def test_columns_of_an_easy_problem_are_only_noted():
    labels, _, rng = world()
    columns = {str(j): labels * 10.0 + rng.random(len(labels)) for j in range(3)}
    found = run(LeakingColumns(), {"columns": columns, "labels": labels, "classes": "abc"})
    assert {f.code for f in found} == {"strong-column"}
    assert {f.severity for f in found} == {"note"}


def test_missingness_that_gives_part_of_the_label_away(look):
    labels, columns, rng = world()
    labels = labels % 2
    filled = (labels == 1) | (rng.random(len(labels)) < 0.1)
    columns["follow up"] = np.where(filled, rng.random(len(labels)), np.nan)
    found = look(LeakingColumns(), columns=columns, labels=labels, classes=("a", "b"))
    assert found["missing-gives-label"].severity == "warning"
    assert "--drop 'follow up'" in found["missing-gives-label"].repair


def test_random_columns_are_never_told():
    for seed in range(60):
        rng = np.random.default_rng(seed)
        n, k = int(rng.integers(100, 600)), int(rng.integers(2, 20))
        labels = rng.choice(k, n, p=rng.dirichlet(np.full(k, 0.5)))
        columns = {
            "number": np.where(rng.random(n) < 0.3, np.nan, rng.standard_normal(n)),
            "word": rng.choice(np.array(["x", "y", None], object), n),
            "key": np.array([f"{i}" for i in range(n)], object),
        }
        parts = {"columns": columns, "labels": labels, "classes": [str(j) for j in range(k)]}
        assert run(LeakingColumns(), parts) == ()


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


def test_measurements_are_no_keys():
    rng = np.random.default_rng(0)
    columns = {
        "float": rng.standard_normal(500),
        "salary": np.rint(np.exp(rng.normal(10, 1, 500))),
        "age": rng.integers(18, 90, 500).astype(float),
        "essay": np.array([f"{i} " + "word " * 30 for i in range(500)], object),
    }
    assert run(UselessColumns(), {"columns": columns}) == ()


def test_keys_of_several_kinds():
    rng = np.random.default_rng(0)
    columns = {
        "customer": rng.permutation(np.arange(10_000_000, 99_999_999, 180_000.0)),
    }
    n = len(columns["customer"])
    columns["stamp"] = np.sort(rng.random(n)) * 1e9
    columns["name"] = np.array([f"name {i % (n - 2)}" for i in range(n)], object)
    found = {f.name: f for f in run(UselessColumns(), {"columns": columns})}
    assert {f.code for f in found.values()} == {"id-column"}
    assert set(found) == {"customer", "stamp", "name"}
    assert "rising from row to row" in found["stamp"].message
    assert f"{n - 2:,} values in {n:,} rows" in found["name"].message


def test_a_table_with_holes_is_told_as_a_whole(look):
    holes = np.where(np.arange(100) % 5 == 0, np.nan, np.arange(100) % 7)
    columns = {"a": holes, "b": np.arange(100) % 3.0}
    found = look(UselessColumns(), columns=columns)
    assert found["missing-values"].message == (
        "10 % of the cells are empty, in 1 of 2 columns: most in `a`, 20 % of its rows."
    )


def test_columns_of_clean_sets_are_useful(clean):
    assert all(f.severity != "warning" for f in run(UselessColumns(), clean))
