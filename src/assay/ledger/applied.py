"""Decisions to a repaired file; and first, what they would do."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from assay.errors import DataError
from assay.ledger.cells import Cells
from assay.ledger.decision import Decision, Value
from assay.ledger.opened import open_rows, same_data
from assay.ledger.patch import Patch
from assay.ledger.protected import is_test
from assay.ledger.receipt import receipt_path, write_receipt
from assay.ledger.rows import Edit, Row, Rows
from assay.ledger.whole import usable

WHO = "apply"
Doubtful = Literal["keep", "blank", "drop"]


@dataclass(frozen=True)
class Mismatch:
    """A decision that doesn't fit the file.

    Parameters
    ----------
    decision
        What was decided.
    row
        The row, or None where there is none of that id.
    found
        The label that stands there.
    """

    decision: Decision
    row: int | None
    found: Any = None


@dataclass(frozen=True)
class Plan:
    """What a patch would do to a file.

    Parameters
    ----------
    rows
        The file.
    edits
        What is done, row by row.
    done
        Decisions that are carried out.
    already
        Decisions whose label stands there already.
    unchanged
        Decisions that change nothing: confirmed labels, and what is kept.
    protected
        Decisions on the test split that are left out.
    mismatches
        Decisions that don't fit the file.
    exact
        The file holds the data that the decisions were made for.
    """

    rows: Rows
    edits: tuple[Edit, ...] = ()
    done: tuple[Decision, ...] = ()
    already: tuple[Decision, ...] = ()
    unchanged: tuple[Decision, ...] = ()
    protected: tuple[Decision, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    exact: bool = True
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Applied:
    """A file that was repaired.

    Parameters
    ----------
    plan
        What was done.
    out
        The repaired file.
    receipt
        What turns it back.
    """

    plan: Plan
    out: Path
    receipt: Path


def plan(
    patch: Patch,
    data: str | Path,
    *,
    ambiguous: Doubtful = "keep",
    out_of_scope: Doubtful = "drop",
    test: bool = False,
    by_key: bool = False,
) -> Plan:
    """Return what a patch would do to a file; nothing is written.

    The parameters are those of `apply`.
    """
    path = Path(data)
    exact = same_data(patch, path)
    if exact is not True and not by_key:
        rule = "the data must be those that the decisions were made for"
        raise DataError(WHO, rule, got=exact, where=str(path), fix=_other_data(patch))
    if exact is not True and not patch.key:
        rule = "rows can be found in other data by a key only"
        fix = "Audit with --id, so that items have names."
        raise DataError(WHO, rule, got="decisions by row number", where=str(path), fix=fix)
    rows = open_rows(path, patch)
    found = rows.find({one.item for one in patch.decisions})
    cells = Cells(rows.kind, patch.options.get("classes") or (), exact=exact is True)
    how: dict[str, Doubtful] = {"ambiguous": ambiguous, "out-of-scope": out_of_scope}
    sorting = _Sorting(cells, how, test=test)
    for decision in patch.decisions:
        sorting.add(decision, found.get(decision.item))
    return Plan(
        rows,
        **{name: tuple(values) for name, values in sorting.heaps.items()},
        exact=exact is True,
        counts=dict(Counter(one.verdict for one in sorting.heaps["done"])),
    )


def _other_data(patch: Patch) -> str:
    if not patch.key:
        return "Audit the data again with --id, so that decisions can be carried over by it."
    return f"Say --by-key (by_key=True) to match rows by {patch.key!r} where old labels agree."


class _Sorting:
    """Decisions on their way to the heap they belong on."""

    def __init__(self, cells: Cells, how: Mapping[str, Doubtful], *, test: bool) -> None:
        self.cells, self.how, self.test = cells, how, test
        names = ("edits", "done", "already", "unchanged", "protected", "mismatches")
        self.heaps: dict[str, list[Any]] = {name: [] for name in names}

    def add(self, decision: Decision, row: Row | None) -> None:
        """Put a decision where it belongs."""
        act, label = self._meant(decision)
        heaps = self.heaps
        if row is None:
            heaps["mismatches"].append(Mismatch(decision, None))
            return
        fits = self.cells.same(row.cell, decision.old)
        there = act == "write" and self.cells.same(row.cell, label)
        if act != "keep" and not self.test and (is_test(decision.split) or is_test(row.split)):
            heaps["protected"].append(decision)
        elif act != "keep" and there and not (fits and decision.old != label):
            heaps["already"].append(decision)
            heaps["edits"].append(Edit(row.number, "keep", verdict=decision.verdict))
        elif not fits:
            heaps["mismatches"].append(Mismatch(decision, row.number, row.cell))
        elif act == "keep":
            heaps["unchanged"].append(decision)
            heaps["edits"].append(Edit(row.number, "keep", verdict=decision.verdict))
        else:
            cell = self.cells.cell(label, row.cell, decision.item) if act == "write" else None
            heaps["done"].append(decision)
            heaps["edits"].append(Edit(row.number, act, cell, decision.verdict))

    def _meant(self, decision: Decision) -> tuple[Literal["write", "drop", "keep"], Value]:
        match decision.verdict:
            case "relabel" | "several":
                return "write", decision.new
            case "drop":
                return "drop", None
        match self.how.get(decision.verdict, "keep"):
            case "drop":
                return "drop", None
            case "blank":
                return "write", None
        return "keep", None


def apply(
    patch: Patch,
    data: str | Path,
    out: str | Path,
    *,
    ambiguous: Doubtful = "keep",
    out_of_scope: Doubtful = "drop",
    test: bool = False,
    by_key: bool = False,
    partly: bool = False,
    verdicts: bool = False,
    force: bool = False,
) -> Applied:
    """Write the data with decisions carried out, and a receipt that turns it back.

    What wasn't decided stays as it was: every byte of CSV, TSV and JSON; values, types and order
    of Parquet.

    Parameters
    ----------
    patch
        What was decided.
    data
        The file: .csv, .tsv, .jsonl (or .gz of these), .json, .parquet.
    out
        The repaired file; its receipt is called the same with `.receipt.jsonl` behind.
    ambiguous, out_of_scope
        What to do with items that can't be told, or that no class fits: keep the label, blank
        it, or drop the row.
    test
        Carry out decisions on the test split too: they change what a score means.
    by_key
        The data may be others, if rows of the same id have the same old labels.
    partly
        Carry out what fits and leave out what doesn't.
    verdicts
        Add a column `assay_verdict`.
    force
        Replace `out`.
    """
    out = Path(out)
    usable(out, force=force)
    made = plan(
        patch, data, ambiguous=ambiguous, out_of_scope=out_of_scope, test=test, by_key=by_key
    )
    if made.mismatches and not partly:
        raise refusal(made, Path(data))
    return carry_out(made, patch, out, verdicts=verdicts)


def carry_out(made: Plan, patch: Patch, out: Path, *, verdicts: bool = False) -> Applied:
    """Write what was planned."""
    about, lines = made.rows.write(made.edits, out, verdicts=verdicts)
    receipt = receipt_path(out)
    write_receipt(receipt, {**about, "data": patch.data, "decisions": len(made.done)}, lines)
    return Applied(made, out, receipt)


def refusal(made: Plan, path: Path) -> DataError:
    """Return the error that decisions don't fit, with the first of them."""
    first = made.mismatches[0]
    many = len(made.mismatches)
    rule = "old labels must be those that were decided on"
    fix = "Say --partly (partly=True) to leave out what doesn't fit."
    row = "no such row" if first.row is None else f"row {first.row}"
    got = "nothing" if first.row is None else repr(first.found)
    got += f" for {first.decision.old!r}" + (f", and {many - 1:,} more" if many > 1 else "")
    where = f"{path}, item {first.decision.item!r}, {row}"
    return DataError(WHO, rule, got=got, where=where, fix=fix)
