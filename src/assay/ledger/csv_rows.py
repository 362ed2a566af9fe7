"""Rows of CSV and TSV: what isn't decided keeps every byte."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from assay.errors import DataError, ReadError
from assay.ledger.encoded import Encoded
from assay.ledger.rows import COLUMN, Columns, Edit, Kind, Row
from assay.ledger.splices import Splice, spliced
from assay.read.text_tables import header_of

WHO = "ledger"
END = r"(?:\r\n|\n|\r|\Z)"
#: What stands between the quotes, by what a quote inside is told by.
QUOTED = {'"': r'[^"]*+(?:""[^"]*+)*+', "\\": r'[^"\\]*+(?:\\.[^"\\]*+)*+'}


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
    count = 0

    def __init__(self, path: Path, columns: Columns) -> None:
        self.path = path
        self.names, dialect = header_of(path)
        self.mark = str(dialect["delim"])
        self.columns = columns
        self.file = Encoded.read(path)
        wanted = [name for name in (columns.field, columns.key, columns.split) if name]
        for name in wanted:
            if self.names.count(name) != 1:
                rule = f"there must be one column {name!r}"
                fix = f"There are: {', '.join(self.names)}."
                raise DataError(
                    WHO, rule, got=str(self.names.count(name)), where=str(path), fix=fix
                )
        self.places = {self.names.index(name): name for name in wanted}
        self._found: dict[int, re.Match[str]] = {}
        #: Where the header ends, and where reading stuck; -1 where it didn't.
        self._header_end, self._stuck = 0, -1

    @cached_property
    def escape(self) -> str:
        """What stands before a quote inside of quotes."""
        stuck = []
        for escape in QUOTED:
            if self._ends_well(escape):
                return escape
            stuck.append(self._stuck)
        rule = "every quote must be closed"
        line = self.file.text.count("\n", 0, max(stuck)) + 1
        raise ReadError(WHO, rule, got="one that is not", where=f"{self.path}, line {line}")

    def _ends_well(self, escape: str) -> bool:
        for _ in self._records(escape):
            pass
        return self._stuck < 0

    def _pattern(self, escape: str) -> re.Pattern[str]:
        mark = re.escape(self.mark)
        cell = rf'(?> *"{QUOTED[escape]}" *(?={mark}|[\r\n]|\Z)|(?! *")[^{mark}\r\n]*+)'
        last = max(self.places)
        cells = [f"({cell})" if i in self.places else cell for i in range(last + 1)]
        return re.compile(rf"{mark.join(cells)}((?:{mark}{cell})*+){END}", re.DOTALL)

    def _records(self, escape: str) -> Iterator[re.Match[str]]:
        """Yield every record after the header; blank lines are rows only of a single column."""
        text, match = self.file.text, self._pattern(escape).match
        blank = re.compile(r"[\r\n]*" if len(self.names) > 1 else "")
        at, first = len(text) - len(text.lstrip("\r\n")), True
        self._stuck = -1
        while at < len(text):
            if not first:
                at = blank.match(text, at).end()  # type: ignore[union-attr]
                if at >= len(text):
                    return
            found = match(text, at)
            if found is None:
                self._stuck = at
                return
            if not first:
                yield found
            else:
                self._header_end = found.end() - len(_line_end(found))
            at, first = found.end(), False

    @cached_property
    def _groups(self) -> dict[str, int]:
        """Column -> its group in a record."""
        return {self.places[i]: n for n, i in enumerate(sorted(self.places), 1)}

    def find(self, items: Collection[str] | None = None) -> Mapping[str, Row]:
        """Return rows by their item; raise where an item that is asked for is there twice."""
        self._found = {}
        rows: dict[str, Row] = {}
        field, key = self._groups[self.columns.field], self._groups.get(self.columns.key)
        split = self._groups.get(self.columns.split)
        escape = self.escape
        for number, record in enumerate(self._records(escape)):
            self.count = number + 1
            item = str(number) if key is None else self._said(record[key]) or ""
            if items is not None and item not in items:
                continue
            if item in rows:
                rule = "ids must differ"
                where = f"{self.path}, rows {rows[item].number} and {number}"
                raise DataError(WHO, rule, got=f"{item!r} twice", where=where)
            word = "" if split is None else self._said(record[split]) or ""
            rows[item] = Row(number, self._said(record[field]), word)
            self._found[number] = record
        return rows

    def _said(self, raw: str) -> str | None:
        """Return what a cell says; None for nothing."""
        bare = raw.strip(" ")
        if not bare.startswith('"'):
            return raw or None
        bare = bare[1:-1]
        if self.escape == '"':
            return bare.replace('""', '"') or None
        return re.sub(r'\\(["\\])', r"\1", bare) or None

    def _raw(self, said: str | None, was: str) -> str:
        """Return a cell that says this, with quotes where it had some or needs some."""
        if not said:
            return '""' if len(self.names) == 1 else ""
        needs = any(c in said for c in (self.mark, '"', "\r", "\n")) or said != said.strip()
        if not needs and not was.lstrip(" ").startswith('"'):
            return said
        if self.escape == "\\":
            said = said.replace("\\", "\\\\")
        return '"' + said.replace('"', self.escape + '"') + '"'

    def write(
        self, edits: Sequence[Edit], out: Path, *, verdicts: bool
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Write the file anew, and return what is needed to go back."""
        splices, ends = [], {}
        field = self._groups[self.columns.field]
        for edit in edits:
            record = self._found[edit.number]
            if edit.act == "drop":
                splices.append(Splice(record.start(), record.end(), ""))
                continue
            ends[edit.number] = edit.verdict
            if edit.act == "write":
                now = self._raw(edit.cell, record[field])
                splices.append(Splice(*record.span(field), now))
        if verdicts:
            gone = {edit.number for edit in edits if edit.act == "drop"}
            splices += self._column(ends, gone)
        text, back = spliced(self.file.text, splices)
        after = replace(self.file, text=text)
        after.write(out)
        about = {"kind": "text", "encoding": after.encoding, "mark": after.mark}
        return {**about, "before": self.file.digest, "after": after.digest}, back

    def _column(self, verdicts: Mapping[int, str], gone: Collection[int]) -> Iterator[Splice]:
        """Yield a cell more for every row that stays, and for the header."""
        if COLUMN in self.names:
            fix = "Rename it, or leave the verdicts out."
            raise DataError(WHO, f"there must be no column {COLUMN!r} yet", got="one", fix=fix)
        for number, record in enumerate(self._records(self.escape)):
            if not number:
                yield Splice(self._header_end, self._header_end, self.mark + COLUMN)
            if number not in gone:
                end = record.end() - len(_line_end(record))
                yield Splice(end, end, self.mark + verdicts.get(number, ""))


def _line_end(record: re.Match[str]) -> str:
    """Return how a record ends."""
    text = record[0]
    return "\r\n" if text.endswith("\r\n") else text[-1:] if text[-1:] in ("\r", "\n") else ""
