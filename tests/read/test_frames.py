"""Frames of every library, columns in a dict, and Hugging Face data sets say the same."""

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import assay
from assay.errors import DataError

COLUMNS = {
    "whole": [1, None, 3],
    "part": [1.5, None, -2.0],
    "truth": [True, None, False],
    "word": ["é", None, ""],
    "day": [dt.date(2026, 1, 31), None, dt.date(2026, 2, 1)],
    "moment": [dt.datetime(2026, 1, 31, 10), None, dt.datetime(2026, 2, 1)],
    "label": ["b", None, "a"],
}
ORDER = {"schema": list(COLUMNS)}


def capsule(columns):
    """An object that speaks Arrow and nothing else."""

    class Speaker:
        def __arrow_c_stream__(self, requested_schema=None):
            return pa.table(columns).__arrow_c_stream__(requested_schema)

    return Speaker()


FRAMES = {
    "pandas": lambda: pd.DataFrame(COLUMNS),
    "pandas-nullable": lambda: pd.DataFrame(COLUMNS).convert_dtypes(),
    "pandas-arrow": lambda: pa.table(COLUMNS).to_pandas(types_mapper=pd.ArrowDtype),
    "polars": lambda: pl.DataFrame(COLUMNS),
    "polars-lazy": lambda: pl.DataFrame(COLUMNS).lazy(),
    "pyarrow": lambda: pa.table(COLUMNS),
    "capsule": lambda: capsule(COLUMNS),
    "dict": lambda: dict(COLUMNS),
    "dict-arrays": lambda: {n: np.array(v, object) for n, v in COLUMNS.items()},
    "dict-series": lambda: {n: pd.Series(v) for n, v in COLUMNS.items()},
}


@pytest.mark.parametrize("kind", FRAMES)
def test_every_frame_says_the_same(kind):
    data = assay.read(FRAMES[kind](), label="label")
    assert data.classes == ("a", "b")
    assert data.labels.tolist() == [1, -1, 0]
    np.testing.assert_array_equal(data.columns["whole"], [1, np.nan, 3])
    np.testing.assert_array_equal(data.columns["part"], [1.5, np.nan, -2])
    assert data.columns["truth"].tolist() == ["True", None, "False"]
    assert data.columns["word"].tolist() == ["é", None, ""]
    assert [str(v)[:10] for v in data.columns["day"]] == ["2026-01-31", "None", "2026-02-01"]
    assert [str(v)[:10] for v in data.columns["moment"]] == ["2026-01-31", "None", "2026-02-01"]
    assert str(data.columns["moment"][0])[11:16] == "10:00"
    assert data.name == "data"
    assert data.origin["label"] == "label"


@pytest.mark.parametrize("kind", FRAMES)
def test_roles_of_frames(kind):
    data = assay.read(
        FRAMES[kind](),
        label="label",
        text="word",
        time="moment",
        split="day",
        drop=["part", "whole"],
    )
    assert data.texts.tolist() == ["é", "", ""]
    np.testing.assert_array_equal(data.time, [1769853600, np.nan, 1769904000])
    assert list(data.columns) == ["truth"]
    with pytest.raises(DataError, match="Did you mean 'label'"):
        assay.read(FRAMES[kind](), label="labels")
    with pytest.raises(DataError, match="look like labels: label"):
        assay.read(FRAMES[kind]())


@pytest.mark.parametrize(
    ("values", "classes", "labels"),
    [
        ([3, 1, 3], ("1", "3"), [1, 0, 1]),
        ([3, -1, 1], ("1", "3"), [1, -1, 0]),
        ([True, False, True], ("False", "True"), [1, 0, 1]),
        ([True, None, False], ("False", "True"), [1, -1, 0]),
        ([2.0, float("nan"), 10.0], ("2", "10"), [0, -1, 1]),
        ([2, None, 10], ("2", "10"), [0, -1, 1]),
        (["10", "", "9"], ("10", "9"), [0, -1, 1]),
    ],
)
@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table, dict])
def test_labels(make, values, classes, labels):
    data = assay.read(make({"label": values}), label="label")
    assert data.classes == classes
    assert data.labels.tolist() == labels


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table, dict])
def test_lists_are_tags(make):
    data = assay.read(make({"label": [["a", "b"], [], None, ["b"]]}), label="label")
    assert data.evidence.truth.kind == "any_of"
    assert data.classes == ("a", "b")
    assert sorted(set(data.evidence.item.tolist())) == [0, 1, 3]


