"""Parquet, JSON Lines and Arrow files: types come with the values."""

import json

import duckdb
import numpy as np
import pytest

import assay
from assay.errors import DataError


def lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def parquet(path, query):
    duckdb.sql(query).write_parquet(str(path))
    return path


def test_every_type_of_parquet(tmp_path):
    path = parquet(
        tmp_path / "x.parquet",
        """SELECT * FROM (VALUES
        (1::TINYINT, 2::UBIGINT, 3::HUGEINT, 1.25::DECIMAL(9, 2), 0.5::FLOAT, true, 'a',
         DATE '2026-01-31', TIMESTAMP '2026-01-31 10:00:00', 'u'::ENUM('u', 'v'), [1, 2],
         {'k': 1}, 'x'::BLOB, TIME '10:00', TIMESTAMPTZ '2026-01-31 10:00:00+00', 'x'),
        (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
         'y')) AS t(tiny, big, huge, exact, small, truth, word, day, moment, level, list,
         struct, bytes, hour, zoned, label)""",
    )
    data = assay.read(path, label="label")
    for name, value in {"tiny": 1, "big": 2, "huge": 3, "exact": 1.25, "small": 0.5}.items():
        np.testing.assert_array_equal(data.columns[name], [value, np.nan])
        assert data.columns[name].dtype == np.float64
    words = {n: c.tolist() for n, c in data.columns.items() if c.dtype == object}
    assert words == {
        "truth": ["True", None], "word": ["a", None], "day": ["2026-01-31", None],
        "moment": ["2026-01-31 10:00:00", None], "level": ["u", None], "list": ["[1,2]", None],
        "struct": ['{"k":1}', None], "hour": ["10:00:00", None],
        "zoned": ["2026-01-31 10:00:00+00", None],
    }  # fmt: skip
    (note,) = data.notes
    assert note.code == "unread"
    assert "'bytes'" in note.message


@pytest.mark.parametrize(
    ("values", "classes", "labels"),
    [
        ("(3), (1), (NULL), (-1), (3)", ("1", "3"), [1, 0, -1, -1, 1]),
        ("(true), (NULL), (false)", ("False", "True"), [1, -1, 0]),
        ("(2.0), (1.0), (NULL)", ("1", "2"), [1, 0, -1]),
        ("('b'), (''), ('a'), (NULL)", ("a", "b"), [1, -1, 0, -1]),
        ("('10'), ('9'), ('9')", ("10", "9"), [0, 1, 1]),
        ("('b'::ENUM('c', 'b')), ('c')", ("b", "c"), [0, 1]),
    ],
)
def test_labels_of_parquet(tmp_path, values, classes, labels):
    path = parquet(tmp_path / "x.parquet", f"SELECT * FROM (VALUES {values}) AS t(label)")
    data = assay.read(path, label="label")
    assert data.classes == classes
    assert data.labels.tolist() == labels


def test_times_of_parquet(tmp_path):
    query = (
        "SELECT TIMESTAMP '2026-01-01 00:00:01.5' AS t, DATE '1970-01-02' AS d, 7 AS n, 'x' AS l"
    )
    path = parquet(tmp_path / "x.parquet", query)
    for name, value in {"t": 1767225601.5, "d": 86400, "n": 7}.items():
        assert assay.read(path, label="l", time=name).time.tolist() == [value]


@pytest.mark.parametrize("suffix", ["parquet", "jsonl"])
def test_lists_are_tags(tmp_path, suffix):
    rows = [{"t": ["b", "a"]}, {"t": []}, {"t": None}, {"t": ["b"]}]
    path = lines(tmp_path / "x.jsonl", rows)
    if suffix == "parquet":
        path = parquet(tmp_path / "x.parquet", f"SELECT * FROM '{path}'")
    evidence = assay.read(path, label="t").evidence
    assert evidence.truth.kind == "any_of"
    assert evidence.classes == ("a", "b")
    said = {
        (int(i), tuple(evidence.claim[[e]].toarray()[0].astype(int)), bool(evidence.negated[e]))
        for e, i in enumerate(evidence.item)
    }
    assert said == {(0, (1, 1), False), (1, (1, 1), True), (3, (0, 1), False), (3, (1, 0), True)}


