"""`assay audit`: data in, a report out."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from assay.cli.inputs import Inputs, Running
from assay.cli.output import default_folder, show_report, usable_folder
from assay.cli.work import progress, read_and_audit


def audit(
    data: str,
    /,
    *,
    inputs: Annotated[Inputs, Parameter(name="*")] = Inputs(),  # noqa: B008 - frozen
    out: Path | None = None,
    force: bool = False,
    json: bool = False,
    running: Annotated[Running, Parameter(name="*")] = Running(),  # noqa: B008 - frozen
) -> None:
    """Find out how good the labels of a data set are, and write a report.

    Writes report.html, .md and .json, items.parquet, findings.parquet and .csv.

        assay audit tickets.csv --label topic --text subject --text body
        assay audit people.parquet --label income --split fold --group household
        assay audit photos/ --images
        assay audit votes.csv --item photo --source worker --label said
        assay audit arrays.npz

    Parameters
    ----------
    data
        CSV, TSV, Parquet, JSON Lines, Arrow or .npz file, or a folder of images.
    out
        Folder for the report; by default `assay-<name>` here.
    force
        Write into a folder that isn't empty; only files of a report are overwritten.
    json
        Print the report's dict, and write files only where --out is given.
    """
    folder = out or default_folder(inputs.name or data)
    if out or not json:
        usable_folder(folder, force=force)
    with progress(quiet=running.quiet) as say:
        report = read_and_audit(data, inputs, running, say)
        if out or not json:
            say("write")
            report.write(folder, force=force)
    if json:
        sys.stdout.write((folder / "report.json").read_text("utf-8") if out else report.to_json())
    elif not running.quiet:
        show_report(report, folder)
