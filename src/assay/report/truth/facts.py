"""The label on the tin: one line a property of the votes, with where to read on."""

from typing import Any

from assay.report.facts import GRADES, Fact, Grade
from assay.report.numbers import amount, count, figure, percent

Summary = dict[str, Any]

#: Alpha from which on sources are said to agree, and below which hardly (Krippendorff).
AGREE, HARDLY = 0.8, 0.667
#: Share of uncertain items that is a warning.
MANY = 0.1


def facts(summary: Summary) -> list[Fact]:
    """Return the lines of the label, in the order of the page."""
    return [
        Fact("Items", _items(summary), "plain", "uncertain"),
        Fact("Votes", f"{count(summary['n_votes'])}, {per(summary['votes_per_item'])} an item",
             "plain", "sources"),
        Fact("Sources", f"{count(summary['n_sources'])}, "
             f"{per(summary['votes_per_source'])} votes each", "plain", "sources"),
        *_classes(summary),
        *_agreement(summary),
        Fact("Uncertain", _share(summary["n_uncertain"], summary["n_voted"]),
             _many(summary["n_uncertain"], summary["n_voted"]), "uncertain"),
        *_two(summary),
        *_findings(summary),
    ]  # fmt: skip


def per(spread: Summary) -> str:
    """Return counts in words.

    >>> per({"least": 3, "median": 5, "mean": 5.2, "most": 9}), per({"least": 3, "most": 3})
    ('3 to 9', '3')
    """
    if spread["least"] is None:
        return "none"
    if spread["least"] == spread["most"]:
        return count(spread["least"])
    return f"{count(spread['least'])} to {count(spread['most'])}"


def _items(summary: Summary) -> str:
    gone = summary["n_items"] - summary["n_voted"]
    return count(summary["n_items"]) + (f", {count(gone)} without a vote" if gone else "")


def _classes(summary: Summary) -> list[Fact]:
    if not summary["n_classes"]:
        return []
    name = "Tags" if summary["truth"] == "any_of" else "Classes"
    return [Fact(name, count(summary["n_classes"]), "plain", "why")]


def _agreement(summary: Summary) -> list[Fact]:
    found = summary["agreement"]
    if not found:
        return []
    value = found["value"]
    ends = f" ({figure(found['low'])} to {figure(found['high'])})" if found.get("low") else ""
    grade: Grade = "good" if value >= AGREE else "note" if value >= HARDLY else "warning"
    return [Fact("Agreement", f"alpha {figure(value)}{ends}", grade, "why")]


def _share(n: int, of: int) -> str:
    return f"{count(n)} ({percent(n / of)})" if n and of else "none"


def _many(n: int, of: int) -> Grade:
    return "good" if not n else "warning" if n > MANY * of else "note"


def _two(summary: Summary) -> list[Fact]:
    n = summary["n_two_answers"]
    return [Fact("Two answers", amount(n, "item"), "note", "uncertain")] if n else []


def _findings(summary: Summary) -> list[Fact]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in summary["findings"]:
        found.setdefault(one["code"], []).append(one)
    order = list(GRADES)
    made = []
    for code, several in found.items():
        worst = min(several, key=lambda f: order.index(f["severity"]))
        n = worst["n_items"]
        many, counted, _ = worst["message"].partition(" sources ")
        said = worst["name"] or (amount(n, "item") if n else "yes")
        if worst["subject"] == "source" and not worst["name"] and counted:
            said = f"{many} sources"  # "12 of 40 sources ..."
        more = f", and {len(several) - 1} more" if len(several) > 1 else ""
        name = code.replace("-", " ").capitalize()
        made.append(Fact(name, said + more, worst["severity"], f"finding-{code}"))
    return made
