"""CSV and TSV as people write them."""

import codecs
import gzip
import subprocess
import sys
import time

import numpy as np
import pytest

import assay


def read(folder, content, file="x.csv", **options):
    path = folder / file
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return assay.read(path, label="label", **options)


def test_columns_labels_and_what_is_missing(tmp_path):
    content = "age,town,label\n1.5,Rome,cat\n,,dog\n-3e2,Oslo,\n"
    data = read(tmp_path, content)
    assert data.classes == ("cat", "dog")
    assert data.labels.tolist() == [0, 1, -1]
    assert list(data.columns) == ["age", "town"]
    assert data.columns["age"].dtype == np.float64
    np.testing.assert_array_equal(data.columns["age"], [1.5, np.nan, -300])
    assert data.columns["town"].tolist() == ["Rome", None, "Oslo"]
    assert data.ids.tolist() == [0, 1, 2]
    assert (data.name, data.kind, data.notes) == ("x", "table", ())


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(tmp_path, mark, end):
    rows = [["size", "note", "label"], ["1,5".replace(",", "."), '"a ""b"""', "x"], ["2", "", "y"]]
    data = read(tmp_path, end.join(mark.join(row) for row in rows) + end)
    assert data.columns["size"].tolist() == [1.5, 2]
    assert data.columns["note"].tolist() == ['a "b"', None]
    assert data.classes == ("x", "y")


def test_mixed_line_ends(tmp_path):
    data = read(tmp_path, "a,label\r\n1,x\n2,y\r\n3,x\n")
    assert data.columns["a"].tolist() == [1, 2, 3]
    assert data.labels.tolist() == [0, 1, 0]
    assert data.notes == ()


def test_line_breaks_separators_and_quotes_in_quotes(tmp_path):
    content = 'text,label\r\n"one,\r\ntwo ""three""",x\r\n"5"" pipe",y\r\n'
    data = read(tmp_path, content, text="text")
    assert data.texts.tolist() == ['one,\r\ntwo "three"', '5" pipe']
    assert data.kind == "texts"
    assert data.columns == {}


def test_quotes_escaped_by_a_backslash(tmp_path):
    data = read(tmp_path, 'text,label\n"he said \\"no\\"",x\nplain,y\n', text="text")
    assert data.texts.tolist() == ['he said "no"', "plain"]


def test_byte_order_marks(tmp_path):
    for content in (codecs.BOM_UTF8 + "é,label\n1,x\n".encode(), "é,label\n1,x\n".encode("utf-16")):
        data = read(tmp_path, content)
        assert list(data.columns) == ["é"]
        assert data.columns["é"].tolist() == [1]


@pytest.mark.parametrize("late", [False, True])
def test_not_utf8_is_read_with_a_note(tmp_path, late):
    before = "1,x,plain\n" * (50_000 if late else 1)
    content = b"a,label,text\n" + before.encode() + b"2,y,caf\xe9 \x93quoted\x94\n"
    data = read(tmp_path, content, text="text")
    assert data.texts[-1] == "café “quoted”"
    (note,) = data.notes
    assert (note.code, note.severity) == ("not-utf-8", "note")
    assert f"line {50_002 if late else 3}" in note.message


def test_names_that_are_not_utf8(tmp_path):
    data = read(tmp_path, b"gr\xf6\xdfe,label\n1,x\n2,y\n")
    assert list(data.columns) == ["größe"]


def test_packed(tmp_path):
    data = read(tmp_path, gzip.compress(b"a,label\n1,x\n2,y\n"), "x.csv.gz")
    assert data.columns["a"].tolist() == [1, 2]
    assert data.name == "x"
    latin = gzip.compress(b"a,label\n1,\xe9\n2,y\n")
    assert read(tmp_path, latin, "x.csv.gz").classes == ("y", "é")


def test_a_late_word_makes_a_column_of_words_and_loses_nothing(tmp_path):
    rows = "".join(f"{i},x\n" for i in range(20_000))
    data = read(tmp_path, "a,label\n" + rows + "many,y\n")
    assert data.columns["a"].tolist() == [*map(str, range(20_000)), "many"]


