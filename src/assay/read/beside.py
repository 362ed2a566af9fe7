"""Files that stand beside the data: a row an item, by its name or in order."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from assay.dataset import Dataset
from assay.errors import DataError
from assay.read import files, text_tables, typed_tables
from assay.read.table import Table, words
from assay.read.wanted import WHO, Wanted
from assay.types import Array, Columns, Ints

#: What a column with the names of the items is called, beside what the data call it.
NAMES = ("item", "id")
#: Suffixes of the files that are known.
SUFFIXES = tuple(files.KINDS)
READERS = {
    "csv": text_tables.read_csv,
    "parquet": typed_tables.read_parquet,
    "json": typed_tables.read_json,
    "arrow": typed_tables.read_arrow,
}


class Beside(NamedTuple):
    """Columns of a file without the names of the items, and (n,) the row of each item or -1."""

    columns: Columns
    rows: Ints


def is_file(value: Any) -> bool:
    """Tell whether an option means a file rather than a column.

    >>> is_file("checks.csv"), is_file("checked"), is_file("checks.jsonl.gz")
    (True, False, True)
    """
    if isinstance(value, Path):
        return True
    return isinstance(value, str) and value.lower().removesuffix(".gz").endswith(SUFFIXES)


def read_beside(path: Path, dataset: Dataset) -> Beside:
    """Read a table of the items of a data set.

    Rows go by the column `item` or `id`, or what the data call it; without one they must be as
    many as there are items, in their order.
    """
    table = _table(path, Wanted())
    named = (dataset.origin.get("id"), dataset.origin.get("item"), *NAMES)
    name = next((n for n in named if n is not None and n in table.columns), None)
    if name is None:
        in_order(table.rows, dataset, str(path))
        return Beside(dict(table.columns), np.arange(dataset.n_items))
    if np.asarray(dataset.ids).dtype == object:
        table = _table(path, Wanted(id=name))  # names are kept as they are written
    columns = {c: v for c, v in table.columns.items() if c != name}
    return Beside(columns, _rows(table.columns[name], dataset, f"{path}, column {name!r}"))


def in_order(rows: int, dataset: Dataset, where: str) -> None:
    """Raise unless there is one row an item."""
    if rows != dataset.n_items:
        rule = f"there must be one row an item, {dataset.n_items}"
        fix = "Or name the items in a column `item`; then order and number don't matter."
        raise DataError(WHO, rule, got=str(rows), where=where, fix=fix)


def _table(path: Path, wanted: Wanted) -> Table:
    files.check_there(path)
    kind = files.kind_of(path)
    if kind not in READERS:
        rule = "the file must be a table: .csv, .tsv, .parquet, .jsonl, .arrow"
        raise DataError(WHO, rule, got=path.name, where=str(path))
    return READERS[kind](path, wanted)


def _rows(column: Array, dataset: Dataset, where: str) -> Ints:
    """Return (n,) the row that names each item, -1 for none."""
    ids = words(np.asarray(dataset.ids)).tolist()
    place = {name: item for item, name in enumerate(ids)}
    rows = np.full(dataset.n_items, -1, np.int64)
    for row, name in enumerate(words(column).tolist()):
        if name not in place:
            rule = "every row must name an item of the data"
            fix = "Items are called by the column of --id, or by their row from 0 without one."
            raise DataError(WHO, rule, got=repr(name), where=f"{where}, row {row}", fix=fix)
        if rows[place[name]] >= 0:
            rule = "an item can stand in one row"
            got = f"{name!r} in rows {rows[place[name]]} and {row}"
            raise DataError(WHO, rule, got=got, where=where)
        rows[place[name]] = row
    return rows
