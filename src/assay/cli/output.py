"""Where a command writes, and what it shows when it is done."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from assay.errors import OutputError

if TYPE_CHECKING:
    from assay.report.report import Report


def default_folder(data: str) -> Path:
    """Return the folder for a report of this data.

    >>> default_folder("data/My tickets.csv").name
    'assay-my-tickets'
    """
    name = re.sub(r"\W+", "-", Path(data).resolve().stem.lower()).strip("-")
    return Path(f"assay-{name or 'data'}")


def usable_folder(folder: Path, *, force: bool, who: str = "audit") -> None:
    """Raise where the report could not be written, before the long work; make nothing.

    Parameters
    ----------
    folder
        Where the report is to go.
    force
        The folder need not be empty.
    who
        The command that asks.
    """
    import os

    if folder.exists() and not folder.is_dir():
        raise OutputError(who, "out must be a folder", got="a file", where=str(folder))
    if folder.is_dir() and not force and any(folder.iterdir()):
        fix = "Give another --out, or --force to overwrite the report in it."
        raise OutputError(who, "out must be empty", got="files in it", where=str(folder), fix=fix)
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        rule = "out must be where files can be written"
        raise OutputError(who, rule, where=str(there), fix="Give another --out.")


def show_report(report: "Report", folder: Path) -> None:
    """Print what a report says and where it is."""
    from rich.console import Console

    from assay.report.terminal import show

    show(report, Console(highlight=False), folder)