def test_json_lines(tmp_path):
    rows = [
        {"label": 1, "n": 1, "s": "2026-01-01", "deep": {"k": [1]}, "truth": True},
        {"label": 0, "n": None, "s": "", "truth": False},
        {"label": None, "n": 2.5},
    ]
    data = assay.read(lines(tmp_path / "x.jsonl", rows), label="label")
    assert data.classes == ("0", "1")
    assert data.labels.tolist() == [1, 0, -1]
    np.testing.assert_array_equal(data.columns["n"], [1, np.nan, 2.5])
    assert data.columns["s"].tolist() == ["2026-01-01", "", None]
    assert data.columns["deep"].tolist() == ['{"k":[1]}', None, None]
    assert data.columns["truth"].tolist() == ["True", "False", None]


def test_json_keys_and_types_that_come_late(tmp_path):
    rows = [{"label": "x", "n": 1}] * 25_000 + [{"label": "y", "n": "many", "new": 1}] * 2
    data = assay.read(lines(tmp_path / "x.jsonl", rows), label="label")
    assert data.columns["n"][0] == "1"
    assert data.columns["n"][-1] == "many"
    assert data.columns["new"][-1] == 1


def test_json_labels_and_ids_keep_their_type(tmp_path):
    rows = [{"label": "01", "key": "007"}, {"label": "1", "key": "7"}]
    data = assay.read(lines(tmp_path / "x.jsonl", rows), label="label", id="key")
    assert data.classes == ("01", "1")
    assert data.ids.tolist() == ["007", "7"]
    rows = [{"label": "x", "key": 7}, {"label": "y", "key": 8}]
    data = assay.read(lines(tmp_path / "x.jsonl", rows), label="label", id="key")
    assert data.ids.tolist() == [7, 8]


def test_a_json_list_byte_order_mark_and_other_encodings(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('[{"label": "x", "n": 1},\n {"label": "y", "n": 2}]')
    assert assay.read(path, label="label").columns["n"].tolist() == [1, 2]
    path = tmp_path / "x.ndjson"
    path.write_bytes(b'\xef\xbb\xbf{"label": "x"}\n{"label": "y"}\n')
    assert assay.read(path, label="label").classes == ("x", "y")
    path.write_bytes(b'{"label": "caf\xe9"}\n{"label": "y"}\n')
    data = assay.read(path, label="label")
    assert data.classes == ("café", "y")
    assert [note.code for note in data.notes] == ["not-utf-8"]


def test_many_different_keys_are_columns(tmp_path):
    rows = [{f"k{i % 250}": i, "label": "xy"[i % 2]} for i in range(1000)]
    data = assay.read(lines(tmp_path / "x.jsonl", rows), label="label")
    assert len(data.columns) == 250


@pytest.mark.parametrize("stream", [False, True])
def test_arrow_files(tmp_path, stream):
    import pyarrow as pa

    table = pa.table({"n": [1.5, None], "label": pa.array(["x", "y"]).dictionary_encode()})
    path = tmp_path / "x.arrow"
    kind = pa.ipc.new_stream if stream else pa.ipc.new_file
    with kind(str(path), table.schema) as file:
        file.write_table(table)
    data = assay.read(path, label="label")
    assert data.classes == ("x", "y")
    np.testing.assert_array_equal(data.columns["n"], [1.5, np.nan])
    with pytest.raises(DataError, match=r"x\.arrow"):
        assay.read(path, label="labels")


def test_pandas_index_is_no_column(tmp_path):
    import pandas as pd

    frame = pd.DataFrame({"n": [1, 2, 3], "label": list("xyx")}).iloc[[2, 0]]
    frame.to_parquet(tmp_path / "x.parquet")
    assert list(assay.read(tmp_path / "x.parquet", label="label").columns) == ["n"]


def test_row_order_is_kept(tmp_path):
    path = parquet(
        tmp_path / "x.parquet", "SELECT range AS n, range % 2 AS label FROM range(500000)"
    )
    data = assay.read(path, label="label")
    np.testing.assert_array_equal(data.columns["n"], np.arange(500_000))
    np.testing.assert_array_equal(data.labels, np.arange(500_000) % 2)
