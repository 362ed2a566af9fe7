"""Where a command writes, and what it shows when it is done."""

import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay.errors import OutputError

if TYPE_CHECKING:
    from rich.console import Console

    from assay.report.report import Report

#: Columns where nobody looks on: of text, and of tables, whose rows stay lines for grep.
TEXT, TABLE = 100, 240


def default_folder(data: str) -> Path:
    """Return the folder for a report of this data.

    >>> default_folder("data/My tickets.csv").name
    'assay-my-tickets'
    """
    name = Path(data).resolve().name.removesuffix(".gz")
    name = name if Path(data).is_dir() else name.rpartition(".")[0] or name
    name = re.sub(r"\W+", "-", name.lower()).strip("-")
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
    if folder.exists() and not folder.is_dir():
        raise OutputError(who, "out must be a folder", got="a file", where=str(folder))
    if folder.is_dir() and not force and any(folder.iterdir()):
        fix = "Give another --out, or --force to overwrite the report in it."
        raise OutputError(who, "out must be empty", got="files in it", where=str(folder), fix=fix)
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        rule = "out must be where files can be written"
        raise OutputError(who, rule, where=str(there), fix="Give another --out.")


def console(piped: int = TEXT) -> "Console":
    """Return standard output, so many columns wide where it is not a terminal."""
    from rich.console import Console

    seen = Console(highlight=False)
    return seen if seen.is_terminal else Console(highlight=False, width=piped)


def show_report(report: "Report", folder: Path) -> None:
    """Print what a report says, where it is and what to do next with it."""
    from assay.report.steps import steps
    from assay.report.terminal import show

    summary = {**report.summary, "next": steps(report.summary, str(folder))}
    show(replace(report, summary=summary), console(), folder)


def write_json(value: Any) -> None:
    """Print a plain value as strict JSON and nothing else."""
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")
