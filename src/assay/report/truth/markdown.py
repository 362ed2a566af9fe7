"""The page's numbers as Markdown, for pull requests and notebooks."""

from collections.abc import Iterator
from typing import Any

from assay.report.markdown import cell, prose, table
from assay.report.numbers import about, chance, count, figure, percent, span
from assay.report.truth.facts import facts
from assay.report.truth.verdict import MEANINGS

Summary = dict[str, Any]

#: Rows of the tables of items, of sources, of pairs, of whom to ask.
ITEMS, SOURCES, PAIRS, ASKED = 20, 30, 10, 10


def page(summary: Summary) -> str:
    """Return the whole report as Markdown."""
    parts = (
        _top,
        _facts,
        _strengths,
        _uncertain,
        _sources,
        _pairs,
        _groups,
        _findings,
        _ask,
        _next,
        _methods,
    )
    return "\n".join(line for part in parts for line in part(summary)).rstrip() + "\n"


def _top(s: Summary) -> Iterator[str]:
    yield from (f"# {cell(s['name'])}: truth report", "", f"**{cell(s['verdict'])}**", "")
    yield f"{s['sure']['verdict']}. {MEANINGS[s['sure']['verdict']]}"
    known = s["checked"]
    if known and known["estimate"] is not None:
        yield (
            f"{count(known['right'])} of {count(known['items'])} checked items came out right, "
            f"{span(known['low'], known['high'])}; the probabilities said "
            f"{percent(known['stated'])}."
        )
    yield ""


def _facts(s: Summary) -> Iterator[str]:
    yield from ("## Truth facts", "")
    yield from table(("", "found", ""), ((fact.name, fact.value, fact.word) for fact in facts(s)))


def _strengths(s: Summary) -> Iterator[str]:
    if s["strengths"]:
        yield from ("## What won", "")
        rows = ((x["name"], *(figure(x[n]) for n in ("value", "low", "high"))) for x in
                s["strengths"][:SOURCES])  # fmt: skip
        yield from table(("thing", "strength", "low", "high"), rows)


def _uncertain(s: Summary) -> Iterator[str]:
    if not s["uncertain"]:
        return
    yield from ("## Least certain items", "")
    if s["truth"] == "number":
        rows = ((x["item"], *(figure(x["answers"][0][n]) for n in ("value", "low", "high")),
                 count(x["n_votes"])) for x in s["uncertain"][:ITEMS])  # fmt: skip
        yield from table(("item", "value", "low", "high", "votes"), rows)
        return
    rows = ((x["item"], _answers(x), count(x["n_votes"])) for x in s["uncertain"][:ITEMS])
    yield from table(("item", "may be", "votes"), rows)


def _answers(one: dict[str, Any]) -> str:
    return ", ".join(f"{a['label']} {chance(a['probability'])}" for a in one["answers"])


def _sources(s: Summary) -> Iterator[str]:
    yield from ("## What each source is worth", "")
    show = figure if s["truth"] == "number" else percent
    rows = (
        (
            x["source"],
            x["kind"],
            count(x["votes"]),
            *(show(x[n]) for n in ("accuracy", "low", "high")),
        )
        for x in s["sources"][:SOURCES]
    )
    right = "off by" if s["truth"] == "number" else "right"
    yield from table(("source", "kind", "votes", right, "low", "high"), rows)
    if s["n_sources"] > SOURCES:
        yield from (f"and {count(s['n_sources'] - SOURCES)} more in sources.parquet.", "")


def _pairs(s: Summary) -> Iterator[str]:
    if s["pairs"]:
        yield from ("## Classes that are confused", "")
        rows = (
            (p["one"], p["other"], about(p["one_as_other"]), about(p["other_as_one"]),
             percent(p["share"]), count(p["items"])) for p in s["pairs"][:PAIRS]
        )  # fmt: skip
        yield from table(("class", "other", "said other", "and back", "share", "both fit"), rows)


def _groups(s: Summary) -> Iterator[str]:
    if s["groups"]:
        yield from ("## Groups that are less certain", "")
        rows = (
            (f"{g['column']}: {g['value']}", count(g["items"]), percent(g["share"]),
             span(g["low"], g["high"])) for g in s["groups"]
        )  # fmt: skip
        yield from table(("group", "items", "uncertain", "interval"), rows)


def _findings(s: Summary) -> Iterator[str]:
    yield from ("## Findings", "")
    if not s["findings"]:
        yield from ("None.", "")
    for one in s["findings"]:
        told = " ".join(prose(part) for part in (one["message"], one["repair"]) if part)
        yield f"- **{one['severity']}** `{one['code']}`: {told}"
    yield ""


def _ask(s: Summary) -> Iterator[str]:
    if s["ask"]:
        yield from ("## What to ask next", "")
        rows = (
            (x["item"], x["source"] or "somebody new", figure(x["left"]), figure(x["gain"]))
            for x in s["ask"][:ASKED]
        )
        yield from table(("item", "ask", "doubt now", "one vote takes away"), rows)


def _next(s: Summary) -> Iterator[str]:
    yield from ("## What to do next", "")
    for i, step in enumerate(s["next"], 1):
        yield from (
            f"{i}. {cell(step['why'])}",
            "",
            "   ```sh",
            f"   {step['command']}",
            "   ```",
            "",
        )


def _methods(s: Summary) -> Iterator[str]:
    yield from ("## Method and settings", "")
    yield from (f"The method assumes: {cell(one)}" for one in s["assumes"])
    yield ""
    for name, value in s["settings"].items():
        yield f"- {cell(name)}: {cell(value)}"
    yield f"- data: {s['data_digest']}, assay {s['assay']}"
