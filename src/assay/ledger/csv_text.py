"""The records of CSV in a text: where they and their cells stand, and what the cells say."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

#: What stands between the quotes, by what a quote inside is told by.
QUOTED = {'"': r'[^"]*+(?:""[^"]*+)*+', "\\": r'[^"\\]*+(?:\\.[^"\\]*+)*+'}
END = r"(?:\r\n|\n|\r|\Z)"
#: Group of a whole record, without blank lines before it and without its end.
RECORD = 1


class NotClosedError(ValueError):
    """A quote that is not closed, or text behind one, at a place."""

    def __init__(self, at: int) -> None:
        super().__init__(f"at {at}")
        self.at = at


class CsvText:
    """The records of a text; the first of them is the header.

    Parameters
    ----------
    text
        The characters.
    mark
        What stands between cells.
    width
        How many cells a record has.
    escape
        What stands before a quote inside of quotes.
    """

    def __init__(self, text: str, mark: str, width: int, escape: str = '"') -> None:
        self.text, self.mark, self.width, self.escape = text, mark, width, escape

    def records(self, places: Sequence[int]) -> Iterator[re.Match[str]]:
        """Yield every record, the header too: group 1 is all of it, then these cells in order.

        Blank lines are rows only of a single column.
        """
        text, at = self.text, 0
        for found in self._pattern(places).finditer(text):
            if found.start() != at or at >= len(text):
                break
            yield found
            at = found.end()
        if text[at:].strip("\r\n"):
            raise NotClosedError(at)

    def _pattern(self, places: Sequence[int]) -> re.Pattern[str]:
        mark = re.escape(self.mark)
        inner = QUOTED[self.escape]
        cell = rf'(?> *"{inner}" *(?={mark}|[\r\n]|\Z)|(?! *")[^{mark}\r\n]*+)'
        cells = [f"({cell})" if i in places else cell for i in range(max(places) + 1)]
        blank = r"[\r\n]*+" if self.width > 1 else r"(?:(?<![\s\S])[\r\n]*+)?"
        return re.compile(rf"{blank}({mark.join(cells)}(?:{mark}{cell})*+){END}", re.DOTALL)

    def said(self, raw: str) -> str | None:
        """Return what a cell says; None for nothing."""
        if '"' not in raw:
            return raw or None
        bare = raw.strip(" ")
        if not bare.startswith('"'):
            return raw
        bare = bare[1:-1]
        if self.escape == '"':
            return bare.replace('""', '"') or None
        return re.sub(r'\\(["\\])', r"\1", bare) or None

    def raw(self, said: str | None, was: str) -> str:
        """Return a cell that says this, with quotes where it had some or needs some."""
        if not said:
            return '""' if self.width == 1 else ""
        needs = any(c in said for c in (self.mark, '"', "\r", "\n")) or said != said.strip()
        if not needs and not was.lstrip(" ").startswith('"'):
            return said
        if self.escape == "\\":
            said = said.replace("\\", "\\\\")
        return '"' + said.replace('"', self.escape + '"') + '"'

    def with_column(self, name: str, cells: Mapping[int, str]) -> str:
        """Return the text with a cell more in every record; rows count from 0."""
        return self._each(
            lambda number: self.mark + (cells.get(number, "") if number >= 0 else name)
        )

    def without_column(self) -> str:
        """Return the text without the last cell of every record, which holds no mark."""
        return self._each(None)

    def _each(self, tail: Callable[[int], str] | None) -> str:
        parts, read = [], 0
        for number, record in enumerate(self.records([0]), -1):
            start, end = record.span(RECORD)
            if tail is None:
                parts.append(self.text[read : self.text.rindex(self.mark, start, end)])
            else:
                parts += [self.text[read:end], tail(number)]
            read = end
        parts.append(self.text[read:])
        return "".join(parts)
