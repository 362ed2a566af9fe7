"""A file of data to its rows; and whether it is the one that decisions were made for."""

from pathlib import Path
from typing import Any, Literal

from assay.errors import AssayError, DataError, ReadError
from assay.ledger.csv_rows import CsvRows
from assay.ledger.encoded import digest_of_file
from assay.ledger.json_rows import JsonRows
from assay.ledger.label_studio_rows import LabelStudioRows
from assay.ledger.parquet_rows import ParquetRows
from assay.ledger.patch import Patch
from assay.ledger.rows import Columns, Rows
from assay.read.exports import HEAD, MARKS
from assay.read.files import check_there, kind_of, open_bytes

WHO = "apply"
READERS: dict[str, type[Any]] = {"csv": CsvRows, "json": JsonRows, "parquet": ParquetRows}


def open_rows(path: Path, patch: Patch) -> Rows:
    """Return the rows of the file that a patch is for."""
    check_one_label(patch)
    split = patch.options.get("split")
    return rows_of(path, Columns(patch.field, patch.key, split if isinstance(split, str) else ""))


def rows_of(path: Path, columns: Columns) -> Rows:
    """Return the rows of a file."""
    check_there(path)
    if path.is_dir():
        rule = "decisions are applied to a file"
        fix = "Read the patch: it is the list of what to move."
        raise ReadError(WHO, rule, got="a folder", where=str(path), fix=fix)
    kind = kind_of(path)
    if kind not in READERS:
        rule = "decisions are applied to .csv, .tsv, .jsonl, .json and .parquet"
        raise ReadError(WHO, rule, got=repr(path.name), where=str(path))
    reader = LabelStudioRows if kind == "json" and is_label_studio(path) else READERS[kind]
    return reader(path, columns)  # type: ignore[no-any-return]


def is_label_studio(path: Path) -> bool:
    """Tell whether a file of JSON is an export of Label Studio."""
    with open_bytes(path) as file:
        head = file.read(HEAD)
    return b'"data"' in head and any(mark in head for mark in MARKS)


def same_data(patch: Patch, path: Path) -> Literal[True] | str:
    """Return True where the file holds the data of the patch, else what it holds."""
    check_there(path)
    if patch.data.startswith("file-"):
        return True if digest_of_file(path) == patch.data else "another file"
    if not patch.data:
        return "decisions that don't say for which data they are"
    from assay.read.read import read

    try:
        found = read(path, **patch.options).digest
    except AssayError as error:
        return f"data that can't be read so ({error.rule})"
    return True if found == patch.data else "other data"


def check_one_label(patch: Patch) -> None:
    """Raise where the labels of the data are in no one cell."""
    label = patch.options.get("label")
    if patch.options.get("item") or (isinstance(label, list) and len(label) > 1):
        rule = "an item must have one label that can be changed"
        got = "votes of several sources"
        fix = "Write the truth of the votes with assay truth, and join the patch to it by item."
        raise DataError(WHO, rule, got=got, fix=fix)
