"""Columns in memory to a file: CSV, TSV, Parquet, JSON Lines."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from assay.errors import OutputError
from assay.types import Array, Columns

WHO = "write"

#: Suffix -> what follows COPY in brackets. A `.gz` after CSV, TSV or JSON Lines compresses.
FORMATS = {
    ".csv": "FORMAT csv, HEADER",
    ".tsv": "FORMAT csv, HEADER, DELIMITER '\t'",
    ".parquet": "FORMAT parquet, COMPRESSION zstd",
    ".jsonl": "FORMAT json",
    ".ndjson": "FORMAT json",
}


def write_table(columns: Columns, path: str | Path) -> None:
    r"""Write columns to a file whose suffix names the format.

    Rows keep their order and the same columns give the same bytes. None and NaN are written
    as missing. A column of lists stays one, but for CSV, where it is written as JSON.

    Parameters
    ----------
    columns
        Arrays of one length: numbers, booleans, dates, or objects of str, list and None.
    path
        A file ending in .csv, .tsv, .parquet, .jsonl or .ndjson, and .gz after all but Parquet.
        It is replaced whole or not at all.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "pets.csv"
    ...     write_table({"pet": np.array(["cat", None], object), "age": np.array([2, 3])}, file)
    ...     file.read_text()
    'pet,age\ncat,2\n,3\n'
    """
    path = Path(path)
    options = _options(path)
    _check(columns)
    partial = path.with_name(f".partial-{path.name}")
    try:
        _copy(columns, partial, options)
        partial.replace(path)
    except OSError as error:
        fix = "Make the folder, or choose another with --out."
        rule = "the file must be one that can be written"
        raise OutputError(
            WHO, rule, got=error.strerror or str(error), where=str(path), fix=fix
        ) from None
    finally:
        partial.unlink(missing_ok=True)


def suffix_of(path: Path) -> str:
    """Return the suffix that names the format of a table, or raise."""
    suffixes = [s.lower() for s in path.suffixes]
    packed = suffixes[-1:] == [".gz"]
    suffix = "".join(suffixes[-2:-1] if packed else suffixes[-1:])
    if suffix not in FORMATS or (packed and suffix == ".parquet"):
        fix = f"End it in one of {', '.join(FORMATS)}."
        raise OutputError(WHO, "the suffix of a table must name its format", got=path.name, fix=fix)
    return suffix


def _options(path: Path) -> str:
    options = FORMATS[suffix_of(path)]
    return f"{options}, COMPRESSION gzip" if path.suffix.lower() == ".gz" else options


def _check(columns: Columns) -> None:
    if not columns:
        raise OutputError(WHO, "a table must have a column", got="none")
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        got = ", ".join(f"{name!r} of {rows}" for name, rows in lengths.items())
        raise OutputError(WHO, "all columns must have one length", got=got)


def _copy(columns: Columns, path: Path, options: str) -> None:
    """Hand the arrays to DuckDB as they are; it reads numpy's memory without pandas or Arrow."""
    import duckdb

    from assay.read.connect import connect, literal, quoted

    plain = {f"c{i}": _plain(column) for i, column in enumerate(columns.values())}
    parts = []
    for place, name, column in zip(plain, columns, columns.values(), strict=True):
        value = _cast(place, column, lists="csv" not in options)
        parts.append(f"{value} AS {quoted(str(name))}")
    with connect() as connection:
        query = f"COPY (SELECT {', '.join(parts)} FROM plain) TO {literal(path)} ({options})"
        for attempt in (plain, None):
            given = attempt or {name: _speakable(column) for name, column in plain.items()}
            connection.register("plain", given)
            try:
                connection.execute(query)
                return
            except duckdb.IOException as error:
                raise OSError(str(error)) from None
            except duckdb.InvalidInputException:
                # Half a surrogate pair, as broken JSON holds them, has no UTF-8.
                if attempt is None:
                    raise


def _plain(column: Array) -> Array:
    """Return the column as one of the kinds DuckDB reads from memory."""
    column = np.asarray(column)
    if column.ndim != 1:
        rule = "a column must have one value a row"
        raise OutputError(WHO, rule, got=f"shape {column.shape}")
    match column.dtype.kind:
        case "U" | "S":
            return column.astype(str).astype(object)
        case "M":
            return column.astype("datetime64[us]")
        case "O":
            if _holds_lists(column):
                return _objects([_as_json(value) for value in column])
            return column
    column = column.astype(np.float32) if column.dtype == np.float16 else column
    return column.astype(column.dtype.newbyteorder("="), copy=False)


def _cast(place: str, column: Array, *, lists: bool) -> str:
    if np.asarray(column).dtype.kind not in "OUS":
        return place
    text = f"CAST({place} AS VARCHAR)"
    return f"CAST(CAST({text} AS JSON) AS VARCHAR[])" if lists and _holds_lists(column) else text


def _holds_lists(column: Array) -> bool:
    if column.dtype != object:
        return False
    first = next((value for value in column if value is not None), None)
    return isinstance(first, list | tuple | np.ndarray)


def _as_json(value: Any) -> str | None:
    if value is None:
        return None
    return json.dumps([None if v is None else str(v) for v in value], ensure_ascii=False)


def _objects(values: list[Any]) -> Array:
    out = np.empty(len(values), object)
    out[:] = values
    return out


def _speakable(column: Array) -> Array:
    if column.dtype != object:
        return column
    return _objects(
        [
            v.encode("utf-8", "backslashreplace").decode() if isinstance(v, str) else v
            for v in column
        ]
    )
