"""How the labels of merged sets go together, in sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

from assay.kernels.wording import listed
from assay.report.numbers import amount, count, percent

Merged = Mapping[str, Any]
#: What is said of so many classes of a set, held to the classes of another.
WORDS = {
    "same": ("means the same", "mean the same"),
    "other name": ("goes by another name", "go by another name"),
    "narrower": ("is a part of one", "are a part of one"),
    "wider": ("holds more than one", "hold more than one"),
    "other meaning": ("means something else", "mean something else"),
    "can't be told": ("can't be told", "can't be told"),
}
#: Examples in a sentence.
MOST = 3


def told(made: Merged) -> list[str]:
    """Return what was found of the labels of merged sets, in a few sentences."""
    sizes = [f"`{one['name']}` ({amount(one['n_labelled'], 'label')})" for one in made["sets"]]
    found = [f"Merged from {len(sizes)} sets: {', '.join(sizes)}."]
    found += [_alignment(one, made["reference"]) for one in made["alignments"]]
    n = len(made["conflicts"])
    if n:
        items = sum(one["n_items"] for one in made["conflicts"])
        found.append(
            f"{amount(n, 'conflict is', 'conflicts are')} left within classes that mean the same, "
            f"about {amount(items, 'item')} of those looked at."
        )
    elif not made["n_unlike"]:
        found.append("No conflict was found between the definitions.")
    return [*found, *_copied(made["copies"])]


def _alignment(one: Mapping[str, Any], reference: str) -> str:
    by: dict[str, list[str]] = {}
    lone: list[str] = []
    for row in one["definitions"]:
        if row["relation"] == "only here":
            lone += [row["name"]] if row["name"] else []
        else:
            by.setdefault(row["relation"], []).append(_pair(row))
    parts = []
    for relation, (single, many) in WORDS.items():
        rows = by.get(relation, [])
        if rows:
            named = "" if relation == "same" else f" ({', '.join(rows[:MOST])})"
            parts.append(f"{count(len(rows))} {single if len(rows) == 1 else many}{named}")
    if lone:
        parts.append(f"{count(len(lone))} stand{'s' * (len(lone) == 1)} there alone "
                     f"({listed(lone, MOST)})")  # fmt: skip
    return f"Of the classes of `{one['set']}`, held to `{reference}`: {'; '.join(parts)}."


def _pair(row: Mapping[str, Any]) -> str:
    to = listed(row["to"], MOST)
    return (
        f"`{row['name']}`, there {to}" if to and row["to"] != [row["name"]] else f"`{row['name']}`"
    )


def _copied(copies: Mapping[str, Any] | None) -> Iterator[str]:
    if not copies or not copies["n"]:
        return
    words = f"{amount(copies['n'], 'item stands', 'items stand')} in two sets"
    if copies["n_labelled"]:
        words += f", {count(copies['n_unlike'])} of them with unlike labels"
        words += f" ({percent(copies['n_unlike'] / copies['n_labelled'])})"
    if copies["across_splits"]:
        words += f"; {count(copies['across_splits'])} in two splits"
    yield words + "."


def conflict(one: Mapping[str, Any]) -> str:
    """Return a conflict in a sentence."""
    where = f", namely those with {one['rule']}" if one["rule"] else ""
    return (
        f"`{one['set']}` calls {amount(one['n_items'], 'item')} `{one['given']}` "
        f"({percent(one['share'])} of its `{one['given']}`) that the others would call "
        f"`{one['other']}`{where}."
    )
