"""Rows of CSV and TSV: what isn't decided keeps every byte."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay.errors import DataError, ReadError
from assay.ledger.csv_text import QUOTED, RECORD, CsvText, NotClosedError
from assay.ledger.encoded import Encoded
from assay.ledger.rows import COLUMN, Columns, Edit, Kind, Row
from assay.ledger.splices import Splice, spliced
from assay.read.text_tables import header_of

WHO = "ledger"


class CsvRows:
    """The rows of a text table.

    Parameters
    ----------
    path
        The file, packed or not.
    columns
        Which columns matter.
    """

    kind: Kind = "text"

    def __init__(self, path: Path, columns: Columns) -> None:
        self.path, self.columns, self.count = path, columns, 0
        self.names, dialect = header_of(path)
        wanted = [name for name in (columns.field, columns.key, columns.split) if name]
        for name in wanted:
            if self.names.count(name) != 1:
                rule, got = f"there must be one column {name!r}", str(self.names.count(name))
                fix = f"There are: {', '.join(self.names)}."
                raise DataError(WHO, rule, got=got, where=str(path), fix=fix)
        self.places = sorted(self.names.index(name) for name in {*wanted})
        #: Column -> its group in a record.
        self.groups = {self.names[i]: n for n, i in enumerate(self.places, RECORD + 1)}
        self.file = Encoded.read(path)
        self.table = CsvText(self.file.text, str(dialect["delim"]), len(self.names))
        self._found: dict[int, re.Match[str]] = {}

    def find(self, items: Collection[str] | None = None) -> Mapping[str, Row]:
        """Return rows by their item; raise where an item that is asked for is there twice."""
        stuck = []
        for escape in QUOTED:
            self.table.escape = escape
            try:
                return self._rows(items)
            except NotClosedError as error:
                stuck.append(error.at)
        rule, got = "every quote must be closed", "one that is not"
        line = self.file.text.count("\n", 0, max(stuck)) + 1
        raise ReadError(WHO, rule, got=got, where=f"{self.path}, line {line}")

    def _rows(self, items: Collection[str] | None) -> dict[str, Row]:
        self._found, rows, said = {}, dict[str, Row](), self.table.said
        field, key = self.groups[self.columns.field], self.groups.get(self.columns.key)
        split, number = self.groups.get(self.columns.split), -1
        records = self.table.records(self.places)
        next(records, None)
        for number, record in enumerate(records):
            item = str(number) if key is None else said(record[key]) or ""
            if items is not None and item not in items:
                continue
            if item in rows:
                rule = "ids must differ"
                where = f"{self.path}, rows {rows[item].number} and {number}"
                raise DataError(WHO, rule, got=f"{item!r} twice", where=where)
            word = "" if split is None else said(record[split]) or ""
            rows[item] = Row(number, said(record[field]), word)
            if items is not None:  # who asks for all of them looks, and writes nothing
                self._found[number] = record
        self.count = number + 1
        return rows

    def write(
        self, edits: Sequence[Edit], out: Path, *, verdicts: bool
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Write the file anew, and return what is needed to go back."""
        if verdicts and COLUMN in self.names:
            fix = "Rename it, or leave the verdicts out."
            raise DataError(WHO, f"there must be no column {COLUMN!r} yet", got="one", fix=fix)
        splices, field = [], self.groups[self.columns.field]
        for edit in edits:
            record = self._found[edit.number]
            if edit.act == "drop":
                splices.append(Splice(record.start(RECORD), record.end(), ""))
            elif edit.act == "write":
                now = self.table.raw(edit.cell, record[field])
                splices.append(Splice(*record.span(field), now))
        text, back = spliced(self.file.text, splices)
        if verdicts:
            table = CsvText(text, self.table.mark, len(self.names), self.table.escape)
            text = table.with_column(COLUMN, _noted(edits))
        after = replace(self.file, text=text)
        after.write(out)
        about: dict[str, Any] = {"kind": "text", "encoding": after.encoding, "mark": after.mark}
        if verdicts:
            about["column"] = [self.table.mark, len(self.names) + 1, self.table.escape]
        return {**about, "before": self.file.digest, "after": after.digest}, back


def _noted(edits: Sequence[Edit]) -> dict[int, str]:
    """Return verdicts by the number that a row has once others are gone."""
    verdicts, gone = {}, 0
    for edit in sorted(edits, key=lambda edit: edit.number):
        if edit.act == "drop":
            gone += 1
        else:
            verdicts[edit.number - gone] = edit.verdict
    return verdicts
