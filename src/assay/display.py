"""How values look in a notebook: a line, and a small table; colours are the notebook's own."""

from collections.abc import Iterable, Sequence
from html import escape

#: Rows of a table that are shown.
SHOWN = 10


def shown(title: str, notes: Iterable[str], head: Sequence[str], rows: Iterable[Sequence[object]],
          more: int = 0) -> str:  # fmt: skip
    """Return HTML: a title, sentences, a table, and how many rows are left out.

    >>> "<b>" in shown("Flags", [], ["item"], [["<b>"]])
    False
    """
    words = "".join(f"<br>{escape(note)}" for note in notes if note)
    parts = [f'<div style="max-width:46rem"><p><strong>{escape(title)}</strong>{words}</p>']
    if head:
        names = "".join(f'<th style="text-align:left">{escape(name)}</th>' for name in head)
        parts.append(f"<table><thead><tr>{names}</tr></thead><tbody>")
        for row in rows:
            cells = "".join(f'<td style="text-align:left">{escape(str(one))}</td>' for one in row)
            parts.append(f"<tr>{cells}</tr>")
        parts.append("</tbody></table>")
    if more > 0:
        parts.append(f"<p>and {more:,} more</p>")
    return "".join([*parts, "</div>"])


def number(value: float) -> str:
    """Return a number in three digits.

    >>> number(0.12345), number(1e6)
    ('0.123', '1e+06')
    """
    return f"{value:.3g}"
