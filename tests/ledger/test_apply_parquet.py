"""Decisions to Parquet, against pyarrow and pandas."""

import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import assay
from assay.errors import DataError, ReadError
from assay.ledger import Decision, Patch, apply, plan, revert

N = 5000
DAY = datetime.datetime(2020, 1, 2, 3, 4, 5)


def table(n=N):
    """Columns of most types there are."""
    some = [None if i % 7 == 0 else i for i in range(n)]
    arrays = {
        "id": pa.array(range(n), pa.int32()),
        "label": pa.array([None if i % 11 == 0 else ("cat", "dog")[i % 2] for i in range(n)]),
        "split": pa.array(["test" if i % 10 == 9 else "train" for i in range(n)]),
        "small": pa.array([None if i is None else i % 200 for i in some], pa.uint8()),
        "real": pa.array(np.linspace(0, 1, n), pa.float32()),
        "words": pa.array([f"w{i % 3}" for i in range(n)]).dictionary_encode(),
        "large": pa.array(["é" * (i % 3) for i in range(n)], pa.large_string()),
        "moment": pa.array([DAY] * n, pa.timestamp("ns")),
        "zoned": pa.array([DAY] * n, pa.timestamp("us", tz="Europe/Berlin")),
        "day": pa.array([DAY.date()] * n),
        "money": pa.array(some, pa.decimal128(20, 3)),
        "bytes": pa.array([b"\x00\xff"] * n),
        "struct": pa.array([{"a": i, "b": "x"} for i in some]),
        "list": pa.array([[i, 1] for i in some], pa.list_(pa.int16())),
        "fixed": pa.array([[1.0, 2.0]] * n, pa.list_(pa.float32(), 2)),
        "map": pa.array([[("k", 1)]] * n, pa.map_(pa.string(), pa.int32())),
        "truth": pa.array([True, None] * (n // 2)),
    }
    return pa.table(arrays).replace_schema_metadata({"made by": "ada", "huggingface": '{"a": 1}'})


OPTIONS = {
    "label": "label",
    "id": "id",
    "split": "split",
    "drop": ["map", "struct", "list", "fixed"],
}


@pytest.fixture
def pets(tmp_path):
    path = tmp_path / "pets.parquet"
    pq.write_table(table(), path, compression="snappy", row_group_size=2048)
    return path


def patch_for(path, *decisions, key="id", options=OPTIONS):
    made = tuple(
        Decision(str(item), verdict, old=old, new=rest[0] if rest else None)
        for item, verdict, old, *rest in decisions
    )
    digest = assay.read(path, **options).digest
    return Patch(made, data=digest, key=key, options=options)


def same(one, other):
    """Whether two tables hold the same: `equals` minds how dictionaries are cut into chunks."""
    columns = zip(one.itercolumns(), other.itercolumns(), strict=True)
    equal = all(a.combine_chunks().equals(b.combine_chunks()) for a, b in columns)
    return equal and one.schema.equals(other.schema, check_metadata=True)


def test_what_is_decided_changes_and_nothing_else(pets, tmp_path):
    before = pq.read_table(pets)
    patch = patch_for(
        pets, (0, "relabel", None, "é🐶"), (1, "relabel", "dog", "cat"), (2, "drop", "cat"),
        (9, "drop", "dog"), (13, "out-of-scope", "dog"), (4998, "several", "cat", ("cat", "dog")),
    )  # fmt: skip
    out = tmp_path / "out.parquet"
    made = apply(patch, pets, out, verdicts=True)
    assert [one.item for one in made.plan.protected] == ["9"]
    after = pq.read_table(out)
    gone = np.isin(np.arange(N), [2, 13])
    labels = before["label"].to_pylist()
    labels[0], labels[1], labels[4998] = "é🐶", "cat", "cat|dog"
    assert after["label"].to_pylist() == [v for v, g in zip(labels, gone, strict=True) if not g]
    for name in before.column_names:
        assert after.schema.field(name).type == before.schema.field(name).type, name
        if name != "label":
            assert after[name].combine_chunks().equals(before[name].filter(~gone).combine_chunks())
    assert after.schema.metadata == before.schema.metadata
    assert after.column_names == [*before.column_names, "assay_verdict"]
    assert after["assay_verdict"].to_pylist()[:4] == ["relabel", "relabel", "", ""]
    told = pq.ParquetFile(out).metadata
    assert told.row_group(0).column(0).compression == "SNAPPY"
    assert told.num_row_groups == 3
    revert(out, tmp_path / "back.parquet")
    back = pq.read_table(tmp_path / "back.parquet")
    assert back.schema.equals(before.schema, check_metadata=True)
    assert same(back, before)


def test_in_place(pets):
    before = pq.read_table(pets)
    apply(patch_for(pets, (1, "relabel", "dog", "cat"), (2, "drop", "cat")), pets, pets, force=True)
    assert pq.read_table(pets).num_rows == N - 1
    assert revert(pets, pets, force=True) == 2
    assert same(pq.read_table(pets), before)


@pytest.mark.parametrize(
    ("values", "old", "new", "wanted"),
    [
        (pa.array([3, 1, 2] * 9, pa.int8()), "3", "1", 1),
        (pa.array([n / 8 for n in range(27)]), 0.0, 0.1, 0.1),
        (pa.array([True, False] * 9), "True", "False", False),
        (pa.array([["a", "b"], ["b"]] * 9), ("a", "b"), ("b",), ["b"]),
        (pa.array(["a", "b"] * 9).dictionary_encode(), "a", "b", "b"),
        (pa.array([0, 1] * 9), "cat", "dog", 1),
    ],
)
def test_labels_stay_what_they_were(tmp_path, values, old, new, wanted):
    path, out = tmp_path / "a.parquet", tmp_path / "b.parquet"
    pq.write_table(pa.table({"label": values}), path)
    verdict = "several" if isinstance(new, tuple) else "relabel"
    options = {"label": "label"} | ({"classes": ["cat", "dog"]} if old == "cat" else {})
    apply(patch_for(path, (0, verdict, old, new), key="", options=options), path, out)
    after = pq.read_table(out)
    assert after["label"].type == values.type
    assert after["label"].to_pylist() == [wanted, *values.to_pylist()[1:]]
    revert(out, tmp_path / "c.parquet")
    assert pq.read_table(tmp_path / "c.parquet")["label"].combine_chunks().equals(values)


def test_the_index_of_pandas_stays(tmp_path):
    path, out = tmp_path / "a.parquet", tmp_path / "b.parquet"
    frame = pd.DataFrame({"y": ["a", "b", "a"], "x": [1, 2, 3]}, index=["p", "q", "r"])
    frame.to_parquet(path)
    patch = patch_for(path, (1, "relabel", "b", "a"), key="", options={"label": "y"})
    apply(
        Patch(
            (Decision("1", "relabel", field="y", old="b", new="a"),),
            patch.data,
            field="y",
            options=patch.options,
        ),
        path,
        out,
    )
    pd.testing.assert_frame_equal(pd.read_parquet(out), frame.assign(y=["a", "a", "a"]))


def test_by_key_in_another_order(pets, tmp_path):
    patch = patch_for(pets, (1, "relabel", "dog", "cat"), (2, "relabel", "cat", "dog"))
    turned = table().take(pa.array(np.arange(N)[::-1]))
    pq.write_table(turned, pets)
    out = tmp_path / "out.parquet"
    assert apply(patch, pets, out, by_key=True).plan.counts == {"relabel": 2}
    assert pq.read_table(out)["label"].to_pylist()[-3:-1] == ["dog", "cat"]
    pq.write_table(pa.concat_tables([turned, turned.slice(N - 2)]), pets)
    with pytest.raises(DataError, match="ids must differ; got '1' twice"):
        plan(patch, pets, by_key=True)


def test_files_that_are_not_what_they_should_be(tmp_path, pets):
    patch = patch_for(pets, (1, "relabel", "dog", "cat"))
    pets.write_bytes(pets.read_bytes()[:-9] + b"x" * 5 + b"PAR1")
    with pytest.raises(ReadError, match="a whole Parquet file"):
        plan(patch, pets, by_key=True)
    pq.write_table(table().drop_columns(["label"]), pets)
    with pytest.raises(DataError, match="must be a column 'label'"):
        plan(patch, pets, by_key=True)
    odd = pa.table({"id": [1], "split": [""], "label": [{"a": 1}]})
    pq.write_table(odd, pets)
    with pytest.raises(DataError, match="labels must be text"):
        plan(patch, pets, by_key=True)
