"""The page on the truth: one file, no network, nothing that data could make run."""

from typing import Any

from assay.report.rendering import dressed, own, rendered
from assay.report.truth.facts import facts
from assay.report.truth.verdict import MEANINGS
from assay.report.truth.view import view

Summary = dict[str, Any]


def page(summary: Summary) -> str:
    """Return the whole report as one page."""
    return _render("truth.html", summary, dressed("style.css", "truth.css"))


def panel(summary: Summary) -> str:
    """Return the label alone, for notebooks."""
    return _render("truth_panel.html", summary, {"style": own("panel.css")})


def _render(template: str, summary: Summary, texts: dict[str, str]) -> str:
    values = {"s": summary, "facts": facts(summary), "view": view(summary)}
    return rendered(template, texts, meanings=MEANINGS, **values)
