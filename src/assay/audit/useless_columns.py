"""Columns that say nothing of the class."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assay.audit.split_leakage import percent
from assay.method import Auditor
from assay.results import Finding, Severity
from assay.types import Array, Columns, Fraction


@dataclass(frozen=True)
class UselessColumns(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Find columns that name the item, never change, or are mostly empty.

    Parameters
    ----------
    mostly
        Share of missing values from which on a column is told.

    Notes
    -----
    Assumes that a column whose every value is new can't repeat what it taught.

    Cost: sorting every column once.
    """

    mostly: Fraction = 0.5
    codes = {
        "id-column": (
            "Every value of a column is another one: a key, a counter, a time stamp.",
            "It can't help with new items, and a counter of sorted rows gives the label away.",
            "Name it with `--id NAME`, or leave it out with `--drop NAME`.",
        ),
        "constant-column": (
            "A column has one value only.",
            "It says nothing, and often shows that a filter or an export went wrong.",
            "Leave it out, and ask whether it should vary.",
        ),
        "missing-values": (
            "A column is empty in many rows.",
            "What is left may not stand for all, and why it is missing may depend on the class.",
            "Ask why it is missing; leave it out or fill it the same way for every class.",
        ),
    }

    def audit(self, columns: Columns) -> tuple[Finding, ...]:
        """Look at every column."""
        return tuple(f for name, column in columns.items() for f in self._look(name, column))

    def _look(self, name: str, column: Array) -> Iterator[Finding]:
        n = len(column)
        if n < 2:
            return
        missing, distinct, key = _shape(column)
        share = missing / n
        drop = f"Leave it out: --drop {name}."
        if share >= self.mostly:
            what = f"`{name}` is missing in {percent(share)} of the rows."
            severity: Severity = "warning" if share > 0.95 else "note"
            yield Finding(
                "missing-values", severity, what, f"Ask why. {drop}", "column", name, value=share
            )
        if distinct == 1 and not missing:
            yield Finding(
                "constant-column", "note", f"`{name}` has one value only.", drop, "column", name
            )
        if key and distinct == n - missing and n >= 30 and share < self.mostly:
            what = f"`{name}` has another value in every row: it names the item."
            yield Finding(
                "id-column", "warning", what, f"Say --id {name}, or --drop {name}.", "column", name
            )


def _shape(column: Array) -> tuple[int, int, bool]:
    """Return how many values are missing and distinct, and whether they could be a key."""
    if column.dtype == object:
        seen = [v for v in column.tolist() if v is not None]
        short = bool(seen) and max(map(len, map(str, seen[:1000]))) <= 64
        return len(column) - len(seen), len(set(seen)), short
    numbers = column.astype(np.float64)
    missing = np.isnan(numbers)
    seen_numbers = numbers[~missing]
    distinct = len(np.unique(seen_numbers))
    whole = bool((seen_numbers == np.rint(seen_numbers)).all())
    dense = whole and distinct > 1 and np.ptp(seen_numbers) < 2 * distinct
    return int(missing.sum()), distinct, bool(dense)
