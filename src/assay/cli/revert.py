"""`assay revert`: a repaired file to what it was."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def revert(
    data: Path,
    /,
    *,
    out: Path | None = None,
    receipt: Path | None = None,
    force: bool = False,
    quiet: Annotated[bool, Parameter(alias="-q")] = False,
) -> None:
    """Turn a file that `assay apply` repaired back into what it was.

    Text comes back byte by byte, Parquet value by value; rows that were dropped
    are where they were. A file that was changed since is refused.

        assay revert repaired.csv --out tickets.csv

    Parameters
    ----------
    data
        The repaired file.
    out
        Where to write what it was; by default `<name>-reverted` here.
    receipt
        What apply wrote; by default it lies beside the repaired file.
    force
        Replace a file that is there.
    quiet
        Print errors only.
    """
    from assay.cli.apply import repaired_name
    from assay.cli.output import console
    from assay.ledger import revert as turned_back

    target = out or repaired_name(data, "reverted")
    n = turned_back(data, target, receipt=receipt, force=force)
    if not quiet:
        words = f"{n:,} decision{'' if n == 1 else 's'} taken back: {target}"
        console().print(words, markup=False, soft_wrap=True)
