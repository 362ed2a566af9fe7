"""The page's numbers as Markdown, for pull requests and notebooks."""

from collections.abc import Iterable, Iterator
from typing import Any

from assay.report.facts import facts
from assay.report.numbers import about, amount, chance, count, percent, span
from assay.report.numbers import cell as share
from assay.report.rated import ends, rated, sentence
from assay.report.verdict import MEANINGS, told

Summary = dict[str, Any]

#: Rows of the table of suspects, largest matrix, rows of the table of classes.
SUSPECTS, MATRIX, CLASSES = 20, 12, 30

OUTCOMES = {True: "passes", False: "fails", None: "can't be told"}


def page(summary: Summary) -> str:
    """Return the whole report as Markdown."""
    parts = (
        _top, _facts, _planted, _suspects, _worth, _classes, _matrix, _reliability, _findings,
        _next, _methods,
    )  # fmt: skip
    return "\n".join(line for part in parts for line in part(summary)).rstrip() + "\n"


def gated(summary: Summary, gate: dict[str, Any] | None) -> str:
    """Return the outcome of a gate, and under it the findings and the worst labels."""
    checks = (gate or {}).get("checks", [])
    word = OUTCOMES[(gate or {}).get("passed")]
    lines = [f"## assay: {cell(summary['name'])} {word}", "", cell(summary["verdict"]), ""]
    rows = ((one["name"], OUTCOMES[one["passed"]], one["message"]) for one in checks)
    lines += [*table(("check", "", ""), rows)] if checks else []
    return "\n".join([*lines, *_findings(summary, 3), *_suspects(summary, 3)]).rstrip() + "\n"


def cell(value: Any) -> str:
    r"""Return text that stays in one cell of a table and stays text.

    >>> cell("a|b <c>")
    'a\\|b &lt;c&gt;'
    """
    text = " ".join(str("" if value is None else value).split())
    for old, new in (("\\", "\\\\"), ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(old, new)
    for mark in "|`*_[]":
        text = text.replace(mark, f"\\{mark}")
    return text


def prose(words: str) -> str:
    r"""Return text that stays text, but for `names` in backticks.

    >>> prose("`a*b` <or> c*d")
    '`a*b` &lt;or&gt; c\\*d'
    """
    parts = " ".join(words.split()).split("`")
    if len(parts) % 2 == 0:
        return cell(words)
    return "".join(f"`{part}`" if i % 2 else _plain(part) for i, part in enumerate(parts))


def _plain(part: str) -> str:
    """Escape a part and keep the spaces at its ends."""
    left = part[: len(part) - len(part.lstrip())]
    right = part[len(part.rstrip()) :] if part.strip() else ""
    return f"{left}{cell(part)}{right}"


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
    ends = f"{percent(rate['level'])} interval {span(rate['low'], rate['high'])}"
    tail = f"{rate['verdict']}. {MEANINGS[rate['verdict']]}"
    yield f"Label error rate: **{told(rate)}**, {ends}, {tail}"
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
        counts = (f"{count(planted[name])} {name}" for name in ("found", "missed"))
        shares = (f"{name} {percent(planted[name])}" for name in ("recall", "precision"))
        yield f"{cell(planted['how'])}: {count(planted['n'])} planted, {', '.join(counts)};"
        yield f"{', '.join(shares)}."
        yield ""


def _suspects(s: Summary, level: int = 2) -> Iterator[str]:
    if not s["suspects"]:
        return
    yield from (f"{'#' * level} Suspicious labels, worst first", "")
    expected = s["expected_wrong"]
    tail = "" if expected is None else f", about {about(expected)} wrong labels expected"
    yield f"{amount(s['n_flagged'], 'item')} flagged{tail}."
    yield ""
    yield from table(
        ("item", "label", "suggested", "wrong with", "why"),
        (
            (x["item"], x["label"], x["suggested"], chance(x["p_wrong"]), x["reason"])
            for x in s["suspects"][:SUSPECTS]
        ),
    )


def _worth(s: Summary) -> Iterator[str]:
    worth = rated(s)
    if worth is None:
        return
    yield from ("## What the flags are worth", "", f"{sentence(s)}. {worth['how']}", "")
    head = ("items", "flagged that are wrong", "wrong that are flagged", "right that are flagged")
    for name in ("slices", "classes"):
        if worth[name]:
            kind = {"slices": "slice that fares worse", "classes": "class"}[name]
            yield from table((kind, *head, ""), map(_rated, worth[name]))
    if worth["more"]:
        yield from (f"and {amount(len(worth['more']), 'more class', 'more classes')}.", "")


def _rated(one: dict[str, Any]) -> tuple[str, ...]:
    rates = (ends(one[name]) for name in ("precision", "recall", "false_flags"))
    return (one["group"], count(one["items"]), *rates, "; ".join(one["worse"]))


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
        percent(rate["estimate"]) if known else "",
        span(rate["low"], rate["high"]) if known else "",
    )  # fmt: skip


def _matrix(s: Summary) -> Iterator[str]:
    if s["confused"]:
        yield from ("## Confused pairs", "")
        rows = (
            (c["truth"], c["given"], about(c["count"]), percent(c["share"])) for c in s["confused"]
        )
        yield from table(("truth", "given", "items, about", "of all labels"), rows)
    noise = s["noise_matrix"]
    if noise and len(noise["classes"]) <= MATRIX:
        yield from ("## Noise matrix", "", "P(given label | true class) in percent:", "")
        named = zip(noise["classes"], noise["matrix"], strict=True)
        rows_of = ((name, *map(share, row)) for name, row in named)
        yield from table(("truth \\ given", *noise["classes"]), rows_of)


def _reliability(s: Summary) -> Iterator[str]:
    if s["reliability"]:
        yield from ("## Reliability of the predictions", "")
        by = f"by {percent(s['reliability']['ece'])} on average."
        yield f"Stated confidence and agreement with the given labels differ {by}"
        yield ""


def _findings(s: Summary, level: int = 2) -> Iterator[str]:
    yield from (f"{'#' * level} Findings", "")
    if not s["findings"]:
        yield from ("None.", "")
    for one in s["findings"]:
        told = " ".join(prose(part) for part in (one["message"], one["repair"]) if part)
        yield f"- **{one['severity']}** `{one['code']}`: {told}"
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
