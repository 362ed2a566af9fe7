"""What the acts on files are written in: rows as they were found, and what is done to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

#: Name of the column of verdicts.
COLUMN = "assay_verdict"
#: A label that several people gave differently, which is in no one cell.
SEVERAL = object()
Kind = Literal["text", "number", "boolean", "list"]


class Row(NamedTuple):
    """A row of a file; there may be a million.

    Parameters
    ----------
    number
        From 0, in the order of the file.
    cell
        The label as the file has it: text, a number, a boolean, a list, or None.
    split
        The row's split, "" where the file has none.
    """

    number: int
    cell: Any
    split: str = ""


@dataclass(frozen=True)
class Edit:
    """What is done to a row.

    Parameters
    ----------
    number
        Of the row.
    act
        write puts `cell` for the label, drop takes the row out, keep changes nothing.
    cell
        As the file is to have it.
    verdict
        For the column of verdicts.
    """

    number: int
    act: Literal["write", "drop", "keep"]
    cell: Any = None
    verdict: str = ""


@dataclass(frozen=True)
class Columns:
    """Which columns matter.

    Parameters
    ----------
    field
        That of the label.
    key
        That of the ids; "" where items go by their row.
    split
        That of the split; "" where it isn't known.
    """

    field: str
    key: str = ""
    split: str = ""


class Rows(Protocol):
    """A file of rows that can be found by their item, and edited."""

    @property
    def kind(self) -> Kind:
        """What the labels are in this file."""

    @property
    def count(self) -> int:
        """Number of rows, once some were found."""

    def find(self, items: Collection[str] | None = None) -> Mapping[str, Row]:
        """Return rows by their item, all or these; raise where one of these is there twice."""

    def write(
        self, edits: Sequence[Edit], out: Path, *, verdicts: bool
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Write the file anew, and return what is needed to go back: about it, and line by line."""
