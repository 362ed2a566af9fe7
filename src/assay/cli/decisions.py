"""How commands show decisions."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from assay.ledger import Decision

#: What was done, by verdict.
DONE = {
    "relabel": "relabelled", "several": "given several labels", "drop": "dropped",
    "ambiguous": "ambiguous", "out-of-scope": "out of scope", "confirm": "confirmed",
}  # fmt: skip


def table(decisions: Sequence["Decision"], *, found: Sequence[str] = ()) -> "Table":
    """Return decisions as a table, one a line, with what was found in their place."""
    from rich.table import Table
    from rich.text import Text

    from assay.cli.ending import printable

    heads = ["item", "verdict", "old", "new", *(["found"] if found else []), "by", "at"]
    made = Table(*heads, box=None, pad_edge=False)
    for n, one in enumerate(decisions):
        cells = [one.item, one.verdict, label(one.old), label(one.new)]
        cells += [found[n]] if found else []
        made.add_row(*(Text(printable(cell)) for cell in [*cells, one.by, one.at]))
    return made


def label(value: object) -> str:
    """Return a label in words.

    >>> label("cat"), label(3.0), label(("a", "b")), label(None)
    ('cat', '3', 'a, b', '')
    """
    match value:
        case None:
            return ""
        case tuple():
            return ", ".join(map(str, value))
        case float():
            return f"{value:.12g}"
    return str(value)


def counted(counts: Mapping[str, int]) -> str:
    """Return how many decisions there are of each verdict, in words.

    >>> counted({"relabel": 12, "drop": 1})
    '12 relabelled, 1 dropped'
    """
    return ", ".join(f"{n:,} {DONE.get(verdict, verdict)}" for verdict, n in counts.items())


def many(path: Path) -> str:
    """Return a path as it is printed."""
    from assay.cli.ending import printable

    return printable(str(path))
