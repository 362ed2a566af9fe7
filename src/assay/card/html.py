"""The card as one page without a network."""

from collections.abc import Mapping
from typing import Any

from assay.card.questions import QUESTIONS
from assay.report.plots import scale
from assay.report.rendering import dressed, rendered


def page(card: Mapping[str, Any]) -> str:
    """Return the page."""
    texts = dressed("style.css", "card.css")
    asked = [one.text for one in QUESTIONS if one.name in card["open"]]
    answers = card["answers"]
    answered = [(one.text, answers[one.name]) for one in QUESTIONS if one.name in answers]
    top = max((one["share"] or 0 for one in card["labels"]["classes"]), default=1) or 1
    return rendered("card.html", texts, c=card, asked=asked, answered=answered, top=top,
                    rate_top=scale(*_ends(card)))  # fmt: skip


def _ends(card: Mapping[str, Any]) -> list[float | None]:
    rate = card["labels"]["error_rate"]
    return [rate["high"], rate["estimate"]] if rate else [None]
