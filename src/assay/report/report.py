"""The report: what an audit tells, in every form it can be had in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from assay.report.folder import written
from assay.report.run import AuditRun
from assay.report.steps import steps
from assay.types import Columns


@dataclass(frozen=True, eq=False)
class Report:
    """How good the labels of a data set are.

    Parameters
    ----------
    summary
        The one dict that every format is made from; `report.json` holds it.
    items
        One row an item: `item`, `label`, `suggested`, `score`, `p_wrong`, `reason`, `split`
        and `score_<method>` of each detector.
    findings
        One row a finding and item: `code`, `severity`, `item`, `class`, `column`, `message`,
        `repair`; at most 100,000 rows a finding, and 1,000 in findings.csv.
    """

    summary: dict[str, Any]
    items: Columns
    findings: Columns

    @classmethod
    def of(cls, run: AuditRun) -> Self:
        """Build from what an audit found."""
        from assay.report import tables
        from assay.report.summarise import summarise

        return cls(summarise(run), tables.items(run), tables.findings(run))

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
        from assay.report.tables import to_read

        here = Report(
            {**self.summary, "next": steps(self.summary, str(out))}, self.items, self.findings
        )
        tables = {
            "items.parquet": self.items,
            "findings.parquet": self.findings,
            "findings.csv": to_read(self.findings),
        }
        makers: dict[str, Callable[[], str]] = {
            "report.json": lambda: text(here.summary),
            "report.md": here.to_markdown,
            "report.html": here.to_html,
        }
        return written(Path(out), tables, makers, force=force)

    def to_html(self) -> str:
        """Return one self-contained page."""
        from assay.report.html import page

        return page(self.summary)

    def to_markdown(self) -> str:
        """Return the page's numbers as Markdown."""
        from assay.report.markdown import page

        return page(self.summary)

    def to_json(self) -> str:
        """Return the one dict as strict JSON."""
        from assay.report.json import text

        return text(self.summary)

    def _repr_html_(self) -> str:
        from assay.report.html import panel

        return panel(self.summary)

    def __repr__(self) -> str:
        s = self.summary
        return f"<Report of {s['name']}: {s['verdict']}>"
