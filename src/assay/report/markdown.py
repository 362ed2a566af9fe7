"""The page's numbers as Markdown, for pull requests and notebooks."""

from collections.abc import Iterable, Iterator
from typing import Any

from assay.report.facts import facts
from assay.report.numbers import amount, count, figure, percent, span
from assay.report.verdict import MEANINGS

Summary = dict[str, Any]

#: Rows of the table of suspects, largest matrix, rows of the table of classes.
SUSPECTS, MATRIX, CLASSES = 20, 12, 30


def page(summary: Summary) -> str:
    """Return the whole report as Markdown."""
    parts = (
        _top, _facts, _planted, _suspects, _classes, _matrix, _reliability, _findings, _next, _methods,
    )  # fmt: skip
    return "\n".join(line for part in parts for line in part(summary)).rstrip() + "\n"


def cell(value: Any) -> str:
    """Return text that stays in one cell of a table and stays text.

    >>> cell("a|b <c>")
    'a\\\\|b &lt;c&gt;'
    """
    text = " ".join(str("" if value is None else value).split())
    for old, new in (("\\", "\\\\"), ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(old, new)
    for mark in "|`*_[]":
        text = text.replace(mark, f"\\{mark}")
    return text


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield the lines of a table and an empty one."""
    names = list(head)
    yield f"| {' | '.join(map(cell, names))} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(map(cell, row))} |"
    yield ""


def _top(s: Summary) -> Iterator[str]:
    rate = s["error_rate"]
    yield from (f"# {cell(s['name'])}: label report", "", f"**{cell(s['verdict'])}**", "")
    yield f"Label error rate: **{percent(rate['estimate'])}**, {percent(rate['level'])} interval {span(rate['low'], rate['high'])}, {rate['verdict']}. {MEANINGS[rate['verdict']]}"
    if rate["settle"]:
        yield f"What would tell: {cell(rate['settle'])}"
    yield ""


def _facts(s: Summary) -> Iterator[str]:
    yield from ("## Label facts", "")
    yield from table(("", "found", ""), ((fact.name, fact.value, fact.word) for fact in facts(s)))


def _planted(s: Summary) -> Iterator[str]:
    planted = s["planted"]
    if planted:
        yield from ("## Errors planted on purpose", "")
        yield f"{cell(planted['how'])}: {count(planted['n'])} planted, {count(planted['found'])} found, {count(planted['missed'])} missed; recall {percent(planted['recall'])}, precision {percent(planted['precision'])}."
        yield ""


def _suspects(s: Summary) -> Iterator[str]:
    if not s["suspects"]:
        return
    yield from ("## Suspicious labels, worst first", "")
    expected = s["expected_wrong"]
    about = (
        f", about {count(round(expected))} wrong labels expected" if expected is not None else ""
    )
    yield f"{amount(s['n_flagged'], 'item')} flagged{about}."
    yield ""
    yield from table(
        ("item", "label", "suggested", "wrong with", "why"),
        (
            (x["item"], x["label"], x["suggested"], percent(x["p_wrong"]), x["reason"])
            for x in s["suspects"][:SUSPECTS]
        ),
    )


def _classes(s: Summary) -> Iterator[str]:
    if not s["classes"]:
        return
    yield from ("## Classes", "")
    yield from table(
        ("class", "items", "share", "flagged", "error rate", "interval"),
        map(_class, s["classes"][:CLASSES]),
    )
    if len(s["classes"]) > CLASSES:
        yield from (f"and {count(len(s['classes']) - CLASSES)} more in report.json.", "")


def _class(one: dict[str, Any]) -> tuple[str, ...]:
    rate = one["error_rate"] or {"estimate": None, "low": None, "high": None}
    known = rate["estimate"] is not None
    return (
        one["name"], count(one["count"]), percent(one["share"]), count(one["flagged"]),
        percent(rate["estimate"]) if known else "", span(rate["low"], rate["high"]) if known else "",
    )  # fmt: skip


def _matrix(s: Summary) -> Iterator[str]:
    if s["confused"]:
        yield from ("## Confused pairs", "")
        rows = (
            (c["truth"], c["given"], figure(c["count"]), percent(c["share"])) for c in s["confused"]
        )
        yield from table(("truth", "given", "items, about", "of all labels"), rows)
    noise = s["noise_matrix"]
    if noise and len(noise["classes"]) <= MATRIX:
        yield from ("## Noise matrix", "", "P(given label | true class):", "")
        named = zip(noise["classes"], noise["matrix"], strict=True)
        rows_of = ((name, *map(percent, row)) for name, row in named)
        yield from table(("truth \\ given", *noise["classes"]), rows_of)


def _reliability(s: Summary) -> Iterator[str]:
    if s["reliability"]:
        yield from ("## Reliability of the predictions", "")
        yield f"Stated confidence and agreement with the given labels differ by {percent(s['reliability']['ece'])} on average."
        yield ""


def _findings(s: Summary) -> Iterator[str]:
    yield from ("## Findings", "")
    if not s["findings"]:
        yield from ("None.", "")
    for one in s["findings"]:
        yield f"- **{one['severity']}** `{one['code']}`: {cell(one['message'])} {cell(one['repair'])}"
    yield ""


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
    yield from ("## Methods and settings", "")
    for stage, names in s["methods"].items():
        yield f"- {stage}: {', '.join(names)}"
    for name, value in s["settings"].items():
        yield f"- {cell(name)}: {cell(value)}"
    yield f"- data: {s['data_digest']}, assay {s['assay']}"
