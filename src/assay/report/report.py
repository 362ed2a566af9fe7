"""The report: what an audit tells, in every form it can be had in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from assay.errors import OutputError
from assay.report.run import AuditRun
from assay.report.steps import steps
from assay.types import Columns

WHO = "Report"


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
        `repair`.
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
        from assay.write.tables import write_table

        folder = _opened(Path(out), force=force)
        here = Report(
            {**self.summary, "next": steps(self.summary, str(out))}, self.items, self.findings
        )
        makers: dict[str, Callable[[], str]] = {
            "report.json": lambda: text(here.summary),
            "report.md": here.to_markdown,
            "report.html": here.to_html,
        }
        try:
            write_table(self.items, folder / "items.parquet")
            write_table(self.findings, folder / "findings.parquet")
            write_table(self.findings, folder / "findings.csv")
            for name, make in makers.items():
                _replace(folder / name, make())
        except OSError as error:
            rule = "the folder must be one that can be written"
            raise OutputError(
                WHO, rule, got=error.strerror or str(error), where=str(folder)
            ) from None
        return folder

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


def _opened(folder: Path, *, force: bool) -> Path:
    if folder.exists() and not folder.is_dir():
        raise OutputError(WHO, "out must be a folder", got="a file", where=str(folder))
    if folder.is_dir() and any(folder.iterdir()) and not force:
        fix = "Choose another folder, or say --force (force=True) to overwrite the report in it."
        raise OutputError(
            WHO, "the folder must be empty", got="files in it", where=str(folder), fix=fix
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        rule = "the folder must be one that can be made"
        raise OutputError(WHO, rule, got=error.strerror or str(error), where=str(folder)) from None
    return folder


def _replace(path: Path, text: str) -> None:
    """Write beside the file, then take its place: no crash leaves half a file."""
    partial = path.with_name(f".partial-{path.name}")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
