"""Two files to the patch that makes one of the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assay.errors import DataError
from assay.ledger.cells import Cells, missing, told
from assay.ledger.decision import Decision, Value, Verdict, now
from assay.ledger.encoded import digest_of_file
from assay.ledger.opened import rows_of
from assay.ledger.patch import Patch
from assay.ledger.rows import SEVERAL, Columns, Row

WHO = "diff"


def diff(
    before: str | Path,
    after: str | Path,
    *,
    field: str,
    key: str = "",
    split: str = "",
    by: str = "",
    why: str = "",
    at: str = "",
) -> Patch:
    """Return the decisions that make one file of another: changed labels and rows that went.

    Parameters
    ----------
    before, after
        The two files; of one format or of two.
    field
        The column of the label.
    key
        The column of the ids; by default rows are matched by number.
    split
        The column of the split.
    by, why, at
        Who changed them, why and when; by default now.
    """
    old_path, new_path = Path(before), Path(after)
    columns = Columns(field, key, split)
    old_rows, new_rows = rows_of(old_path, columns), rows_of(new_path, columns)
    old, new = old_rows.find(), new_rows.find()
    added = [item for item in new if item not in old]
    if added:
        rule = "every row must have been there before"
        got = f"{added[0]!r}" + (f" and {len(added) - 1:,} more" if len(added) > 1 else "")
        fix = "Name the column of ids with --key." if not key else "Take them out, or audit anew."
        raise DataError(WHO, rule, got=got, where=str(new_path), fix=fix)
    if not key and len(new) < len(old):
        rule, fix = "rows that went can be told by their id only", "Name its column with --key."
        raise DataError(WHO, rule, got=f"{len(old) - len(new):,} rows fewer", fix=fix)
    digest, moment = digest_of_file(old_path), at or now()
    cells = Cells(new_rows.kind)
    about: dict[str, Any] = {"field": field, "by": by, "why": why, "at": moment, "data": digest}
    decisions = [
        Decision(item, verdict, old=was, new=label, split=row.split, **about)
        for item, row in old.items()
        for verdict, was, label in _decided(row, new.get(item), cells)
    ]
    options = {"split": split} if split else {}
    return Patch(tuple(decisions), digest, key, field, options, old_path.name)


def _decided(row: Row, there: Row | None, cells: Cells) -> Iterator[tuple[Verdict, Value, Value]]:
    """Yield the verdict, the old and the new label of a row that changed."""
    if row.cell is SEVERAL or (there is not None and there.cell is SEVERAL):
        rule = "an item must have one label"
        raise DataError(WHO, rule, got="answers of several people", where=f"row {row.number}")
    if there is not None and there.cell == row.cell:
        return
    was = None if missing(row.cell) else told(row.cell)
    if there is None:
        yield "drop", was, None
        return
    label = None if missing(there.cell) else told(there.cell)
    if cells.same(there.cell, was):
        return
    if label is None:
        yield "ambiguous", was, None
    else:
        yield "several" if isinstance(label, tuple) else "relabel", was, label
