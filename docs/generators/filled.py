"""Tables in pages that are written by hand, made from what was recorded of suites.

Such a page says where by two comments, `<!-- recorded: NAME -->` and `<!-- end -->`.
"""

import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assay.bench.outcome import Compared
from generators import beside
from generators.measured import recorded

#: Rows of a suite by name.
Rows = dict[str, Compared]
BLOCK = re.compile(r"(<!-- recorded: ([\w-]+) -->\n).*?(<!-- end -->)", re.S)
WORST = "... the slice that fares worst"

#: Metrics of the suite `misses`: of all items, of the slice that fares worst, where none is wrong.
OF_ALL = ("recall", "precision", "false-flag-rate", "stated-recall-gap")
OF_SLICE = ("worst-slice-recall", "", "worst-slice-false-flags", "")
OF_RIGHT = ("", "", "false-flag-rate", "")
#: Its rows: the words for each, its name, who is asked, and for what.
MISSES = (
    ("random, each class alike", "easy: random", "assay", OF_ALL),
    ("each class taken for one other", "easy: each class taken for one other", "assay", OF_ALL),
    ("likelier the harder the item", "hard items", "assay", OF_ALL),
    ("whole clusters of look-alikes, as by one machine", "look-alikes, all the same",
     "assay", OF_ALL),
    ("random, every item there twice with one label", "copies with the same mistake",
     "assay", OF_ALL),
    ("the same, copies named as groups", "the same copies, named as groups", "assay", OF_ALL),
    ("random, one class has 40 items", "a rare class", "assay", OF_ALL),
    (WORST, "a rare class", "assay", OF_SLICE),
    ("random, five items a class", "five items a class", "assay", OF_ALL),
    ("random, a mark goes with the class in 95 % of the items",
     "a mark that goes with the class", "assay", OF_ALL),
    (WORST, "a mark that goes with the class", "assay", OF_SLICE),
    ("none, two clouds that overlap", "classes that overlap, no mistakes", "assay", OF_RIGHT),
    ("random, two clouds that overlap", "classes that overlap, and mistakes", "assay", OF_ALL),
    ("... by the exact probability, which nobody can beat", "classes that overlap, and mistakes",
     "oracle", OF_ALL),
)  # fmt: skip
#: Metrics of the suite `review`: what is found, and how well intervals do.
FOUND = ("found-per-hundred", "first-hundred")
HELD = ("always-holds", "plain-holds", "review-width", "review-found")


def pages(docs: Path) -> dict[str, str]:
    """Return the pages written by hand that have such tables, as they should be."""
    made = {}
    for path in (docs.parent / "README.md", *sorted((docs / "why").glob("*.md"))):
        text = path.read_text("utf-8")
        if BLOCK.search(text):
            made[os.path.relpath(path, docs)] = filled(text)
    return made


def filled(text: str) -> str:
    """Return the text with its tables made anew.

    >>> filled("no table")
    'no table'
    """
    return BLOCK.sub(lambda found: f"{found[1]}\n{made(found[2])}\n\n{found[3]}", text)


def made(name: str) -> str:
    """Return the table of that name, or where it would come from."""
    if name == "beside":
        return beside.table(recorded(), "docs/measured/")
    suite, maker = TABLES[name]
    rows = rows_of(suite)
    return maker(rows) if rows else f"`assay bench {suite}` prints them; nothing is recorded here."


def misses(rows: Rows) -> str:
    """Return what an audit finds of mistakes of each kind, and what it flags of right labels."""
    head = ("mistakes", "found", "flagged that are wrong", "right flagged", "recall stated, off by")
    body = []
    for words, name, who, metrics in MISSES:
        body.append([words, *(share(rows[name].measured(who, one)) for one in metrics)])
    return table(head, body)


def reviewed(rows: Rows) -> str:
    """Return errors found per hundred reviews, by the order they were made in."""
    asked = [row for row in rows.values() if has(row, FOUND[0])]
    names = list(dict.fromkeys(told.contender for row in asked for told in row.contenders))
    head = ["set", *names, *(f"first 100: {name}" for name in names)]
    body = []
    for row in asked:
        cells = [cell for metric in FOUND for cell in best(row, names, metric)]
        body.append([row.name, *cells])
    return table(head, body)


def held(rows: Rows) -> str:
    """Return how often the interval of the error rate held, and how wide it was."""
    head = ("set", "order", "held at all looks", "at the last", "mean width", "found per 100")
    body = []
    for row in (row for row in rows.values() if has(row, HELD[0])):
        for told in row.contenders:
            holds, last, width, found = (told.middle(metric) for metric in HELD)
            cells = (share(holds), share(last), number(width, 2), number(found, 0))
            body.append([row.name.removeprefix("interval, "), told.contender, *cells])
    return table(head, body)


#: Of each table the suite, and what makes it.
TABLES: dict[str, tuple[str, Callable[[Rows], str]]] = {
    "misses": ("misses", misses),
    "reviewed": ("review", reviewed),
    "held": ("review", held),
}


def rows_of(suite: str) -> Rows:
    """Return the rows that were recorded of a suite, by name."""
    found = (row for one in recorded() if one.suite == suite for row in one.rows)
    return {row.name: row for row in found if not row.skipped}


def has(row: Compared, metric: str) -> bool:
    """Tell whether anybody in the row has the metric."""
    return any(metric in told.measured for told in row.contenders)


def best(row: Compared, names: Sequence[str], metric: str) -> Iterator[str]:
    """Yield a cell each, the greatest in bold."""
    cells = [number(row.measured(name, metric), 0) for name in names]
    most = max((float(cell) for cell in cells if cell), default=math.nan)
    yield from (f"**{cell}**" if cell and float(cell) == most else cell for cell in cells)


def share(value: float) -> str:
    """Return a share as percent, of two digits below ten."""
    if math.isnan(value):
        return ""
    return f"{100 * value:.0f} %" if value == 0 or value >= 0.0995 else f"{100 * value:.1f} %"


def number(value: float, digits: int) -> str:
    """Return a number with so many digits after the point, "" for none."""
    return "" if math.isnan(value) else f"{value:.{digits}f}"


def table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Return a table."""
    rows = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
