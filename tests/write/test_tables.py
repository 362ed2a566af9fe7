"""Columns survive the way to a file and back, and the same columns give the same bytes."""

import csv
import json
import subprocess
import sys

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import OutputError
from assay.write import write_table


def objects(values):
    out = np.empty(len(values), object)
    out[:] = values
    return out


HARD = objects(['a "quoted" word', "two\nlines", "\r\n", "é 😀 漢", "n\0l", "", None, ",;\t"])
TABLE = {
    "text": HARD,
    "number": np.array([1.5, np.nan, -0.0, 1e300, 5, 6, 7, 8]),
    "whole": np.arange(8),
    'fine, "really"': np.arange(8) % 2 == 0,
    "empty": objects([None] * 8),
    "narrow": np.arange(8, dtype=np.float16),
    "other_end": np.arange(8, dtype=">i4"),
    "fixed": np.array(list("abcdefgh")),
    "day": np.array(["2020-02-29", "NaT"] + ["2021-01-01"] * 6, "M8[D]"),
}


def read_back(path):
    return duckdb.sql(f"SELECT * FROM '{path}'").fetchall()


@pytest.mark.parametrize("suffix", ["parquet", "jsonl"])
def test_every_kind_of_column_survives(tmp_path, suffix):
    path = tmp_path / f"it's.{suffix}"
    write_table(TABLE, path)
    rows = duckdb.execute("SELECT * FROM " + "'" + str(path).replace("'", "''") + "'").fetchall()
    assert [row[0] for row in rows] == list(HARD)
    assert [row[1] for row in rows] == [1.5, None, 0, 1e300, 5, 6, 7, 8]
    assert [row[2] for row in rows] == list(range(8))
    assert [row[3] for row in rows] == [True, False] * 4
    assert {row[4] for row in rows} == {None}
    assert [row[5] for row in rows] == [row[6] for row in rows] == list(range(8))
    assert "".join(row[7] for row in rows) == "abcdefgh"
    assert [str(row[8])[:10] for row in rows][:3] == ["2020-02-29", "None", "2021-01-01"]


def test_csv_as_another_reader_sees_it(tmp_path):
    path = tmp_path / "hard.csv"
    write_table(TABLE, path)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(TABLE)
    assert [row[0] for row in rows[1:]] == [v or "" for v in HARD]
    assert rows[2][1] == ""  # NaN is missing, not the word


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.jsonl", "t.parquet", "t.csv.gz"])
def test_same_columns_same_bytes(tmp_path, name):
    rng = np.random.default_rng(0)
    n = 130_000  # more than one row group of Parquet
    words = np.array(["red", "green", None, "blue"], object)
    table = {"word": words[rng.integers(0, 4, n)], "x": rng.normal(size=n), "row": np.arange(n)}
    first, second = tmp_path / f"1{name}", tmp_path / f"2{name}"
    write_table(table, first)
    write_table(table, second)
    assert first.read_bytes() == second.read_bytes()
    assert [r[2] for r in read_back(first)] == list(range(n))
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"1{name}", f"2{name}"]


@pytest.mark.parametrize("suffix", ["parquet", "jsonl"])
def test_lists_stay_lists(tmp_path, suffix):
    tags = objects([["a", 'b"'], None, [], ("c",)])
    write_table({"tags": tags, "row": np.arange(4)}, tmp_path / f"t.{suffix}")
    rows = [row[0] for row in read_back(tmp_path / f"t.{suffix}")]
    assert rows == [["a", 'b"'], None, [], ["c"]]


def test_lists_in_csv_are_json(tmp_path):
    write_table({"tags": objects([["a", "b"], []]), "x": np.arange(2)}, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(newline="") as file:
        assert [json.loads(row["tags"]) for row in csv.DictReader(file)] == [["a", "b"], []]


def test_half_a_character_is_written_as_its_escape(tmp_path):
    write_table({"text": objects(["ok", "a\ud800b"])}, tmp_path / "t.parquet")
    assert read_back(tmp_path / "t.parquet") == [("ok",), ("a\\ud800b",)]


def test_no_rows(tmp_path):
    write_table({"a": np.empty(0), "b": objects([])}, tmp_path / "t.parquet")
    relation = duckdb.sql(f"SELECT * FROM '{tmp_path / 't.parquet'}'")
    assert relation.columns == ["a", "b"]
    assert relation.fetchall() == []


@given(
    st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))), min_size=1)
)
@settings(max_examples=30, deadline=None)
def test_any_text_survives_parquet(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("any") / "t.parquet"
    write_table({"text": objects(values)}, path)
    assert [row[0] for row in read_back(path)] == values


@pytest.mark.parametrize(
    ("columns", "name", "words"),
    [
        ({}, "t.csv", "must have a column"),
        ({"a": np.arange(2), "b": np.arange(3)}, "t.csv", "'a' of 2, 'b' of 3"),
        ({"a": np.zeros((2, 2))}, "t.csv", "one value a row"),
        ({"a": np.arange(2)}, "t.xlsx", "got t.xlsx"),
        ({"a": np.arange(2)}, "t", "suffix"),
        ({"a": np.arange(2)}, "t.parquet.gz", "suffix"),
        ({"a": np.arange(2)}, "nowhere/t.csv", "nowhere"),
    ],
)
def test_what_cannot_be_written_says_why(tmp_path, columns, name, words):
    with pytest.raises(OutputError, match=words):
        write_table(columns, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_keeps_the_old_file(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("old")
    with pytest.raises(OutputError):
        write_table({"a": np.zeros((2, 2))}, path)
    assert path.read_text() == "old"


def test_neither_pandas_nor_arrow_is_needed(tmp_path):
    code = (
        "import sys; sys.modules['pandas'] = sys.modules['pyarrow'] = None\n"
        "import numpy as np; from assay.write import write_table\n"
        f"write_table({{'a': np.array(['x', None], object)}}, {str(tmp_path / 't.parquet')!r})"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert read_back(tmp_path / "t.parquet") == [("x",), (None,)]
