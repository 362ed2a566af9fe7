"""Sections of the card in Markdown that more than one of its pages have."""

from collections.abc import Mapping, Sequence
from typing import Any

from assay.card.sentences import conflict
from assay.report.markdown import cell, prose
from assay.report.markdown import table as lines_of
from assay.report.numbers import count, figure, percent, span

Card = Mapping[str, Any]
#: Classes, sources and variables that a page lists.
SHOWN = 30
#: Classes up to which the noise matrix is a table.
NARROW = 12


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return a table."""
    return "\n".join(lines_of(head, rows)).strip()


def risks(card: Card) -> list[str]:
    """Return noise, ambiguity, overlap and personal data."""
    rows = [[one["name"], one["value"], one["words"].replace("`", "")] for one in card["risks"]]
    return [table(["four things to know first", "", ""], rows)]


def confused(card: Card) -> list[str]:
    """Return the noise matrix, where it is small."""
    noise = card["labels"]["noise_matrix"]
    if not noise or len(noise["classes"]) > NARROW:
        return []
    rows = [
        [name, *(percent(value) for value in row)]
        for name, row in zip(noise["classes"], noise["matrix"], strict=True)
    ]
    return [table(["true class, labelled as", *noise["classes"]], rows)]


def merged(card: Card, level: str = "##") -> list[str]:
    """Return how the labels of merged sets go together; nothing where no sets were given."""
    made = card["merged"]
    if not made:
        return []
    blocks = [f"{level} Labels of merged sets", "\n".join(f"- {prose(x)}" for x in made["told"])]
    for one in made["alignments"]:
        rows = [
            [row["name"] or "", row["relation"], ", ".join(row["to"]),
             "" if row["share"] is None else percent(row["share"])]
            for row in one["definitions"][:SHOWN]
        ]  # fmt: skip
        head = [f"class of {one['set']}", "relation", f"class of {made['reference']}", "of items"]
        blocks += [table(head, rows), rest(len(one["definitions"]), "class")]
    if made["conflicts"]:
        lines = [f"- {prose(conflict(one))}" for one in made["conflicts"]]
        blocks += ["Conflicts:", "\n".join(lines)]
    names = [one["name"] for one in made["sets"]]
    rows = [
        [name, *("" if v is None else percent(v) for v in row)]
        for name, row in zip(names, made["transfer"]["values"], strict=True)
    ]
    blocks += [table(["learnt on, asked of", *names], rows)]
    blocks.append("That holds if:\n" + "".join(f"\n- {cell(one)}" for one in made["assumes"]))
    return [block for block in blocks if block]


def misleading(card: Card, level: str = "##") -> list[str]:
    """Return what a model could learn in place of the class, and the groups that fare worst."""
    if not card["shortcuts"]:
        return []
    blocks = [f"{level} What could mislead a model", *checked(card["shortcuts"])]
    groups = card["groups"]
    if groups and groups["rows"]:
        rows = [
            [one["group"].replace("`", ""), count(one["items"]), _ends(one["recall"]),
             _ends(one["false_flags"]), "; ".join(one["worse"])]
            for one in groups["rows"]
        ]  # fmt: skip
        head = ["group that fares worst", "items", "wrong labels found", "right labels flagged", ""]
        blocks.append(table(head, rows))
    return blocks


def label_space(card: Card, level: str = "##") -> list[str]:
    """Return how labels stand to each other."""
    rows = card["label_space"]
    return [f"{level} Label space", *checked(rows)] if rows else []


def variables(card: Card, level: str = "##") -> list[str]:
    """Return what each column holds, and what it tells of the label."""
    made = card["variables"]
    if not made or not made["rows"]:
        return []
    rows = []
    for one in made["rows"][:SHOWN]:
        held = ""
        if "least" in one:
            held = ", ".join(figure(one[name]) for name in ("least", "median", "most"))
            held += " letters" * ("unit" in one)
        elif "commonest" in one:
            held = f"{one['commonest']} {percent(one['share'])}"
        tells = "" if one["tells"] is None else figure(one["tells"])
        rows.append([one["name"], one["type"], count(one["missing"]), count(one["distinct"]),
                     held, tells])  # fmt: skip
    head = ["variable", "type", "missing", "distinct", "from, middle, to", "tells of the label"]
    blocks = [f"{level} Variables", table(head, rows), rest(made["n"], "variable")]
    pairs = [f"{one['one']} and {one['other']} ({figure(one['close'])})" for one in made["pairs"]]
    blocks.append(f"Go together: {cell(', '.join(pairs))}." if pairs else "")
    return [block for block in blocks if block]


def checked(checks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what was looked for, with what was found of it."""
    lines = []
    for one in checks:
        state = {"found": "found", "none": "none found"}.get(one["state"], "not checked")
        lines.append(f"- {one['name'][:1].upper()}{one['name'][1:]}: {state}")
        lines += [f"  - {prose(words)}" for words in one["found"]]
    return ["\n".join(lines)] if lines else []


def _ends(rate: Mapping[str, float] | None) -> str:
    return span(rate["low"], rate["high"]) if rate else ""


def rest(n: int, what: str) -> str:
    """Return how many more there are than a page lists."""
    more = n - SHOWN
    return f"And {count(more)} more of {what}." if more > 0 else ""
