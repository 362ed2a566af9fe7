"""`assay diff`: two files in, the patch that makes one of the other out."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def diff(
    before: Path,
    after: Path,
    /,
    *,
    label: str,
    key: Annotated[str, Parameter(alias="--id")] = "",
    split: str = "",
    by: str = "",
    why: str = "",
    out: Path | None = None,
    force: bool = False,
    quiet: Annotated[bool, Parameter(alias="-q")] = False,
) -> None:
    """Make a patch of two files: what was relabelled, and which rows went.

    Labels that were changed in a spreadsheet or a script become decisions that
    can be read, applied, turned back and merged. A label that was emptied is
    ambiguous: apply it with --ambiguous blank.

        assay diff tickets.csv mended.csv --label topic --key id --by ada
        assay diff tickets.csv mended.csv --label topic --key id --out labels.patch.jsonl

    Parameters
    ----------
    before
        The file as it was.
    after
        The file as it is.
    label
        Column that holds the label.
    key
        Column that names the items; by default rows are matched by number.
    split
        Column that says train or test.
    by
        Who changed the labels.
    why
        Why.
    out
        The patch; by default it is printed.
    force
        Replace a file that is there.
    quiet
        Print errors only.
    """
    from assay.cli.decisions import counted
    from assay.cli.output import console
    from assay.ledger import diff as difference
    from assay.ledger.whole import usable

    if out is not None:
        usable(out, force=force)
    patch = difference(before, after, field=label, key=key, split=split, by=by, why=why)
    if out is None:
        sys.stdout.write(patch.text)
        return
    patch.write(out)
    if not quiet:
        done = counted(patch.header["verdicts"]) or "no differences"
        console().print(f"{done}: {out}", markup=False, soft_wrap=True)
