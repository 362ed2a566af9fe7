"""The report in a terminal: the verdict, the facts, the worst items, and where the rest is."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay.report.content import shorten
from assay.report.facts import facts
from assay.report.numbers import chance, count, percent, span
from assay.report.rated import sentence
from assay.report.verdict import told

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from assay.report.report import Report

Summary = dict[str, Any]

COLOURS = {
    "error": "red",
    "warning": "yellow",
    "note": "blue",
    "unknown": "dim",
    "good": "green",
    "plain": "",
}

#: Items shown, letters of a name.
WORST, LETTERS = 5, 18


def show(report: "Report", console: "Console", folder: Path | None = None) -> None:
    """Print what matters most; without colours where nobody looks on."""
    from rich.padding import Padding
    from rich.text import Text

    s = report.summary
    console.print()
    console.print(Text(tame(s["verdict"]), style="bold"))
    console.print()
    for line in _rate(s):
        console.print(line, soft_wrap=True)
    console.print(Padding(_facts(s), (1, 0)))
    if s["suspects"] and s["n_flagged"]:
        console.print(Text("Worst first", style="bold"))
        console.print(_worst(s))
        console.print()
    if folder is not None:
        console.print(
            Text.assemble("Report  ", (str(folder / "report.html"), "bold")), soft_wrap=True
        )
        console.print(Text.assemble("Items   ", str(folder / "items.parquet")), soft_wrap=True)
    if s["next"]:
        console.print(Text.assemble("Next    ", s["next"][0]["command"]), soft_wrap=True)


def _rate(s: Summary) -> Iterator[Any]:
    from rich.text import Text

    rate = s["error_rate"]
    level = percent(rate["level"])
    words = (
        f"{rate['verdict'].replace('-', ' ')}, {level} interval {span(rate['low'], rate['high'])}"
    )
    yield Text.assemble("Label error rate  ", (told(rate), "bold"), f"  {words}")
    if worth := sentence(s):
        yield Text.assemble(("The flags         ", ""), worth)
    if rate["settle"]:
        yield Text.assemble(("What would tell   ", "dim"), (tame(rate["settle"]), "dim"))


def _facts(s: Summary) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for fact in facts(s):
        colour = COLOURS[fact.grade]
        word = "" if fact.grade in ("good", "plain") else fact.word
        table.add_row(Text(fact.name), Text(tame(fact.value)), Text(word, style=colour))
    return table


def _worst(s: Summary) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("item", "given", "suggested", "wrong with", "why"):
        table.add_column(name, no_wrap=name != "why", min_width=30 if name == "why" else None)
    for one in s["suspects"][:WORST]:
        table.add_row(
            Text(short(str(one["item"]))), Text(short(str(one["label"])), style="red"),
            Text(short(one["suggested"]), style="green"), Text(chance(one["p_wrong"])),
            Text(tame(one["reason"]), style="dim"),
        )  # fmt: skip
    more = s["n_flagged"] - WORST
    if more > 0:
        table.caption = f"and {count(more)} more in the report"
        table.caption_justify = "left"
    return table


def short(name: str) -> str:
    """Return a name short enough for a column, tamed."""
    return shorten(tame(name), LETTERS)


def tame(words: str) -> str:
    """Return text that can't move the cursor or change the colours of a terminal."""
    return "".join(c if c.isprintable() else " " for c in words)
