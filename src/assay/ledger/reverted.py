"""A repaired file to what it was."""

from dataclasses import replace
from pathlib import Path

from assay.errors import DataError
from assay.ledger.csv_text import CsvText
from assay.ledger.encoded import Encoded, digest_of_file
from assay.ledger.parquet_rows import restore
from assay.ledger.receipt import read_receipt, receipt_path
from assay.ledger.splices import unspliced
from assay.ledger.whole import usable

WHO = "revert"


def revert(
    data: str | Path, out: str | Path, *, receipt: str | Path | None = None, force: bool = False
) -> int:
    """Write a repaired file as it was before, and return how many decisions were taken back.

    Text comes back byte by byte, Parquet value by value; rows that were dropped are where they
    were.

    Parameters
    ----------
    data
        The repaired file, which must not have been changed since.
    out
        Where to write what it was.
    receipt
        What `apply` wrote; by default it lies beside the repaired file.
    force
        Replace `out`.
    """
    path, out = Path(data), Path(out)
    usable(out, force=force)
    about, lines = read_receipt(Path(receipt) if receipt else receipt_path(path))
    if digest_of_file(path) != about["after"]:
        rule = "the file must be the one that was written"
        fix = "Turn back later changes first; or make a patch of both: assay diff."
        got = "one that was changed since"
        raise DataError(WHO, rule, got=got, where=str(path), fix=fix)
    if about["kind"] == "parquet":
        restore(path, about, out)
        return int(about["decisions"])
    after = Encoded.read(path)
    text = after.text
    if about.get("column"):
        text = CsvText(text, *about["column"]).without_column()
    before = replace(after, text=unspliced(text, lines))
    if before.digest != about["before"]:
        rule = "what comes out must be what there was"
        raise DataError(WHO, rule, got="something else", where=str(path))
    before.write(out)
    return int(about["decisions"])
