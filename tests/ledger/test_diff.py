"""Two files to the patch between them."""

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.errors import DataError, ReadError
from assay.ledger import Decision, Patch, apply, diff

BEFORE = "id,label,split\n1,cat,train\n2,dog,train\n3,,test\n4,cat,test\n"
AFTER = "label,id,split\ndog,4,test\nhen,3,test\ncat,1,train\n"
AT = "2026-01-31T12:00:00.000Z"


def write(path, text):
    path.write_text(text)
    return path


@pytest.fixture
def before(tmp_path):
    return write(tmp_path / "before.csv", BEFORE)


def test_what_changed_by_hand(before, tmp_path):
    after = write(tmp_path / "after.csv", AFTER)
    patch = diff(before, after, field="label", key="id", split="split", by="ada", why="w", at=AT)
    common = {"by": "ada", "why": "w", "at": AT, "data": patch.data}
    assert patch.decisions == (
        Decision("2", "drop", old="dog", split="train", **common),
        Decision("3", "relabel", new="hen", split="test", **common),
        Decision("4", "relabel", old="cat", new="dog", split="test", **common),
    )
    assert patch.header["test"] == 2


def test_the_patch_makes_the_one_of_the_other(before, tmp_path):
    after = write(tmp_path / "after.csv", "id,label,split\n1,cat,train\n3,hen,test\n4,,test\n")
    patch = diff(before, after, field="label", key="id")
    assert patch.decisions[-1].verdict == "ambiguous"
    apply(patch, before, tmp_path / "out.csv", ambiguous="blank")
    assert (tmp_path / "out.csv").read_text() == after.read_text()
    assert diff(before, before, field="label").decisions == ()


def test_between_formats(before, tmp_path):
    after = tmp_path / "after.parquet"
    duckdb.sql("SELECT 1 AS id, 'cat' AS label UNION ALL SELECT 2, 'cat'").write_parquet(str(after))
    patch = diff(before, after, field="label", key="id")
    assert [(d.item, d.verdict, d.new) for d in patch.decisions] == [
        ("2", "relabel", "cat"), ("3", "drop", None), ("4", "drop", None),
    ]  # fmt: skip


def test_rows_by_number(before, tmp_path):
    after = write(tmp_path / "after.csv", BEFORE.replace("2,dog", "2,hen"))
    (one,) = diff(before, after, field="label").decisions
    assert (one.item, one.new) == ("1", "hen")
    with pytest.raises(DataError, match="by their id only"):
        diff(before, write(after, BEFORE.replace("2,dog,train\n", "")), field="label")


def test_rows_that_were_not_there(before, tmp_path):
    after = write(tmp_path / "after.csv", BEFORE + "9,cat,train\n8,cat,train\n")
    with pytest.raises(DataError, match="there before; got '9' and 1 more"):
        diff(before, after, field="label", key="id")
    with pytest.raises(ReadError, match="must be there"):
        diff(before, tmp_path / "none.csv", field="label")


WORD = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=4)


@given(
    rows=st.lists(
        st.tuples(WORD, st.sampled_from(["same", "new", "gone"]), WORD), min_size=1, max_size=6
    )
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_diff_and_apply_are_each_others_turn(tmp_path_factory, rows):
    import json

    folder = tmp_path_factory.mktemp("t")
    old = [{"key": f"k{n}", "label": label} for n, (label, _, _) in enumerate(rows)]
    new = [
        row | ({"label": label} if act == "new" else {})
        for row, (_, act, label) in zip(old, rows, strict=True)
        if act != "gone"
    ]
    paths = [folder / "old.jsonl", folder / "new.jsonl"]
    for path, lines in zip(paths, (old, new), strict=True):
        path.write_text("".join(json.dumps(line) + "\n" for line in lines) or "\n")
    if not new:
        return
    patch = diff(*paths, field="label", key="key", at=AT)
    assert Patch.parse(patch.text) == patch
    apply(patch, paths[0], folder / "out.jsonl")
    assert (folder / "out.jsonl").read_text() == paths[1].read_text()
