"""CSV and TSV to a table, through DuckDB.

The rows are parsed strictly: a row with a cell too many is an error with its line, never a row
less. Whether a column is numbers is guessed on its first rows and mended if a later one differs.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay.errors import ReadError
from assay.read import notes
from assay.read.connect import connect, literal
from assay.read.files import UTF16, open_bytes
from assay.read.mend import mended
from assay.read.table import NOTHING, Table, is_number, unmasked
from assay.read.wanted import WHO, Wanted

HEAD = 1 << 20
SAMPLE = 4096
LONGEST_ROW = 1 << 28


def read_csv(path: Path, wanted: Wanted) -> Table:
    """Read a CSV or TSV file, packed or not, whatever its separator and line ends."""
    names, dialect = header_of(path)
    wanted.check(names, str(path))
    try:
        return _read(path, path, names, wanted, dialect)
    except _Strange as strange:
        with mended(path) as (copy, encoding):
            table = _read(path, copy, names, wanted, dialect | {"encoding": "utf-8"}, last=True)
        noted = () if encoding == "utf-8" else (notes.not_utf8(encoding, strange.line),)
        return replace(table, notes=noted)


class _Strange(Exception):  # noqa: N818 - it is no error yet
    """The bytes are not UTF-8, or the line ends are mixed."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def header_of(path: Path) -> tuple[list[str], dict[str, Any]]:
    """Return the names of the columns and how the file is written."""
    with open_bytes(path) as file:
        head = file.read(HEAD)
    encoding = "utf-16" if head.startswith(UTF16) else "utf-8"
    try:
        text = head[: len(head) // 2 * 2 if encoding == "utf-16" else None].decode(encoding)
    except UnicodeDecodeError as error:
        cut = error.start > len(head) - 4
        text = head[: error.start].decode(encoding) if cut else head.decode("latin-1")
    text = text.removeprefix("\ufeff")
    blank = text[: len(text) - len(text.lstrip("\r\n"))]
    text = text[len(blank) :]
    marks = ("\t",) if ".tsv" in path.suffixes else (",", ";", "\t", "|")
    rows = {mark: _first_row(text, mark) for mark in marks}
    mark = max(marks, key=lambda m: len(rows[m]))
    names = [name.strip() or f"column{i}" for i, name in enumerate(rows[mark])]
    return names, {"delim": mark, "encoding": encoding, "skip": len(blank.splitlines())}


def _first_row(text: str, mark: str) -> list[str]:
    limit = csv.field_size_limit(HEAD)
    try:
        return next(csv.reader(text.splitlines(keepends=True), delimiter=mark), [])
    except csv.Error:
        return []
    finally:
        csv.field_size_limit(limit)


def _read(
    path: Path,
    source: Path,
    names: list[str],
    wanted: Wanted,
    dialect: Mapping[str, Any],
    *,
    last: bool = False,
) -> Table:
    import duckdb

    places = [i for i, name in enumerate(names) if name not in wanted.drop]
    settings: dict[str, Any] = {**dialect, "escape": '"'}
    with connect() as connection:
        while True:
            try:
                numeric = _guess(connection, source, names, wanted, settings)
                found = _fetch(connection, source, len(names), places, numeric, settings)
                break
            except duckdb.ConversionException:  # a later row of a column of numbers is none
                settings["exact"] = True
            except duckdb.Error as error:
                settings = _another_way(path, str(error), settings, last=last)
    columns = {names[i]: unmasked(found[f"c{i}"]) for i in places}
    return Table(columns, as_text=True)


def _scan(source: Path, width: int, numeric: set[int], settings: Mapping[str, Any]) -> str:
    kinds = ("DOUBLE" if i in numeric else "VARCHAR" for i in range(width))
    columns = ", ".join(f"'c{i}': '{kind}'" for i, kind in enumerate(kinds))
    text = ", ".join(
        f"{n} = {literal(v) if isinstance(v, str) else v}"
        for n, v in settings.items()
        if n != "exact"
    )
    return (
        f"read_csv({literal(source)}, auto_detect = false, header = true, quote = '\"', "
        f"columns = {{{columns}}}, {text})"
    )


def _guess(
    connection: Any, source: Path, names: list[str], wanted: Wanted, settings: Mapping[str, Any]
) -> set[int]:
    """Return the columns that are numbers, as far as the first rows tell, or all if `exact`."""
    named = wanted.kept_as_written
    places = [i for i, name in enumerate(names) if name not in named]
    if not places:
        return set()
    width = len(names)
    scan = _scan(source, width, set(), settings)
    if settings.get("exact"):
        tests = ", ".join(f"count(c{i}), count(TRY_CAST(c{i} AS DOUBLE))" for i in places)
        counts = connection.execute(f"SELECT {tests} FROM {scan}").fetchone()
        pairs = zip(places, counts[::2], counts[1::2], strict=True)
        return {i for i, there, good in pairs if there == good > 0}
    wanted_cells = ", ".join(f"c{i}" for i in places)
    head = connection.execute(f"SELECT {wanted_cells} FROM {scan} LIMIT {SAMPLE}").fetchall()
    cells = zip(places, zip(*head, strict=True), strict=True) if head else ()
    return {i for i, column in cells if _all_numbers(column)}


def _all_numbers(column: tuple[str | None, ...]) -> bool:
    seen = set(column) - {None}
    return bool(seen) and not seen & NOTHING and all(is_number(str(word)) for word in seen)


def _fetch(
    connection: Any,
    source: Path,
    width: int,
    places: list[int],
    numeric: set[int],
    settings: Mapping[str, Any],
) -> Any:
    cells = ", ".join(f"c{i}" for i in places)
    scan = _scan(source, width, numeric, settings)
    return connection.execute(f"SELECT {cells} FROM {scan}").fetchnumpy()


def _another_way(
    path: Path, message: str, settings: dict[str, Any], *, last: bool
) -> dict[str, Any]:
    """Return settings to try after an error, or raise it in our words."""
    at = re.search(r"Line: (\d+)", message)
    line = at.group(1) if at else ""
    where = f"{path}, line {line}" if line else str(path)
    if "unterminated quote" in message and settings["escape"] == '"':
        return settings | {"escape": "\\"}
    if "aximum line size" in message and "max_line_size" not in settings:
        return settings | {"max_line_size": LONGEST_ROW}
    if not last and ("unicode" in message or "utf-8" in message or "invalid state" in message):
        raise _Strange(line)
    counts = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", message)
    if counts:
        rule = f"every row must have as many cells as the header, {counts[1]}"
        fix = "Put quotes around cells that hold the separator or a line break."
        raise ReadError(WHO, rule, got=counts[2], where=where, fix=fix) from None
    if "unterminated quote" in message:
        rule, got = "every quote must be closed", "one that is not, or text after it"
        fix = "Double the quotes inside a quoted cell."
        raise ReadError(WHO, rule, got=got, where=where, fix=fix) from None
    rule = "the file must be a table in text"
    got = message.splitlines()[0].split(": ", 1)[-1]
    raise ReadError(WHO, rule, got=got, where=where) from None
