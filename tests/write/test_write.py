"""A data set survives the way to a file and back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import assay
from assay.dataset import Dataset, Images, Neighbours
from assay.errors import OutputError
from assay.evidence import Evidence

TABLES = ["csv", "tsv", "parquet", "jsonl", "csv.gz"]
FULL = {
    "key": ["k3", "k1", "k2", "k9"],
    "title": ["é\n,", "b", None, 'q"q'],
    "fold": ["train", "test", None, "train"],
    "home": ["1", "2", "1", "01"],
    "size": [1.5, None, -3.0, 1e-9],
    "town": ["Rome", None, "Oslo", "007"],
    "pet": ["dog", "cat", None, "dog"],
}
ROLES = {"id": "key", "text": "title", "split": "fold", "group": "home", "label": "pet"}


def full():
    return assay.read(FULL, **ROLES)


@pytest.mark.parametrize("suffix", TABLES)
def test_tables(tmp_path, suffix):
    data = full()
    assay.write(data, tmp_path / f"x.{suffix}")
    assert assay.read(tmp_path / f"x.{suffix}", **ROLES).digest == data.digest


def test_arrays(tmp_path):
    rng = np.random.default_rng(0)
    data = full().replace(
        features=rng.normal(size=(4, 3)), predictions=rng.dirichlet([1, 1], 4).astype(np.float32),
        time=np.array([1.5, np.nan, 3, 4]), images=Images(pixels=np.zeros((4, 2, 2, 3), np.uint8)),
    )  # fmt: skip
    assay.write(data, tmp_path / "x.npz")
    assert assay.read(tmp_path / "x.npz").digest == data.digest


@pytest.mark.parametrize("suffix", [*TABLES, "npz"])
@pytest.mark.parametrize(
    "labels", [[10, 9, -1, 9], ["b", None, "a", "b"], [True, False, True, True], [3, 4, 5, 3]]
)
def test_labels_keep_names_and_order(tmp_path, suffix, labels):
    data = assay.read({"n": [1, 2, 3, 4], "label": labels}, label="label")
    assay.write(data, tmp_path / f"x.{suffix}")
    back = assay.read(tmp_path / f"x.{suffix}", **({} if suffix == "npz" else {"label": "label"}))
    assert back.classes == data.classes
    assert back.labels.tolist() == data.labels.tolist()


@pytest.mark.parametrize("suffix", ["parquet", "jsonl", "npz"])
def test_tags(tmp_path, suffix):
    data = assay.read({"n": [1, 2, 3], "t": [["b", "a"], [], None]}, label="t")
    assay.write(data, tmp_path / f"x.{suffix}")
    back = assay.read(tmp_path / f"x.{suffix}", **({} if suffix == "npz" else {"label": "t"}))
    assert back.digest == data.digest


@pytest.mark.parametrize("suffix", [*TABLES, "npz"])
def test_soft_labels(tmp_path, suffix):
    columns = {"n": [1, 2, 3], "cat": [0.25, 1, None], "dog": [0.75, 0, None]}
    data = assay.read(columns, label=["cat", "dog"])
    assay.write(data, tmp_path / f"x.{suffix}")
    options = {} if suffix == "npz" else {"label": ["cat", "dog"]}
    back = assay.read(tmp_path / f"x.{suffix}", **options)
    assert back.classes == data.classes
    np.testing.assert_array_equal(back.evidence.claim.toarray(), data.evidence.claim.toarray())
    assert back.evidence.item.tolist() == data.evidence.item.tolist()


@pytest.mark.parametrize("suffix", [*TABLES, "npz"])
def test_numbers(tmp_path, suffix):
    data = assay.read({"n": [1] * 31, "label": [*np.arange(30) / 7, None]}, label="label")
    assay.write(data, tmp_path / f"x.{suffix}")
    back = assay.read(tmp_path / f"x.{suffix}", **({} if suffix == "npz" else {"label": "label"}))
    assert back.digest == data.digest


@pytest.mark.parametrize("suffix", [*TABLES, "npz"])
@pytest.mark.parametrize("classes", [("0", "1"), ("no", "yes"), ("1", "2")])
def test_votes_in_columns(tmp_path, suffix, classes):
    votes = {"n": [1, 2, 3], "ann": [*classes, None], "bob": [classes[1], None, None]}
    data = assay.read(votes, label=["ann", "bob"], classes=classes)
    assay.write(data, tmp_path / f"x.{suffix}")
    options = {} if suffix == "npz" else {"label": ["ann", "bob"]}
    assert assay.read(tmp_path / f"x.{suffix}", **options).digest == data.digest


@pytest.mark.parametrize("suffix", TABLES)
def test_votes_in_rows(tmp_path, suffix):
    votes = {"task": [7, 7, 5], "who": ["b", "a", "a"], "said": ["x", "y", "x"]}
    roles = {"item": "task", "source": "who", "label": "said"}
    data = assay.read(votes, **roles)
    assay.write(data, tmp_path / f"x.{suffix}")
    assert assay.read(tmp_path / f"x.{suffix}", **roles).digest == data.digest


@pytest.mark.parametrize("suffix", [*TABLES, "npz"])
def test_same_bytes(tmp_path, suffix):
    for name in ("1", "2"):
        assay.write(full(), tmp_path / f"{name}.{suffix}")
    assert (tmp_path / f"1.{suffix}").read_bytes() == (tmp_path / f"2.{suffix}").read_bytes()
    assert len(list(tmp_path.iterdir())) == 2


def test_paths_of_images_are_a_column(tmp_path):
    from pathlib import Path

    data = Dataset(
        Evidence.labels(np.array(["x", "y"])), images=Images(paths=(Path("a"), Path("b")))
    )
    assay.write(data, tmp_path / "x.csv")
    assert assay.read(tmp_path / "x.csv", label="label").columns["image"].tolist() == ["a", "b"]


LABELS = Evidence.labels(np.array([0, 1]), ["a", "b"])
EYE = np.eye(2)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (Dataset(LABELS, features=EYE), "x.csv", "features"),
        (Dataset(LABELS, predictions=EYE), "x.parquet", "predictions"),
        (Dataset(LABELS, images=Images(pixels=np.zeros((2, 2, 2)))), "x.csv", "images"),
        (Dataset(LABELS, images=Images(paths=("a", "b"))), "x.npz", "images on disk"),
        (
            Dataset(LABELS, neighbours=Neighbours(np.array([[1], [0]]), EYE[:, :1])),
            "x.npz",
            "neigh",
        ),
        (Dataset(Evidence.tags(EYE, "ab")), "x.csv", "lists of tags"),
        (Dataset(LABELS.join(LABELS)), "nowhere/x.npz", "nowhere"),
        (Dataset(LABELS), "x.doc", "suffix"),
        (
            Dataset(Evidence.votes(np.array([0, 0]), np.array([0, 0]), np.array(["a", "b"]))),
            "x.csv",
            "votes",
        ),
        (Dataset(LABELS, columns={"label": EYE[0]}), "x.csv", "name of its own"),
    ],
)
def test_what_a_format_cannot_hold_is_an_error(tmp_path, data, name, words):
    with pytest.raises(OutputError, match=words):
        assay.write(data, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


WORD = st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
ROWS = st.lists(st.tuples(WORD, NUMBER, st.sampled_from("ab")), min_size=1, max_size=8)


@given(ROWS)
@settings(max_examples=25, deadline=None)
def test_any_table_survives_parquet(tmp_path_factory, rows):
    words, numbers, labels = (list(column) for column in zip(*rows, strict=True))
    data = assay.read({"w": words, "n": numbers, "label": labels}, label="label")
    path = tmp_path_factory.mktemp("any") / "x.parquet"
    assay.write(data, path)
    assert assay.read(path, label="label").digest == data.digest