def test_categories_zones_and_decimals():
    import decimal

    frame = pd.DataFrame(
        {
            "level": pd.Categorical(["lo", None, "hi"]),
            "zoned": pd.to_datetime(["2026-01-31 12:00+02:00", None, "2026-02-01 12:00+02:00"]),
            "cost": [decimal.Decimal("1.25"), None, decimal.Decimal(2)],
            "label": pd.Categorical(["x", "y", None], categories=["y", "x", "z"]),
        }
    )
    for data in (
        assay.read(frame, label="label"),
        assay.read(pa.Table.from_pandas(frame), label="label"),
    ):
        assert data.columns["level"].tolist() == ["lo", None, "hi"]
        assert data.columns["zoned"].tolist()[0] == "2026-01-31T10:00:00"
        assert data.columns["zoned"].tolist()[1] is None
        assert data.labels.tolist() == [0, 1, -1]
    assert data.columns["cost"].tolist()[::2] == [1.25, 2]


def test_words_that_are_numbers_but_for_missing():
    data = assay.read({"n": ["1", "?", "2.5"], "label": list("xyx")}, label="label")
    np.testing.assert_array_equal(data.columns["n"], [1, np.nan, 2.5])


def test_columns_of_other_lengths_or_shapes():
    with pytest.raises(DataError, match="'a' of 2, 'label' of 1"):
        assay.read({"a": [1, 2], "label": [1]}, label="label")
    with pytest.raises(DataError, match="pet"):
        assay.read({"train": pd.DataFrame({"pet": [1]}), "pet": pd.DataFrame()}, label="pet")


def test_what_came_in_is_not_changed():
    label = np.array(["x", "", "y", None], object)
    text = np.array(["a", None, "b", "c"], object)
    assay.read({"label": label, "text": text}, label="label", text="text")
    assert label.tolist() == ["x", "", "y", None]
    assert text.tolist() == ["a", None, "b", "c"]
    label[0] = "z"  # still writable


class TestHuggingFace:
    @staticmethod
    def data(**columns):
        import datasets

        names = datasets.ClassLabel(names=["pos", "neg", "none"])
        features = {"text": datasets.Value("string"), "label": names} | columns.pop("features", {})
        rows = {"text": ["a", None, "c"], "label": [1, 0, None]} | columns
        return datasets.Dataset.from_dict(rows, features=datasets.Features(features))

    def test_class_names_keep_their_order(self):
        data = assay.read(self.data(), text="text")
        assert data.classes == ("pos", "neg", "none")
        assert data.labels.tolist() == [1, 0, -1]
        assert data.texts.tolist() == ["a", "", "c"]

    def test_a_selection_of_rows(self):
        data = assay.read(self.data().select([2, 1]), label="label", text="text")
        assert data.texts.tolist() == ["c", ""]
        assert data.labels.tolist() == [-1, 0]

    def test_tags(self):
        import datasets

        tags = datasets.List(datasets.ClassLabel(names=["b", "a"]))
        data = assay.read(
            self.data(tags=[[1], [0, 1], []], features={"tags": tags}), label="tags", drop=["label"]
        )
        assert data.classes == ("b", "a")
        first = data.evidence.claim.toarray()[(data.evidence.item == 1) & ~data.evidence.negated]
        assert first.tolist() == [[1, 1]]

    def test_pictures(self):
        import datasets
        from PIL import Image

        pictures = [Image.new("RGB", (4, 3), (i, 0, 0)) for i in range(3)]
        data = assay.read(
            self.data(image=pictures, features={"image": datasets.Image()}),
            label="label",
            drop="text",
        )
        assert data.kind == "images"
        assert data.images.pixels.shape == (3, 3, 4, 3)
        assert data.images.load(2)[0, 0].tolist() == [2, 0, 0]

    def test_splits_by_name(self):
        import datasets

        with pytest.raises(DataError, match=r"data\['train'\]"):
            assay.read(datasets.DatasetDict({"train": self.data()}), label="label")

    def test_a_column_is_enough(self):
        column = self.data()["label"]
        data = assay.read((np.eye(3), column))
        assert data.labels.tolist() == [1, 0, -1]
