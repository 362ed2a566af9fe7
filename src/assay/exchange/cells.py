"""Labels and text in the cells of a table that spreadsheets open."""

import csv
import re
from collections.abc import Iterable
from io import StringIO
from typing import Any

import msgspec

from assay.exchange.entry import Label, Project, plain
from assay.exchange.lines import dumped

#: What a spreadsheet would take for a formula and run; a mark before it keeps it text.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def cell(label: Label) -> Any:
    """Return a label as a cell: tags as a JSON list."""
    return dumped(list(label)) if isinstance(label, tuple) else plain(label)


def joined(values: Iterable[Any]) -> str:
    """Return a row of a file; text that a spreadsheet would run is marked as text."""
    held = StringIO()
    # A cell with a line in it is quoted only where the writer ends its lines so.
    csv.writer(held, lineterminator="\r\n").writerow([guarded(value) for value in values])
    text = held.getvalue().removesuffix("\r\n").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.encode("utf-8", "replace").decode()


def guarded(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("-1"), guarded("cat")
    ("'=1+1", '-1', 'cat')
    """
    if not isinstance(value, str) or NUMBER.fullmatch(value) or not FORMULA.match(value):
        return value
    return f"'{value}"


def freed(value: str) -> str:
    """Return what `guarded` was given."""
    return value[1:] if value[:1] == "'" and FORMULA.match(value) else value


def tagged(said: str, project: Project) -> tuple[str, ...]:
    """Return the names in a cell: one, a JSON list, or with commas between them."""
    words = said.strip()
    if not words:
        return ()
    if words in project.classes or project.numeric:
        return (words,)
    if words.startswith("["):
        try:
            return tuple(msgspec.json.decode(words, type=list[str]))
        except (msgspec.ValidationError, msgspec.DecodeError):
            return (words,)
    if project.several:
        return tuple(word for part in words.split(",") if (word := part.strip()))
    return (words,)


def is_number(text: str) -> bool:
    """Tell whether text is a plain number."""
    return NUMBER.fullmatch(text) is not None
