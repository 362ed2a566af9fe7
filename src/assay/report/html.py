"""The page: one file, no network, nothing that data could make run."""

from typing import Any

from assay.report import view
from assay.report.facts import facts
from assay.report.rendering import dressed, own, rendered
from assay.report.verdict import MEANINGS, told

Summary = dict[str, Any]


def page(summary: Summary) -> str:
    """Return the whole report as one page."""
    return _render("page.html", summary, dressed("style.css"))


def panel(summary: Summary) -> str:
    """Return the nutrition label alone, for notebooks."""
    return _render("panel.html", summary, {"style": own("panel.css")})


def _render(template: str, summary: Summary, texts: dict[str, str]) -> str:
    values = {"s": summary, "facts": facts(summary), "view": view.view(summary)}
    return rendered(template, texts, told=told, meanings=MEANINGS, **values)
