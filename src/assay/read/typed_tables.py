"""Parquet and JSON Lines to a table, through DuckDB; Arrow files through pyarrow."""

import re
from pathlib import Path
from typing import Any

import msgspec

from assay.errors import DataError, ExtraError, ReadError
from assay.read import notes
from assay.read.connect import connect, literal, quoted
from assay.read.mend import mended
from assay.read.table import Table, objects, unmasked
from assay.read.wanted import WHO, Wanted
from assay.types import Array

NUMBERS = re.compile(
    r"(TINY|SMALL|BIG|HUGE|U|UTINY|USMALL|UBIG|UHUGE)?INT(EGER)?$|FLOAT|DOUBLE|DECIMAL"
)
FITS = re.compile(r"(TINY|SMALL|BIG|UTINY|USMALL|U)?INT(EGER)?$|FLOAT$|DOUBLE$|BOOLEAN$|VARCHAR$")
NESTED = re.compile(r".*\]$|STRUCT|MAP|UNION|JSON")
LONGEST = 1 << 28


def read_parquet(path: Path, wanted: Wanted) -> Table:
    """Read a Parquet file."""
    import duckdb

    _whole(path)
    scan = f"read_parquet({literal(path)})"
    with connect() as connection:
        try:
            kinds = _kinds(connection, scan)
            wanted.check(list(kinds), str(path))
            return _fetch(connection, scan, kinds, wanted)
        except duckdb.Error as error:
            fix = "Write or fetch it again."
            rule = "the file must be a whole Parquet file"
            got = _first_line(error)
            raise ReadError(WHO, rule, got=got, where=str(path), fix=fix) from None


def _whole(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4))
        if file.read() != b"PAR1" or path.stat().st_size < 12:
            rule = "the file must be a whole Parquet file, which ends in PAR1"
            fix = "It was cut short: write or fetch it again."
            got = f"{path.stat().st_size:,} bytes without that end"
            raise ReadError(WHO, rule, got=got, where=str(path), fix=fix)


def read_json(path: Path, wanted: Wanted) -> Table:
    """Read JSON Lines, or a JSON list of objects where the suffix is .json."""
    import duckdb

    try:
        return _json(path, path, wanted)
    except duckdb.Error as error:
        if "UTF-8" not in str(error) and "byte order mark" not in str(error):
            raise _malformed(path, error) from None
    with mended(path) as (copy, encoding):
        try:
            table = _json(path, copy, wanted)
        except duckdb.Error as error:
            raise _malformed(path, error) from None
    noted = () if encoding == "utf-8" else (notes.not_utf8(encoding, ""),)
    return Table(table.columns, notes=noted)


def _json(path: Path, source: Path, wanted: Wanted) -> Table:
    import duckdb

    shape = "auto" if ".json" in path.suffixes else "newline_delimited"
    options = f"format = '{shape}', records = true, map_inference_threshold = -1"
    with connect() as connection:
        while True:
            scan = f"read_json({literal(source)}, {options}"
            try:
                kinds = _kinds(connection, f"{scan})")
                wanted.check(list(kinds), str(path))
                kinds = {n: _as_written(n, k, wanted) for n, k in kinds.items()}
                fields = ", ".join(f"{literal(n)}: {literal(k)}" for n, k in kinds.items())
                return _fetch(connection, f"{scan}, columns = {{{fields}}})", kinds, wanted)
            except duckdb.Error as error:
                # A key or a kind of value that the first rows have not, or a very long row.
                if "transform error" in str(error) and "sample_size" not in options:
                    options += ", sample_size = -1"
                elif "maximum_object_size" in str(error) and "object_size" not in options:
                    options += f", maximum_object_size = {LONGEST}"
                else:
                    raise


def _as_written(name: str, kind: str, wanted: Wanted) -> str:
    """Return the type to read a JSON value as: names, dates and nested values as written."""
    if name in wanted.kept_as_written or NESTED.match(kind):
        return "JSON"
    if NUMBERS.match(kind):
        return "DOUBLE"
    return "BOOLEAN" if kind == "BOOLEAN" else "VARCHAR"


def _malformed(path: Path, error: Exception) -> DataError:
    message = _first_line(error)
    at = re.search(r"in line (\d+)", message)
    # DuckDB counts the line after the one that is malformed.
    line = int(at[1]) - ("Malformed" in message) if at else 0
    what = re.sub(r"^.*?in line \d+[:.,]? ?|Try increasing.*", "", message).strip(" .")
    rule = "every row must be one JSON object"
    where = f"{path}, line {max(line, 1)}" if at else str(path)
    fix = "Mend the line, or delete it."
    return ReadError(WHO, rule, got=what or message, where=where, fix=fix)


def read_arrow(path: Path, wanted: Wanted) -> Table:
    """Read an Arrow or Feather file."""
    from assay.read.frames import read_frame

    try:
        import pyarrow as arrow
        import pyarrow.feather
    except ImportError:
        rule = "pyarrow must be installed to read Arrow and Feather files"
        raise ExtraError(
            WHO, rule, fix="Run: pip install pyarrow, or save it as Parquet."
        ) from None
    try:
        with path.open("rb") as file:
            stream = file.read(4) == b"\xff\xff\xff\xff"
        if stream:
            table = arrow.ipc.open_stream(path.read_bytes()).read_all()
        else:
            table = pyarrow.feather.read_table(str(path), memory_map=False)
    except (arrow.ArrowException, OSError) as error:
        rule = "the file must be a whole Arrow file"
        raise ReadError(WHO, rule, got=_first_line(error), where=str(path)) from None
    return read_frame(table, wanted, where=str(path))


def _kinds(connection: Any, scan: str) -> dict[str, str]:
    rows = connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()
    return {name: str(kind) for name, kind, *_ in rows if not name.startswith("__index_level_")}


def _fetch(connection: Any, scan: str, kinds: dict[str, str], wanted: Wanted) -> Table:
    kinds = {n: k for n, k in kinds.items() if n not in wanted.drop}
    bytes_ = [n for n, k in kinds.items() if k == "BLOB" and n not in wanted.spoken_for]
    read = {f"c{i}": n for i, n in enumerate(kinds) if n not in bytes_}
    if not read:
        return Table({})
    cells = ", ".join(f"{_cell(n, kinds[n], wanted)} AS {place}" for place, n in read.items())
    found = connection.execute(f"SELECT {cells} FROM {scan}").fetchnumpy()
    columns = {name: unmasked(found[place]) for place, name in read.items()}
    for name in wanted.spoken_for & set(columns):
        if NESTED.match(kinds[name]):
            columns[name] = _decoded(columns[name])
    noted = (notes.unread("Columns of bytes were left out", bytes_),) if bytes_ else ()
    return Table(columns, notes=noted)


def _cell(name: str, kind: str, wanted: Wanted) -> str:
    column = quoted(name)
    if name == wanted.time and kind.startswith(("TIMESTAMP", "DATE")):
        return f"CAST(epoch({column}) AS DOUBLE)"
    if FITS.match(kind):
        return column
    if NUMBERS.match(kind):
        return f"CAST({column} AS DOUBLE)"
    if kind == "JSON" and name not in wanted.spoken_for:
        return f"{column} ->> '$'"
    if NESTED.match(kind):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"


def _decoded(column: Array) -> Array:
    """Return the values that JSON texts stand for."""
    text = ",".join("null" if value is None else value for value in column.tolist())
    return objects(msgspec.json.decode(f"[{text}]"))


def _first_line(error: Exception) -> str:
    return (
        str(error).splitlines()[0].split("Error: ", 1)[-1] if str(error) else type(error).__name__
    )