def test_words_for_missing_in_a_column_of_numbers(tmp_path):
    data = read(tmp_path, "a,b,label\n1,NA,x\n?,NA,y\n2.5,Namibia,x\n")
    np.testing.assert_array_equal(data.columns["a"], [1, np.nan, 2.5])
    assert data.columns["b"].tolist() == ["NA", "NA", "Namibia"]


def test_a_column_without_name_and_spaces_around_names(tmp_path):
    data = read(tmp_path, ", size ,label\n0,1,x\n1,2,y\n")
    assert list(data.columns) == ["column0", "size"]


def test_names_that_differ_by_case_only(tmp_path):
    data = read(tmp_path, "a,A,label\n1,2,x\n3,4,y\n")
    assert {n: c.tolist() for n, c in data.columns.items()} == {"a": [1, 3], "A": [2, 4]}


def test_names_of_labels_ids_and_groups_stay_as_written(tmp_path):
    content = "key,zip,label\n007,01,1.0\n7,01,02\n8,1,1.0\n"
    data = read(tmp_path, content, id="key", group="zip")
    assert data.ids.tolist() == ["007", "7", "8"]
    assert data.groups.tolist() == ["01", "01", "1"]
    assert data.classes == ("02", "1.0")


def test_whole_numbers_as_ids_and_labels(tmp_path):
    data = read(tmp_path, "key,label\n30,10\n20,9\n10,-1\n5,\n", id="key")
    assert data.ids.tolist() == [30, 20, 10, 5]
    assert data.classes == ("9", "10")
    assert data.labels.tolist() == [1, 0, -1, -1]


def test_minus_one_and_one_are_two_classes(tmp_path):
    data = read(tmp_path, "a,label\n1,-1\n2,1\n3,1\n")
    assert data.classes == ("-1", "1")
    assert data.labels.tolist() == [0, 1, 1]
    assert [note.code for note in data.notes] == ["minus-one-class"]


def test_labels_some_numbers_some_words(tmp_path):
    data = read(tmp_path, "a,label\n1,0\n2,1\n3,?\n4,0\n")
    assert data.classes == ("0", "1", "?")
    (note,) = data.notes
    assert (note.code, note.severity, note.items.tolist()) == ("mixed-label-types", "warning", [2])


def test_many_values_with_fractions_are_numbers(tmp_path):
    rows = "".join(f"1,{i}.5\n" for i in range(30)) + "1,\n"
    data = read(tmp_path, "a,label\n" + rows)
    assert data.evidence.truth.kind == "number"
    assert data.evidence.claim.toarray().ravel().tolist() == [i + 0.5 for i in range(30)]
    few = read(tmp_path, "a,label\n" + "1,1.5\n1,2.5\n" * 20)
    assert few.classes == ("1.5", "2.5")


def test_roles(tmp_path):
    content = (
        "key,title,body,fold,home,when,extra,label\n"
        "a,Hi,there,train,1,2026-01-01,9,x\n"
        "b,,you,test,1,2026-01-02T00:00:00+00:00,8,y\n"
        "c,Lone,,,,,7,x\n"
    )
    data = read(
        tmp_path, content, id="key", text=["title", "body"], split="fold", group="home",
        time="when", drop="extra",
    )  # fmt: skip
    assert data.ids.tolist() == ["a", "b", "c"]
    assert data.texts.tolist() == ["Hi\nthere", "you", "Lone"]
    assert data.split.tolist() == ["train", "test", ""]
    assert data.groups.tolist() == ["1", "1", "(none, row 2)"]
    np.testing.assert_array_equal(data.time, [1767225600, 1767312000, np.nan])
    assert data.columns == {}
    assert data.origin == {
        "path": str(tmp_path / "x.csv"), "label": "label", "text": ["title", "body"], "id": "key",
        "split": "fold", "group": "home", "time": "when", "drop": "extra",
    }  # fmt: skip


