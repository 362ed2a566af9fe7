"""Predictions in a file of their own: which column is which class, and what doesn't fit."""

import numpy as np
import pytest

import assay
from assay.errors import DataError, ReadError
from assay.write import write_table

PETS = ["cat", "dog", "cow"] * 2
TABLE = {"size": np.arange(6.0), "pet": PETS}
#: In the order of the classes: cat, cow, dog.
PROBA = np.random.default_rng(0).dirichlet(np.ones(3), 6)
COLUMNS = {"cat": PROBA[:, 0], "cow": PROBA[:, 1], "dog": PROBA[:, 2]}


def read(predictions, **options):
    return assay.read(TABLE, label="pet", predictions=predictions, **options).predictions


def test_arrays_are_in_the_order_of_the_classes(tmp_path):
    np.save(tmp_path / "p.npy", PROBA)
    np.savez(tmp_path / "p.npz", PROBA)
    for given in (PROBA, tmp_path / "p.npy", str(tmp_path / "p.npz")):
        np.testing.assert_array_equal(read(given), PROBA)


def test_names_of_columns_decide(tmp_path):
    turned = {name: COLUMNS[name] for name in ("dog", "cat", "cow")}
    for name in ("p.csv", "p.parquet", "p.tsv", "p.jsonl", "p.csv.gz"):
        write_table(turned, tmp_path / name)
        np.testing.assert_allclose(read(tmp_path / name), PROBA, rtol=1e-12)
    np.savez(
        tmp_path / "p.npz", predictions=PROBA[:, [2, 0, 1]], classes=np.array(["dog", "cat", "cow"])
    )
    np.testing.assert_array_equal(read(tmp_path / "p.npz"), PROBA)


def test_names_of_items_decide(tmp_path):
    order = np.array([3, 0, 5, 1, 4, 2])
    shuffled = {"item": order, **{name: column[order] for name, column in COLUMNS.items()}}
    write_table(shuffled, tmp_path / "p.parquet")
    np.testing.assert_array_equal(read(tmp_path / "p.parquet"), PROBA)
    names = np.array([f"00{i}" for i in range(6)], object)
    write_table(
        {"key": names[order], **{n: c[order] for n, c in COLUMNS.items()}}, tmp_path / "p.csv"
    )
    given = {**TABLE, "key": names}
    data = assay.read(given, label="pet", id="key", predictions=tmp_path / "p.csv")
    np.testing.assert_allclose(data.predictions, PROBA, rtol=1e-12)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"cat": PROBA[:, 0], "dog": PROBA[:, 1]}, ("none for cow", "--classes")),
        ({**COLUMNS, "pig": PROBA[:, 0]}, ("pig beside them",)),
        (
            {"p0": PROBA[:, 0], "p1": PROBA[:, 1], "p2": PROBA[:, 2]},
            ("cat, cow, dog", "p0, p1, p2"),
        ),
        ({name: column[:5] for name, column in COLUMNS.items()}, ("one row an item, 6", "got 5")),
        ({name: 3 * column for name, column in COLUMNS.items()}, ("sum to one",)),
        ({"item": np.arange(5), **{n: c[:5] for n, c in COLUMNS.items()}}, ("item 5",)),
        ({**COLUMNS, "cat": np.array(list("abcdef"), object)}, ("numbers", "'cat'")),
    ],
)
def test_tables_that_do_not_fit(tmp_path, columns, words):
    write_table(columns, tmp_path / "p.csv")
    with pytest.raises(DataError) as error:
        read(tmp_path / "p.csv")
    for word in words:
        assert word in str(error.value)


def test_arrays_and_files_that_do_not_fit(tmp_path):
    with pytest.raises(DataError, match="3: cat, cow, dog"):
        read(PROBA[:, :2] / PROBA[:, :2].sum(axis=1, keepdims=True))
    with pytest.raises(DataError, match="one row an item, 6"):
        read(PROBA[:4])
    np.savez(tmp_path / "p.npz", a=PROBA, b=PROBA)
    with pytest.raises(DataError, match="must be called 'predictions'"):
        read(tmp_path / "p.npz")
    np.savez(tmp_path / "q.npz", predictions=PROBA, classes=np.array(["cat", "dog"]))
    with pytest.raises(DataError, match="2 of 3"):
        read(tmp_path / "q.npz")
    (tmp_path / "x.npy").write_text("no array")
    with pytest.raises(ReadError, match=r"whole \.npy"):
        read(tmp_path / "x.npy")
    np.save(tmp_path / "o.npy", np.array([{}], object), allow_pickle=True)
    with pytest.raises(ReadError, match=r"whole \.npy"):
        read(tmp_path / "o.npy")
    with pytest.raises(ReadError, match="there"):
        read(tmp_path / "nothing.npy")


def test_numbers_and_tags_take_theirs(tmp_path):
    y = np.linspace(0, 1, 40)
    np.save(tmp_path / "p.npy", y + 0.1)
    data = assay.read({"x": y, "y": y}, label="y", predictions=tmp_path / "p.npy")
    np.testing.assert_array_equal(np.ravel(data.predictions), y + 0.1)
    tags = [["a"], ["a", "b"], ["b"], []] * 3
    write_table({"b": np.full(12, 0.9), "a": np.full(12, 0.2)}, tmp_path / "t.csv")
    data = assay.read({"x": np.arange(12.0), "y": tags}, label="y", predictions=tmp_path / "t.csv")
    assert data.predictions[0].tolist() == [0.2, 0.9]
