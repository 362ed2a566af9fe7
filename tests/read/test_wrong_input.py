"""Every wrong input is one clear error: who, rule, got, where, fix; and nothing else escapes."""

import gzip
import pickle

import numpy as np
import pytest

import assay
from assay.errors import AssayError, DataError, ReadError, SettingError
from assay.read.rules import check

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def file(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def fails(path, *words, kind=ReadError, **options):
    options.setdefault("label", "label")
    with pytest.raises(kind) as caught:
        check(assay.read(path, **options))
    text = str(caught.value)
    for word in words:
        assert word in text, text
    assert "Error:" not in text  # nothing of DuckDB's own words
    assert len(text) < 900
    return caught.value


def test_no_such_file_names_those_nearby(tmp_path):
    file(tmp_path, "tickets.csv", "a,label\n1,x\n")
    fails(tmp_path / "ticket.csv", "must be there", "Did you mean 'tickets.csv'?")
    fails(tmp_path / "zzz.parquet", "The folder holds: tickets.csv")
    fails(tmp_path / "no" / "x.csv", "no folder")


def test_address_on_the_net():
    fails("https://example.org/x.csv", "on this machine", "Download")


def test_unknown_suffix(tmp_path):
    fails(file(tmp_path, "x.xlsx", "a"), "suffix", "x.xlsx", ".parquet")
    fails(file(tmp_path, "x", "a,b\n"), "suffix")
    fails(file(tmp_path, "x.parquet.gz", "a"), "suffix")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.csv", PNG, ["csv", "PNG image"]),
        ("x.csv", b"PAR1" + b"\0" * 40, ["Parquet", "name it x.parquet"]),
        ("x.csv", "<!DOCTYPE html><html>", ["web page", "login"]),
        ("x.csv", b"\xef\xbb\xbf  <html lang=en>", ["web page"]),
        ("x.csv", b"PK\x03\x04" + b"\0" * 30, ["ZIP", ".xlsx"]),
        ("x.csv", gzip.compress(b"a,b\n1,2\n", mtime=0), ["gzip", ".csv.gz"]),
        ("x.parquet", "a,label\n1,x\n", ["parquet", "got text", "name it x.csv"]),
        ("x.parquet", '{"a": 1}\n', ["JSON", "x.jsonl"]),
        ("x.parquet", PNG, ["PNG"]),
        ("x.arrow", "a,b\n", ["arrow", "got text"]),
        ("x.jsonl", "a,label\n1,x\n", ["text that isn't JSON"]),
        ("x.npz", pickle.dumps([1]), ["pickle"]),
        ("x.npz", b"\x93NUMPY\x01", ["single NumPy array", "savez"]),
        ("x.npz", b"\x00\x01\x02\x03", ["binary"]),
    ],
)
def test_not_the_format_its_name_says(tmp_path, name, content, words):
    fails(file(tmp_path, name, content), "what its name says", *words)


@pytest.mark.parametrize("suffix", ["csv", "tsv", "parquet", "jsonl", "npz", "feather"])
@pytest.mark.parametrize("content", ["", "\n\n \n"])
def test_empty_file(tmp_path, suffix, content):
    fails(file(tmp_path, f"x.{suffix}", content), "must hold data", "empty file")


def test_header_only(tmp_path):
    for content in ("a,label\n", "a,label"):
        fails(file(tmp_path, "x.csv", content), "must have rows", kind=DataError)