def test_classes_in_an_order_of_ones_own(tmp_path):
    data = read(
        tmp_path, "a,label\n1,low\n2,high\n", classes=["low", "middle", "high"], name="risk"
    )
    assert data.classes == ("low", "middle", "high")
    assert data.labels.tolist() == [0, 2]
    assert data.name == "risk"
    data = read(tmp_path, "a,label\n1,2\n2,1\n", classes=["1", "2"])
    assert data.labels.tolist() == [1, 0]
    data = read(tmp_path, "a,label\n1,0\n2,1\n", classes=["no", "yes"])
    assert (data.classes, data.labels.tolist()) == (("no", "yes"), [0, 1])


@pytest.mark.parametrize("length", [1_000_000, 3_000_000])
@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_very_long_texts(tmp_path, length, suffix):
    long = "é" * length
    if suffix == "csv":
        content = f'text,label\nshort,x\n"{long}",y\n' + "short,x\n" * 3
    else:
        content = f'{{"text": "short", "label": "x"}}\n{{"text": "{long}", "label": "y"}}\n'
    data = read(tmp_path, content, f"x.{suffix}", text="text")
    assert data.texts[0] == "short"
    assert data.texts[1] == long
    (note,) = data.notes
    assert (note.code, note.severity, note.items.tolist()) == ("long-text", "note", [1])
    assert f"{length:,}" in note.message


def test_tsv_keeps_commas(tmp_path):
    data = read(tmp_path, "text\tlabel\na,b,c\tx\nd\ty\n", "x.tsv", text="text")
    assert data.texts.tolist() == ["a,b,c", "d"]


def test_one_column_and_blank_lines(tmp_path):
    assert read(tmp_path, "label\nx\ny\nx\n").labels.tolist() == [0, 1, 0]
    for end in ("\n", "\r\n"):
        data = read(tmp_path, "\n\na,label\n1,x\n\n2,y\n\n".replace("\n", end))
    assert data.columns["a"].tolist() == [1, 2]


def test_odd_numbers_stay_words(tmp_path):
    data = read(tmp_path, "a,b,label\n1_000,inf,x\n2_000,inf,y\n")
    assert data.columns["a"].tolist() == ["1_000", "2_000"]
    assert data.columns["b"].tolist() == ["inf", "inf"]


def test_neither_pandas_nor_arrow_is_needed(tmp_path):
    (tmp_path / "x.csv").write_text("a,town,label\n1,,x\n2.5,Rome,y\n")
    code = f"""
import sys
for name in ("pandas", "pyarrow", "polars", "pytz"):
    sys.modules[name] = None
import assay
for suffix in ("csv", "parquet", "jsonl", "tsv", "npz"):
    path = {str(tmp_path / "x.")!r} + suffix
    data = assay.read(path, **({{}} if suffix == "npz" else {{"label": "label"}}))
    assert data.columns["a"].tolist() == [1, 2.5], suffix
    assert data.columns["town"].tolist() == [None, "Rome"], suffix
    assert data.classes == ("x", "y")
    for other in ("parquet", "jsonl", "tsv", "npz"):
        assay.write(data, {str(tmp_path / "x.")!r} + other)
open({str(tmp_path / "x.feather")!r}, "wb").write(b"ARROW1" + bytes(60))
try:
    assay.read({str(tmp_path / "x.feather")!r}, label="label")
except assay.errors.ExtraError as error:
    assert "pip install pyarrow" in str(error)
else:
    raise SystemExit("no error")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_large_table_is_read_fast(tmp_path):
    rng = np.random.default_rng(0)
    path = tmp_path / "x.csv"
    rows = 50_000
    numbers = {f"x{i}": rng.normal(size=rows) for i in range(10)}
    words = {
        f"w{i}": np.array([f"w{v}" for v in rng.integers(0, 99, rows)], object) for i in range(4)
    }
    label = np.array(["yes", "no"], object)[rng.integers(0, 2, rows)]
    from assay.write import write_table

    write_table(numbers | words | {"label": label}, path)
    start = time.perf_counter()
    data = assay.read(path, label="label")
    assert time.perf_counter() - start < 5  # 0.4 s alone; many times that on a busy machine
    np.testing.assert_array_equal(data.columns["x3"], numbers["x3"])
    assert data.columns["w2"].tolist() == words["w2"].tolist()
