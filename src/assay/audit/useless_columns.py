"""Columns that say nothing of the class."""

from collections.abc import Iterator
from dataclasses import dataclass

from assay.kernels.tell import absent, key_like
from assay.kernels.wording import amount, percent, shell
from assay.method import Auditor
from assay.results import Finding, Severity
from assay.types import Array, Columns, Count, Fraction

#: Share of values that are new from which on a column may be a key.
NEW = 0.99


@dataclass(frozen=True)
class UselessColumns(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Find columns that name the item, never change, or are mostly empty.

    Equation
    --------
    missing-values  where empty cells / rows >= mostly, or the mean of that over columns >= some
    constant-column where there is one value;   id-column where values / filled rows >= .99,
                    rows >= least, and values are short words, rise, or are whole, dense or as long

    Parameters
    ----------
    mostly
        Share of missing values from which on a column is told by itself.
    some
        Share of missing cells of the table from which on they are told.
    least
        Fewest rows to take a column for a key.

    Notes
    -----
    Assumes that a column whose every value is new can't repeat what it taught. Columns of
    measurements are no keys: numbers are taken for keys only where they are whole, and count
    without gaps or have all the same number of digits, or where they rise from row to row.

    Cost: sorting every column once.
    """

    mostly: Fraction = 0.5
    some: Fraction = 0.01
    least: Count = 30
    codes = {
        "id-column": (
            "Nearly every value of a column is another one: a key, a counter, a time stamp.",
            "It can't help with new items, and a counter of sorted rows gives the label away.",
            "Name it with `--id NAME`, so that reports speak of items by it, or leave it out "
            "with `--drop NAME`.",
        ),
        "constant-column": (
            "A column has one value only, in all rows or in all rows that have any.",
            "It says nothing, and often shows that a filter or an export went wrong.",
            "Leave it out, and ask whether it should vary.",
        ),
        "missing-values": (
            "Cells of the table are empty: many in one column, or some all over.",
            "What is left may not stand for all, and why it is missing may depend on the class.",
            "Ask why it is missing; leave the column out or fill it the same way for every class.",
        ),
    }

    def audit(self, columns: Columns) -> tuple[Finding, ...]:
        """Look at every column."""
        missing = {
            name: int(absent(column).sum()) / max(1, len(column))
            for name, column in columns.items()
        }
        found = [*self._overall(missing)]
        for name, column in columns.items():
            if len(column) > 1:
                found.extend(self._look(name, column, missing[name]))
        return tuple(found)

    def _overall(self, missing: dict[str, float]) -> Iterator[Finding]:
        some = sorted((n for n in missing if missing[n] > 0), key=lambda n: -missing[n])
        share = sum(missing.values()) / max(1, len(missing))
        if not some or share < self.some:
            return
        most = f": most in `{some[0]}`, {percent(missing[some[0]])} of its rows"
        yield Finding(
            "missing-values", "note",
            f"{percent(share)} of the cells are empty, in {len(some)} of "
            f"{amount(len(missing), 'column')}{most}.",
            "Ask why values are missing, and fill them the same way for every class.",
            value=share,
        )  # fmt: skip

    def _look(self, name: str, column: Array, missing: float) -> Iterator[Finding]:
        drop = f"Leave it out: --drop {shell(name)}."
        if missing >= self.mostly:
            severity: Severity = "warning" if missing > 0.95 else "note"
            what = f"`{name}` is empty in {percent(missing)} of the rows."
            yield Finding(
                "missing-values", severity, what, f"Ask why. {drop}", "column", name, value=missing
            )
            return
        seen = column[~absent(column)]
        distinct, key = key_like(seen)
        if distinct == 1:
            where = "one value only" if not missing else "one value only where it has any"
            what = f"`{name}` has {where}."
            yield Finding("constant-column", "note", what, drop, "column", name, value=1.0)
        if key and distinct >= NEW * len(seen) and len(column) >= self.least:
            each = "another value in every row"
            if distinct < len(column):
                each = f"{distinct:,} values in {len(column):,} rows"
            what = f"`{name}` has {each}{key}."
            repair = f"Say --id {shell(name)} if it names the items, else --drop {shell(name)}."
            yield Finding(
                "id-column", "warning", what, repair, "column", name, value=distinct / len(seen)
            )