def test_truncated_parquet(tmp_path):
    path = tmp_path / "x.parquet"
    assay.write(
        assay.read({"a": np.arange(999), "label": ["x", "y", "z"] * 333}, label="label"), path
    )
    whole = path.read_bytes()
    for size in (len(whole) // 2, len(whole) - 3, 10):
        fails(file(tmp_path, "cut.parquet", whole[:size]), "whole Parquet file", "cut short")
    broken = whole[:100] + b"\xff" * (len(whole) - 200) + whole[-100:]
    fails(file(tmp_path, "broken.parquet", broken), "whole Parquet file")


def test_truncated_gzip(tmp_path):
    rng = np.random.default_rng(0)
    rows = "".join(f"{x},y\n" for x in rng.normal(size=20_000))
    whole = gzip.compress(("a,label\n" + rows).encode())
    fails(file(tmp_path, "x.csv.gz", whole[: len(whole) // 2]), "gzip")
    fails(file(tmp_path, "y.csv.gz", whole[:12]), "gzip")
    fails(file(tmp_path, "z.csv.gz", "a,label\n1,x\n"), "gzip")


def test_truncated_feather_and_npz(tmp_path):
    fails(file(tmp_path, "x.feather", b"ARROW1\0\0" + b"\0" * 50), "whole Arrow file")
    fails(file(tmp_path, "x.arrow", b"\xff\xff\xff\xff\x10\0\0\0zz"), "whole Arrow file")
    np.savez(tmp_path / "y.npz", labels=np.arange(5000))
    whole = (tmp_path / "y.npz").read_bytes()
    fails(file(tmp_path, "x.npz", whole[: len(whole) // 2]), "whole .npz file", label=None)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("a,label\n1,x\n2,y,z\n", 3, ["as many cells as the header, 2", "got 3"]),
        ("a,label\n1,x\n2\n", 3, ["got 1"]),
        ("a,label\n" + "1,x\n" * 30_000 + "2,y,z\n", 30_002, ["got 3"]),
        ('a,label\n1,x\n2,"y\n3,z\n', 3, ["quote must be closed"]),
    ],
)
def test_torn_rows_say_their_line(tmp_path, content, line, words):
    error = fails(file(tmp_path, "x.csv", content), *words)
    assert error.where.endswith(f"line {line}")


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ('{"a": 1, "label": "x"}\n{"a": 2, "la', 2, ["one JSON object", "unexpected end"]),
        ('{"a": 1, "label": "x"}\n{"a": nope}\n{"a": 1}\n', 2, ["one JSON object"]),
        ('{"a": "\\ud800", "label": "x"}\n', 1, ["surrogate"]),
        ('{"label": "x", "label": "y"}\n', 1, ["duplicate"]),
    ],
)
def test_broken_json_says_its_line(tmp_path, content, line, words):
    error = fails(file(tmp_path, "x.jsonl", content), *words)
    assert error.where.endswith(f"line {line}")


def test_json_that_is_no_table(tmp_path):
    fails(file(tmp_path, "x.jsonl", "[1, 2]\n[3]\n"), "JSON", kind=DataError)


@pytest.mark.parametrize("role", ["label", "text", "id", "split", "group", "time", "drop"])
def test_column_that_is_not_there(tmp_path, role):
    path = file(tmp_path, "x.csv", "Body,topic,label\nhello,x,y\n")
    options = {"label": "label"} | {role: "Topik"}
    fails(path, f"column for {role}", "'Topik'", "Did you mean 'topic'?", kind=DataError, **options)
    options[role] = "body"
    fails(path, "Did you mean 'Body'?", "Body, topic, label", kind=DataError, **options)


def test_column_in_two_roles(tmp_path):
    path = file(tmp_path, "x.csv", "a,label\n1,x\n")
    fails(path, "one role", "'label'", kind=DataError, text="label")


def test_names_that_repeat(tmp_path):
    path = file(tmp_path, "x.csv", "a,label,a\n1,x,2\n")
    fails(path, "must differ", "'a' twice", kind=DataError)


def test_no_label_named_lists_those_that_look_like_one(tmp_path):
    rows = "".join(f"{i},{i}.5,{'cat' if i % 2 else 'dog'}\n" for i in range(50))
    path = file(tmp_path, "x.csv", "row,size,pet\n" + rows)
    fails(path, "row, size, pet", "look like labels: pet.", kind=DataError, label=None)
    fails({"a": [1.5, 2.5]}, "None looks like one", kind=DataError, label=None)


def test_all_labels_missing(tmp_path):
    path = file(tmp_path, "x.csv", "a,label\n1,\n2,\n")
    fails(path, "must have a label", "2 items without one", kind=DataError)
    fails(path, "without one", kind=DataError, classes=["x", "y"])
    fails({"label": [None, float("nan")]}, "must have a label", kind=DataError)
    fails({"label": np.array([-1, -1])}, "must have a label", kind=DataError)
    fails({"label": [[], None]}, "a tag", kind=DataError)


def test_one_class(tmp_path):
    path = file(tmp_path, "x.csv", "a,label\n1,x\n2,x\n3,\n")
    fails(path, "two classes", "only 'x', 2 times", "x.csv", "'label'", kind=DataError)


def test_labels_that_look_like_an_id():
    n = 100
    lonely = {"label": [f"u{i}" for i in range(60)] + ["x"] * 40}
    fails(lonely, "60 of 100", "nobody else has", "id", kind=DataError)
    fails({"label": list(range(n))}, "nobody else has", kind=DataError)
    fails({"label": list("aabcdefg")}, "7 classes for 8 items", kind=DataError)


def test_class_with_one_item():
    data = {"label": ["x"] * 5 + ["y"] * 5 + ["z"]}
    error = fails(data, "two items", "'z'", "row 10", kind=DataError)
    assert "--rare aside" in error.fix


def test_groups_that_swallow_a_class():
    data = {"label": ["x", "x", "y", "y"], "home": ["one", "two", "three", "three"]}
    fails(data, "'y'", "'three'", "all 2 items", kind=DataError, group="home")


def test_features_that_are_not_finite():
    for bad in (np.nan, np.inf):
        features = np.ones((4, 3))
        features[2, 1] = bad
        for data in ((features, [0, 0, 1, 1]), {"labels": [0, 0, 1, 1], "features": features}):
            fails(data, "finite", "row 2, column 1", kind=DataError, label=None)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([0.5, 0.7], ["sum to one", "1.2", "row 1"]),
        ([-0.2, 1.2], ["-0.2", "row 1"]),
        ([np.nan, 1], ["NaN", "row 1"]),
    ],
)
def test_predictions_that_are_no_probabilities(row, words):
    proba = np.array([[0.5, 0.5], row, [1, 0], [0, 1]])
    fails({"labels": [0, 0, 1, 1], "predictions": proba}, *words, kind=DataError, label=None)


def test_predictions_of_the_wrong_shape():
    labels = np.array([0, 0, 1, 1])
    half = np.full((4, 2), 0.5)
    for proba, word in (
        (half[:3], "predictions of 3"),
        (half[:, :1] * 2, "at least 2"),
        (half[0], ""),
    ):
        fails({"labels": labels, "predictions": proba}, word, kind=DataError, label=None)
    fails({"labels": labels + 1, "predictions": half}, "below", "row 2", kind=DataError, label=None)
    three = np.full((4, 3), 1 / 3)
    named = {"labels": np.array(list("xxyy")), "predictions": three}
    fails(named, "as many classes as prediction columns, 3", kind=DataError, label=None)
    whole = assay.read({"labels": labels, "predictions": half})
    with pytest.raises(DataError, match="3 columns"):
        check(whole.replace(predictions=three))


@pytest.mark.parametrize(
    "labels", [["x", 1, "x", 1], [True, 1, True, 1], ["x", True] * 2, [1.5, "a", None, "a"]]
)
def test_labels_of_mixed_types(labels):
    import pandas as pd

    for data in ({"label": labels}, pd.DataFrame({"label": pd.Series(labels, dtype=object)})):
        fails(data, "one type", " and ", "row 0", "row 1", kind=DataError)


def test_labels_of_mixed_types_in_json(tmp_path):
    path = file(tmp_path, "x.jsonl", '{"label": "a"}\n{"label": "a"}\n{"label": 1}\n{"label": 1}\n')
    fails(path, "one type", "numbers and text", "1 in row 2", kind=DataError)


def test_ids_that_repeat_or_are_missing(tmp_path):
    path = file(tmp_path, "x.csv", "key,label\n7,x\n8,y\n7,x\n8,y\n9,x\n")
    fails(path, "must differ", "7 in rows 0, 2", "1 more", kind=DataError, id="key")
    path = file(tmp_path, "x.csv", "key,label\n7,x\n,y\n")
    fails(path, "must have an id", "row 1", kind=DataError, id="key")


def test_npz_without_labels_or_with_pickles_or_wrong_lengths(tmp_path):
    path = tmp_path / "x.npz"
    np.savez(path, truth=np.arange(3))
    fails(path, "hold the labels", "truth", "--label", kind=DataError, label=None)
    np.savez(path, labels=np.array(["a", None], object))
    fails(path, "plain", "'labels'", "pickle", label=None)
    np.savez(path, labels=np.arange(3), features=np.ones((4, 2)))
    fails(path, "labels of 3, features of 4", kind=DataError, label=None)


def test_folder_without_images(tmp_path):
    fails(tmp_path, "must hold images", "empty folder", label=None)
    file(tmp_path, "notes.md", "x")
    file(tmp_path, "table.csv", "x")
    fails(tmp_path, "none among 2 entries", "table.csv", label=None)
    (tmp_path / "cat").mkdir()
    file(tmp_path / "cat", "a.png", b"no picture")
    fails(tmp_path, "must open", "cat/a.png (not an image)", label=None)
    fails(tmp_path, "no columns", kind=DataError)


def test_images_in_a_file(tmp_path):
    fails(file(tmp_path, "x.csv", "a,label\n1,x\n"), "in a folder", images=True)


def test_votes_need_item_and_source(tmp_path):
    path = file(tmp_path, "x.csv", "item,who,label\n1,a,x\n")
    fails(path, "both", "only item", kind=DataError, item="item")
    path = file(tmp_path, "x.csv", "item,who,label\n1,a,x\n,a,x\n")
    fails(path, "name its item", "row 1", kind=DataError, item="item", source="who")
    path = file(tmp_path, "x.csv", "a,b\n,\n-1,\n")
    fails(path, "only abstentions", kind=DataError, label=["a", "b"])


def test_soft_labels_that_do_not_sum_to_one():
    data = {"x": [0.5, 0.9], "y": [0.5, 0.3]}
    fails(data, "sum to one", "1.2", "row 1", kind=DataError, label=["x", "y"])


def test_times_that_are_none(tmp_path):
    path = file(tmp_path, "x.csv", "when,label\n2026-01-01,x\nsoon,y\n")
    fails(path, "dates such as", "'soon'", "row 1", kind=DataError, time="when")


def test_label_outside_the_classes(tmp_path):
    path = file(tmp_path, "x.csv", "a,label\n1,x\n2,z\n")
    fails(path, "among the classes", "'z'", kind=DataError, classes=["x", "y"])


@pytest.mark.parametrize("data", [np.ones((3, 2)), [1, 2], 5, b"x", (1, 2, 3), None, {}])
def test_what_is_no_data(data):
    with pytest.raises(AssayError):
        assay.read(data, label="label")


def test_rare_must_be_known():
    with pytest.raises(SettingError, match="'aside'"):
        assay.read({"label": [1]}, label="label", rare="drop")


def test_a_data_set_takes_no_options():
    data = assay.read({"label": list("xyxy")}, label="label")
    assert assay.read(data) is data
    fails(data, "no options", "label", kind=DataError)
