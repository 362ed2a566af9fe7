"""Rows of JSON Lines, and of a JSON list of objects: what isn't decided keeps every byte."""

import json
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from assay.errors import DataError, ReadError
from assay.ledger.encoded import Encoded
from assay.ledger.json_places import Place, member_end, members, rows, skip
from assay.ledger.rows import COLUMN, Columns, Edit, Kind, Row
from assay.ledger.splices import Splice, spliced

WHO = "ledger"
KINDS: dict[type, Kind] = {
    str: "text", bool: "boolean", int: "number", float: "number", list: "list",
}  # fmt: skip


class JsonRows:
    """The objects of a file.

    Parameters
    ----------
    path
        The file, packed or not.
    columns
        Which columns matter.
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        self.path = path
        self.columns = columns
        self.file = Encoded.read(path)
        self.count = 0
        self.kind: Kind = "text"
        #: Where every object begins and ends.
        self.starts, self.ends = array("q"), array("q")

    def _objects(self) -> Iterator[Place]:
        number = 0
        try:
            for number, place in enumerate(rows(self.file.text)):
                if not isinstance(place.value, dict):
                    rule = "every row must be one JSON object"
                    got = type(place.value).__name__
                    raise ReadError(WHO, rule, got=got, where=f"{self.path}, row {number}")
                yield place
        except JSONDecodeError as error:
            rule = "the file must be JSON"
            where = f"{self.path}, line {error.lineno}"
            raise ReadError(WHO, rule, got=error.msg, where=where) from None

    def find(self, items: Collection[str] | None = None) -> Mapping[str, Row]:
        """Return rows by their item; raise where an item that is asked for is there twice."""
        found: dict[str, Row] = {}
        starts, ends = array("q"), array("q")
        kind, there = None, False
        for number, place in enumerate(self._objects()):
            self.count = number + 1
            starts.append(place.start)
            ends.append(place.end)
            cell = self.cell(place)
            there = there or self.columns.field in place.value
            kind = kind or KINDS.get(type(cell))
            item = self.item(place.value, number)
            if items is not None and item not in items:
                continue
            if item in found:
                rule = "ids must differ"
                where = f"{self.path}, rows {found[item].number} and {number}"
                raise DataError(WHO, rule, got=f"{item!r} twice", where=where)
            split = place.value.get(self.columns.split) if self.columns.split else ""
            found[item] = Row(number, cell, "" if split is None else str(split))
        self.starts, self.ends = starts, ends
        self._check_field(there=there)
        self.kind = kind or "text"
        return found

    def _check_field(self, *, there: bool) -> None:
        if not there:
            rule = f"there must be a field {self.columns.field!r}"
            raise DataError(WHO, rule, got="none", where=str(self.path))

    def cell(self, place: Place) -> Any:
        """Return the label of an object."""
        return place.value.get(self.columns.field)

    def item(self, value: Mapping[str, Any], number: int) -> str:
        """Return what an object is called."""
        key = value.get(self.columns.key) if self.columns.key else number
        if isinstance(key, float) and key.is_integer():
            key = int(key)
        return "" if key is None else str(key)

    def write(
        self, edits: Sequence[Edit], out: Path, *, verdicts: bool
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Write the file anew, and return what is needed to go back."""
        splices: list[Splice] = []
        for edit in edits:
            if edit.act != "drop":
                place = Place(None, self.starts[edit.number], self.ends[edit.number])
                splices += self.changed(place, edit, verdicts=verdicts)
        splices += self._removed(sorted(edit.number for edit in edits if edit.act == "drop"))
        text, back = spliced(self.file.text, splices)
        after = replace(self.file, text=text)
        after.write(out)
        about = {"kind": "text", "encoding": after.encoding, "mark": after.mark}
        return {**about, "before": self.file.digest, "after": after.digest}, back

    def changed(self, place: Place, edit: Edit, *, verdicts: bool) -> list[Splice]:
        """Return what puts the label, and the verdict, into an object."""
        values = {self.columns.field: edit.cell} if edit.act == "write" else {}
        if verdicts:
            values[COLUMN] = edit.verdict
        return self.put(place, values)

    def put(self, place: Place, values: Mapping[str, Any]) -> list[Splice]:
        """Return what puts values into an object, under names that may be there."""
        text = self.file.text
        there = members(text, place.start)
        splices = [
            Splice(there[name].start, there[name].end, self.told(value))
            for name, value in values.items()
            if name in there
        ]
        gap = " " if '": ' in text[place.start : place.end] else ""
        new = [
            f"{self.told(name)}:{gap}{self.told(value)}"
            for name, value in values.items()
            if name not in there
        ]
        if new:
            at = member_end(text, place)
            splices.append(Splice(at, at, f",{gap}".join([""] * bool(there) + new)))
        return splices

    @cached_property
    def _ascii(self) -> bool:
        return self.file.text.isascii()

    def told(self, value: Any) -> str:
        """Return a value as JSON, with letters written as the file writes them."""
        text = json.dumps(value, ensure_ascii=self._ascii)
        try:
            text.encode(self.file.encoding)
        except UnicodeEncodeError:
            return json.dumps(value)
        return text

    def _removed(self, numbers: Sequence[int]) -> Iterator[Splice]:
        """Yield what takes objects out: with their lines, or with the commas between them."""
        text, starts, ends = self.file.text, self.starts, self.ends
        begins = skip(text, 0)
        rest = set(numbers)
        if text[begins : begins + 1] == "[":
            # The end of a list goes at once: the comma before it goes too.
            kept = len(starts) - 1
            while kept in rest:
                rest.remove(kept)
                kept -= 1
            if kept < len(starts) - 1:
                start = ends[kept] if kept >= 0 else starts[0]
                yield Splice(start, ends[-1], "")
        for number in sorted(rest):
            following = number + 1
            end = starts[following] if following < len(starts) else len(text)
            yield Splice(starts[number], end, "")
