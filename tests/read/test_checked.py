"""Checked labels: columns, files and arrays, and what is wrong with them."""

import numpy as np
import pytest

import assay
from assay.errors import DataError, ReadError

TABLE = {"size": np.arange(6.0), "pet": ["cat", "dog"] * 3}
GOLD = [0, -1, 1, -1, 0, -1]


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def items(tmp_path, extra="", header=""):
    rows = [f"x{i},{i},{('cat', 'dog')[i % 2]}{extra}" for i in range(6)]
    return write(tmp_path / "pets.csv", "\n".join([f"who,size,pet{header}", *rows]) + "\n")


def test_a_column_is_checked_labels_and_no_column_of_the_table():
    data = assay.read(
        {**TABLE, "checked": ["cat", "", "dog", None, "cat", "NA"]}, label="pet", gold="checked"
    )
    assert data.gold.tolist() == GOLD
    assert list(data.columns) == ["size"]
    assert data.origin["gold"] == "checked"
    assert data.parts["gold"] is data.gold


def test_arrays_are_names_or_indices():
    for gold in (GOLD, ["cat", None, "dog", None, "cat", None]):
        assert assay.read(TABLE, label="pet", gold=gold).gold.tolist() == GOLD
    numbered = {"size": np.arange(6.0), "kind": [3, 5] * 3}
    assert assay.read(numbered, label="kind", gold=[3, -1, 5, -1, 3, -1]).gold.tolist() == GOLD


def test_numbers_of_a_csv_file_are_names(tmp_path):
    lines = [f"{i},{i % 2 + 1},{'' if i % 2 else 2}" for i in range(6)]
    path = write(tmp_path / "x.csv", "\n".join(["size,kind,right", *lines]) + "\n")
    data = assay.read(path, label="kind", gold="right")
    assert data.classes == ("1", "2")
    assert data.gold.tolist() == [1, -1, 1, -1, 1, -1]


def test_a_file_goes_by_name_or_in_order(tmp_path):
    path = items(tmp_path)
    named = write(tmp_path / "checks.csv", "item,gold\nx4,cat\nx2,dog\nx0,cat\nx1,\n")
    ordered = write(tmp_path / "ordered.csv", 'right\ncat\n""\ndog\n""\ncat\n""\n')
    np.save(tmp_path / "gold.npy", np.array(GOLD))
    for gold in (named, ordered, tmp_path / "gold.npy"):
        data = assay.read(path, label="pet", id="who", gold=str(gold))
        assert data.gold.tolist() == GOLD
        assert data.origin["gold"] == str(gold)


def test_the_file_that_a_report_asks_for_goes_by_row(tmp_path):
    checks = write(tmp_path / "check.csv", "item,label\n4,cat\n2,dog\n0,cat\n")
    assert assay.read(TABLE, label="pet", gold=checks).gold.tolist() == GOLD


def test_npz_holds_them_and_they_are_written(tmp_path):
    data = assay.read(
        {**TABLE, "right": ["cat", None, "dog", None, "cat", None]}, label="pet", gold="right"
    )
    assay.write(data, tmp_path / "pets.npz")
    assert assay.read(tmp_path / "pets.npz").gold.tolist() == GOLD


@pytest.mark.parametrize(
    ("gold", "words"),
    [
        (["cat", "cow", None, None, None, None], ("'cow'", "row 1", "classes")),
        (["cat", "dgo", None, None, None, None], ("Did you mean 'dog'",)),
        (["cat"], ("one row an item, 6", "got 1")),
        ([7, -1, -1, -1, -1, -1], ("'7'",)),
        ([None] * 6, ("at least one",)),
        (np.zeros((6, 2), int), ("(items,)",)),
        ("chekced", ("chekced", "size")),
    ],
)
def test_what_does_not_fit_is_told(gold, words):
    with pytest.raises(DataError) as error:
        assay.read(TABLE, label="pet", gold=gold)
    for word in words:
        assert word in str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("item,gold\nx9,cat\n", ("'x9'", "--id")),
        ("item,gold\nx1,cat\nx1,dog\n", ("'x1'", "one row")),
        ("item,this,that\nx1,cat,dog\n", ("one column of labels", "this, that")),
        ("gold\ncat\n", ("one row an item, 6",)),
    ],
)
def test_files_that_do_not_fit(tmp_path, text, words):
    path, gold = items(tmp_path), write(tmp_path / "checks.csv", text)
    with pytest.raises(DataError) as error:
        assay.read(path, label="pet", id="who", gold=gold)
    for word in words:
        assert word in str(error.value)
    with pytest.raises(ReadError, match="there"):
        assay.read(path, label="pet", gold=tmp_path / "chekcs.csv")


def test_numbers_and_tags_have_none():
    with pytest.raises(DataError, match="one class"):
        assay.read({"x": np.arange(30.0), "y": np.linspace(0, 1, 30)}, label="y", gold=[0] * 30)
    with pytest.raises(DataError, match="shape"):
        assay.audit(assay.read(TABLE, label="pet"), gold=np.zeros(5, int))
    with pytest.raises(DataError, match=r"-1\.\.1"):
        assay.audit(assay.read(TABLE, label="pet"), gold=np.full(6, 2))
