"""The card as one page without a network."""

from collections.abc import Mapping
from typing import Any

from assay.card.questions import QUESTIONS
from assay.card.sentences import conflict
from assay.report.plots import scale
from assay.report.rendering import dressed, rendered

#: The sections of the page.
SECTIONS = {
    "held": "Declared and found", "merged": "Merged sets", "classes": "Classes",
    "space": "Label space", "sources": "Who labelled", "misleading": "What could mislead",
    "variables": "Variables", "findings": "Findings", "open": "Open questions",
}  # fmt: skip
#: The colour of a relation between classes of two sets.
KINDS = {
    "same": "good", "other name": "note", "narrower": "warning", "wider": "warning",
    "other meaning": "error", "only here": "", "can't be told": "unknown",
}  # fmt: skip


def page(card: Mapping[str, Any]) -> str:
    """Return the page."""
    texts = dressed("style.css", "card.css")
    asked = [one.text for one in QUESTIONS if one.name in card["open"]]
    answers = card["answers"]
    answered = [(one.text, answers[one.name]) for one in QUESTIONS if one.name in answers]
    top = max((one["share"] or 0 for one in card["labels"]["classes"]), default=1) or 1
    conflicts = [(one, conflict(one)) for one in (card["merged"] or {}).get("conflicts", ())]
    return rendered("card.html", texts, c=card, asked=asked, answered=answered, top=top,
                    rate_top=scale(*_ends(card)), modules=_modules(card), conflicts=conflicts,
                    kinds=KINDS)  # fmt: skip


def _modules(card: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the sections that the page has, by their anchors."""
    there = {
        "held": card["checks"], "merged": card["merged"],
        "classes": card["labels"]["classes"], "space": card["label_space"],
        "sources": card["sources"], "misleading": card["shortcuts"],
        "variables": card["variables"], "findings": True, "open": card["open"],
    }  # fmt: skip
    return [(name, SECTIONS[name]) for name, one in there.items() if one]


def _ends(card: Mapping[str, Any]) -> list[float | None]:
    rate = card["labels"]["error_rate"]
    return [rate["high"], rate["estimate"]] if rate else [None]
