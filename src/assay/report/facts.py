"""The nutrition label: one line a property, with how bad it is and where to read on."""

from dataclasses import dataclass
from typing import Any, Literal

from assay.report.numbers import about, amount, count, percent, span

Summary = dict[str, Any]
Grade = Literal["good", "note", "warning", "error", "unknown", "plain"]

#: What an item is called, by kind of data.
NOUNS = {"images": "picture", "texts": "text", "table": "row"}

#: Worst first; also the words that stand beside a colour.
GRADES: dict[Grade, str] = {
    "error": "serious", "warning": "look at it", "note": "note", "unknown": "",
    "good": "fine", "plain": "",
}  # fmt: skip

#: Line -> words of the finding codes and auditors that belong to it. The first that fits wins.
LINES = {
    "Imbalance": ("imbalance", "rare"),
    "Missing values": ("missing", "unlabelled", "empty"),
    "Duplicates": ("duplicate",),
    "Leaking columns": ("column",),
    "Group leakage": ("group",),
    "Split leakage": ("split", "leak", "train", "contamination"),
    "Item order": ("order", "drift"),
}


@dataclass(frozen=True)
class Fact:
    """One line of the nutrition label.

    Parameters
    ----------
    name, value
        What it is, and what was found, in words.
    grade
        How bad it is.
    anchor
        Section of the page that says more.
    """

    name: str
    value: str
    grade: Grade = "good"
    anchor: str = "findings"

    @property
    def word(self) -> str:
        """The grade in words, for those who don't see colours."""
        return GRADES[self.grade]


def facts(summary: Summary) -> list[Fact]:
    """Return the lines of the label, in the order of the page."""
    found: dict[str, list[dict[str, Any]]] = {line: [] for line in LINES}
    found["Other"] = []
    for finding in summary["findings"]:
        found[line_of(finding["code"])].append(finding)
    ran = {line_of(name) for name in summary["methods"].get("audit", ())}
    silent = [name for name, of in found.items() if not of and name not in ran]
    lines = [_line(summary, name, of) for name, of in found.items() if name not in silent]
    return [*_size(summary), *_confusion(summary), *lines, *_unchecked(silent)]


def line_of(code: str) -> str:
    """Return the line a finding or an auditor belongs to.

    >>> line_of("conflicting-duplicates"), line_of("something-new")
    ('Duplicates', 'Other')
    """
    return next((line for line, words in LINES.items() if any(w in code for w in words)), "Other")


def _size(summary: Summary) -> list[Fact]:
    n, labelled = summary["n_items"], summary["n_labelled"]
    noun = NOUNS.get(summary["kind"], "item")
    items = Fact("Items", amount(n, noun), "plain", "top")
    if labelled < n:
        gone = f"{count(n - labelled)} of {count(n)} ({percent((n - labelled) / n)})"
        grade: Grade = "warning" if n - labelled > n / 10 else "note"
        return [items, Fact("Without a label", gone, grade, "classes"), _classes(summary)]
    return [items, _classes(summary)]


def _classes(summary: Summary) -> Fact:
    return Fact("Classes", count(summary["n_classes"]), "plain", "classes")


def _confusion(summary: Summary) -> list[Fact]:
    if not summary["confused"]:
        return []
    worst = summary["confused"][0]
    items = "1 item" if worst["count"] < 1.5 else f"{about(worst['count'])} items"
    said = f"{worst['truth']} labelled {worst['given']}, about {items}"
    grade: Grade = "warning" if worst["share"] > 0.02 else "note"
    return [Fact("Most confused", said, grade, "confusion")]


def _line(summary: Summary, name: str, findings: list[dict[str, Any]]) -> Fact:
    if findings:
        order = list(GRADES)
        worst = min(findings, key=lambda f: order.index(f["severity"]))
        more = f", and {len(findings) - 1} more" if len(findings) > 1 else ""
        return Fact(name, _found(worst) + more, worst["severity"], f"finding-{worst['code']}")
    return Fact(name, _spread(summary) if name == "Imbalance" else "none found")


def _spread(summary: Summary) -> str:
    shares = [one["share"] for one in summary["classes"]]
    return f"classes {span(min(shares), max(shares))}"


def _unchecked(names: list[str]) -> list[Fact]:
    names = [name.lower() for name in names if name != "Other"]
    return [Fact("Not checked", ", ".join(names), "unknown", "methods")] if names else []


def _found(finding: dict[str, Any]) -> str:
    if finding["subject"] in ("class", "column") and finding["name"]:
        return f"{finding['subject']} {finding['name']}"
    words = finding["code"].replace("-", " ")
    return f"{words}: {amount(finding['n_items'], 'item')}" if finding["n_items"] else words
