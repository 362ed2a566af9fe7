"""The report in a terminal: the verdict, the facts, the least certain items, where the rest is."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay.report.numbers import chance, count, figure, percent, span
from assay.report.terminal import COLOURS, short, tame
from assay.report.truth.facts import facts
from assay.report.truth.verdict import MEANINGS

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from assay.report.truth.report import TruthReport

Summary = dict[str, Any]

#: Items and sources shown.
ITEMS, SOURCES = 5, 5


def show(report: "TruthReport", console: "Console", folder: Path | None = None) -> None:
    """Print what matters most; without colours where nobody looks on."""
    from rich.padding import Padding
    from rich.text import Text

    s = report.summary
    sure = s["sure"]["verdict"]
    console.print()
    console.print(Text(tame(s["verdict"]), style="bold"))
    console.print()
    console.print(
        Text.assemble("How sure  ", (sure.replace("-", " "), "bold"), f"  {MEANINGS[sure]}"),
        soft_wrap=True,
    )
    console.print(Padding(_facts(s), (1, 0)))
    if s["strengths"]:
        console.print(Text("Strongest first", style="bold"))
        console.print(_strengths(s))
        console.print()
    if s["n_uncertain"]:
        console.print(Text("Least certain", style="bold"))
        console.print(_items(s))
        console.print()
    console.print(Text("Sources, best first", style="bold"))
    console.print(_sources(s))
    console.print()
    if folder is not None:
        for name, file in (("Report", "report.html"), ("Truth", "truth.parquet"),
                           ("Sources", "sources.parquet")):  # fmt: skip
            style = "bold" if name == "Report" else ""
            path = (str(folder / file), style)
            console.print(Text.assemble(f"{name:<9}", path), soft_wrap=True)
    if s["next"]:
        console.print(Text.assemble(f"{'Next':<9}", s["next"][0]["command"]), soft_wrap=True)


def _facts(s: Summary) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for fact in facts(s):
        word = "" if fact.grade in ("good", "plain") else fact.word
        table.add_row(Text(fact.name), Text(tame(fact.value)), Text(word, COLOURS[fact.grade]))
    return table


def _strengths(s: Summary) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table("thing", "strength", "95 % interval", box=None, padding=(0, 2, 0, 0),
                  header_style="dim")  # fmt: skip
    for one in s["strengths"][:SOURCES]:
        ends = f"{figure(one['low'])} to {figure(one['high'])}"
        table.add_row(*(Text(cell) for cell in (short(one["name"]), figure(one["value"]), ends)))
    if len(s["strengths"]) > SOURCES:
        table.caption = f"and {count(len(s['strengths']) - SOURCES)} more in the report"
        table.caption_justify = "left"
    return table


def _items(s: Summary) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table("item", "may be", "votes", box=None, padding=(0, 2, 0, 0), header_style="dim")
    for one in s["uncertain"][:ITEMS]:
        if s["truth"] == "number":
            answer = one["answers"][0]
            ends = f"{figure(answer['low'])} to {figure(answer['high'])}"
            words = f"{figure(answer['value'])}  ({ends})"
        else:
            words = ", ".join(
                f"{short(a['label'])} {chance(a['probability'])}" for a in one["answers"][:3]
            )
        table.add_row(Text(short(str(one["item"]))), Text(words), count(one["n_votes"]))
    if s["n_uncertain"] > ITEMS:
        table.caption = f"and {count(s['n_uncertain'] - ITEMS)} more in the report"
        table.caption_justify = "left"
    return table


def _sources(s: Summary) -> "Table":
    from rich.table import Table
    from rich.text import Text

    numbers = s["truth"] == "number"
    right = "off by" if numbers else "right"
    names = ("source", "kind", "votes", right, "95 % interval")
    table = Table(*names, box=None, padding=(0, 2, 0, 0), header_style="dim")
    for one in s["sources"][:SOURCES]:
        value = figure(one["accuracy"]) if numbers else percent(one["accuracy"])
        ends = span(one["low"], one["high"])
        if numbers:
            ends = f"{figure(one['low'])} to {figure(one['high'])}"
        cells = (short(one["source"]), one["kind"], count(one["votes"]), value, ends)
        table.add_row(*(Text(cell) for cell in cells))
    if s["n_sources"] > SOURCES:
        table.caption = f"and {count(s['n_sources'] - SOURCES)} more in the report"
        table.caption_justify = "left"
    return table
