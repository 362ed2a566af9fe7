"""The report on the truth, in every form it can be had in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from assay.report.folder import written
from assay.report.truth.run import AnyPosterior, TruthRun
from assay.report.truth.steps import steps
from assay.types import Columns


@dataclass(frozen=True, eq=False)
class TruthReport:
    """The truth that was inferred from votes, and what each source is worth.

    Parameters
    ----------
    summary
        The one dict that every format is made from; `report.json` holds it.
    items
        One row an item: `item`, `label`, `probability`, `entropy`, `votes`. Of tags one row an
        item and tag, with `holds`; of numbers `value`, `low`, `high` in place of the label.
    sources
        One row a source: `source`, `kind`, `accuracy`, `low`, `high`, `votes`.
    findings
        One row a finding and item.
    posterior
        P(truth | votes), for what comes next: targets to learn from, items to ask about.
    """

    summary: dict[str, Any]
    items: Columns
    sources: Columns
    findings: Columns
    posterior: AnyPosterior

    @classmethod
    def of(cls, run: TruthRun) -> Self:
        """Build from what was inferred."""
        from assay.report.truth import tables
        from assay.report.truth.summarise import summarise

        made = tables.items(run), tables.sources(run), tables.findings(run)
        return cls(summarise(run), *made, run.posterior)

    def write(self, out: str | Path, *, force: bool = False) -> Path:
        """Write all files into a folder and return it.

        Parameters
        ----------
        out
            Made where it isn't there.
        force
            Write into a folder that isn't empty; only files of a report's own names are
            overwritten.
        """
        from assay.report.json import text
        from assay.report.truth import html, markdown

        summary = {**self.summary, "next": steps(self.summary, str(out))}
        tables = {
            "truth.parquet": self.items,
            "sources.parquet": self.sources,
            "findings.parquet": self.findings,
            "ask.csv": self.ask,
        }
        makers: dict[str, Callable[[], str]] = {
            "report.json": lambda: text(summary),
            "report.md": lambda: markdown.page(summary),
            "report.html": lambda: html.page(summary),
        }
        return written(Path(out), tables, makers, force=force)

    @property
    def ask(self) -> Columns:
        """One row an item to ask about next: `item`, `source` (whom), `gain` and `left` (nats)."""
        from assay.read.table import objects

        names = ("item", "source", "gain", "left")
        return {name: objects([row[name] for row in self.summary["ask"]]) for name in names}

    def to_html(self) -> str:
        """Return one self-contained page."""
        from assay.report.truth.html import page

        return page(self.summary)

    def to_markdown(self) -> str:
        """Return the page's numbers as Markdown."""
        from assay.report.truth.markdown import page

        return page(self.summary)

    def to_json(self) -> str:
        """Return the one dict as strict JSON."""
        from assay.report.json import text

        return text(self.summary)

    def _repr_html_(self) -> str:
        from assay.report.truth.html import panel

        return panel(self.summary)

    def __repr__(self) -> str:
        return f"<TruthReport of {self.summary['name']}: {self.summary['verdict']}>"
