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
    "error": "serious", "warning": "warning", "note": "note", "unknown": "",
    "good": "fine", "plain": "",
}  # fmt: skip

#: Line -> the finding codes and the auditors that belong to it.
LINES = {
    "Without a label": ("unlabelled",),
    "Class overlap": ("confused-classes",),
    "Class names": ("similar-class-names", "label-space", "mixed-label-types", "minus-one-class"),
    "Imbalance": ("imbalance", "small-class", "rare-class"),
    "Duplicates": ("duplicates", "near-duplicates", "conflicting-duplicates"),
    "Outliers": ("outliers", "out-of-scope"),
    "Missing values": ("missing-values", "useless-columns"),
    "Useless columns": ("id-column", "constant-column", "useless-columns"),
    "Leaking columns": (
        "leaking-column", "strong-column", "missing-gives-label", "leaking-columns",
    ),
    "Group leakage": ("group-leakage",),
    "Split leakage": ("split-leakage",),
    "Split shift": ("split-shift",),
    "Item order": ("ordered-items", "order"),
    "Personal data": ("personal-data",),
    "Text shortcuts": ("text-shortcut", "text-shortcuts"),
    "Tag relations": (
        "identical-tags", "missing-implied-tag", "exclusive-tags", "label-relations",
    ),
    "Weak slices": ("weak-slice", "weak-slices"),
    "Definitions": ("definition-mismatch",),
    "Uneven flags": ("uneven-flags",),
}  # fmt: skip

#: What to say where nothing is wrong.
CLEAN = {
    "Item order": "random", "Class names": "distinct", "Split shift": "none",
    "Personal data": "no addresses or numbers", "Definitions": "alike",
}  # fmt: skip

#: Lines whose name says already what was found.
ALIKE = ("Class overlap", "Outliers", "Group leakage", "Split leakage")

#: Lines that only tables, texts and tags have.
TABULAR = ("Missing values", "Useless columns", "Leaking columns")
TEXTUAL, TAGGED = ("Text shortcuts", "Personal data"), ("Tag relations",)


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
    found: dict[str, list[dict[str, Any]]] = {line: [] for line in (*LINES, "Other")}
    for finding in summary["findings"]:
        found[line_of(finding["code"])].append(finding)
    auditors = set(summary["methods"].get("audit", ()))
    ran = {line for line, words in LINES.items() if auditors.intersection(words)}
    if summary.get("measured"):
        ran.add("Uneven flags")
    if summary["kind"] not in ("texts", "table"):
        ran.discard("Personal data")
    unlabelled = found.pop("Without a label")
    silent = [name for name, of in found.items() if not of and name not in ran]
    lines = [_line(summary, name, of) for name, of in found.items() if name not in silent]
    here = {"table": TABULAR, "texts": TEXTUAL}
    apart = [name for kind, names in here.items() if summary["kind"] != kind for name in names]
    apart += TAGGED if summary.get("truth") != "any_of" else ()
    skipped = ("Other", "Uneven flags", *apart)
    unchecked = _unchecked([name for name in silent if name not in skipped])
    return [*_size(summary, unlabelled), *_confusion(summary), *lines, *unchecked]


def line_of(code: str) -> str:
    """Return the line a finding belongs to.

    >>> line_of("conflicting-duplicates"), line_of("something-new")
    ('Duplicates', 'Other')
    """
    return next((line for line, codes in LINES.items() if code in codes), "Other")


def _size(summary: Summary, findings: list[dict[str, Any]]) -> list[Fact]:
    n, gone = summary["n_items"], summary["n_items"] - summary["n_labelled"]
    items = Fact("Items", amount(n, NOUNS.get(summary["kind"], "item")), "plain", "top")
    name = "Tags" if summary.get("truth") == "any_of" else "Classes"
    classes = Fact(name, count(summary["n_classes"]), "plain", anchor_of(summary))
    named = [classes] if summary["n_classes"] else []
    if not gone:
        return [items, *named]
    said = f"{count(gone)} of {count(n)} ({percent(gone / n)})"
    worst = _worst(findings)
    anchor = f"finding-{worst['code']}" if worst else "findings"
    bare = Fact("Without a label", said, worst["severity"] if worst else "note", anchor)
    return [items, bare, *named]


def anchor_of(summary: Summary) -> str:
    """Return the section about the classes, or the top where there are none."""
    return "classes" if summary["classes"] else "top"


def _worst(findings: list[dict[str, Any]]) -> dict[str, Any]:
    order = list(GRADES)
    return min(findings, key=lambda f: order.index(f["severity"]), default={})


def _confusion(summary: Summary) -> list[Fact]:
    if not summary["confused"] or summary["error_rate"]["verdict"] == "cannot-be-told":
        return []
    worst = summary["confused"][0]
    items = "1 item" if worst["count"] < 1.5 else f"{about(worst['count'])} items"
    said = f"{worst['truth']} labelled {worst['given']}, about {items}"
    grade: Grade = "warning" if worst["share"] > 0.02 else "note"
    return [Fact("Most confused", said, grade, "confusion")]


def _line(summary: Summary, name: str, findings: list[dict[str, Any]]) -> Fact:
    if findings:
        worst = _worst(findings)
        rest = len(findings) - 1
        more = f", and {amount(rest, 'more finding')}" if rest else ""
        return Fact(
            name,
            _found(worst, short=name in ALIKE) + more,
            worst["severity"],
            f"finding-{worst['code']}",
        )
    return Fact(name, _spread(summary) if name == "Imbalance" else CLEAN.get(name, "none found"))


def _spread(summary: Summary) -> str:
    shares = [one["share"] for one in summary["classes"]]
    return f"classes {span(min(shares), max(shares))}" if shares else "none found"


def _unchecked(names: list[str]) -> list[Fact]:
    words = ", ".join(names).lower()
    return [Fact("Not checked", words, "unknown", "methods")] if names else []


def _found(finding: dict[str, Any], *, short: bool) -> str:
    if finding["subject"] in ("class", "column", "source") and finding["name"]:
        return f"{finding['subject']} {finding['name']}"
    words = finding["code"].replace("-", " ")
    items = amount(finding["n_items"], "item") if finding["n_items"] else ""
    return items if items and short else ": ".join(part for part in (words, items) if part)
