"""Votes on which of two things is better, one comparison a row, to votes on pairs."""

from dataclasses import replace
from typing import Any

import numpy as np

from assay.errors import DataError
from assay.read.answers import numbers
from assay.read.table import NOTHING, Table, objects, words
from assay.read.wanted import WHO, Wanted, shown
from assay.types import Bools, Objects

#: Classes of a pair.
EITHER = ("first", "second")
#: Names of the columns that are made: what was compared, and who did where nobody is named.
PAIR, GIVEN = "pair", "given"


def as_votes(table: Table, wanted: Wanted) -> tuple[Table, Wanted]:
    """Return comparisons as votes on pairs, whichever way round they were asked.

    The first thing of a pair is the one whose name comes first. A label is the name of the better
    thing, "first" or "second", 0 or 1, or the name of the thing's column; empty for a tie. With
    answers that are numbers it is how much better the thing in the first column is.
    """
    left, right = (named(table, column) for column in wanted.sides)
    label = table.columns[wanted.label[0]]
    turned = np.asarray(left > right, bool)
    one, other = np.where(turned, right, left), np.where(turned, left, right)
    columns = dict(table.columns)
    columns[wanted.sides[0]], columns[wanted.sides[1]] = one, other
    if wanted.answers == "numbers":
        amount = numbers(label)
        columns[wanted.label[0]] = np.where(turned, -amount, amount)
        classes: tuple[Any, ...] | None = None
    else:
        columns[wanted.label[0]] = preferred(words(label), left, right, turned, wanted.sides)
        classes = EITHER
    item, source = free(PAIR, columns), wanted.source or free(GIVEN, columns)
    columns[item] = pairs(one, other, None if wanted.item is None else table.columns[wanted.item])
    columns.setdefault(source, objects([GIVEN] * table.rows))
    wanted = replace(wanted, item=item, source=source, classes=classes, id=None)
    return replace(table, columns=columns), wanted


def named(table: Table, column: str) -> Objects:
    """Return (n,) names of the things in a column; each must have one."""
    names = words(table.columns[column])
    empty = np.flatnonzero(np.array([name in (None, "") for name in names.tolist()], bool))
    if empty.size:
        where = f"column {column!r}, row {empty[0]}"
        raise DataError(WHO, "both things of a pair must have a name", got="none", where=where)
    return names


def preferred(
    label: Objects, left: Objects, right: Objects, turned: Bools, sides: tuple[str, ...]
) -> Objects:
    """Return (n,) "first" or "second", as pairs are ordered, or None."""
    missing = np.array([v is None or v in NOTHING for v in label.tolist()], bool)
    kind = np.full(len(label), -1)
    for side, (names, place) in enumerate(zip((left, right), sides, strict=True)):
        called = np.isin(label.astype(str), [EITHER[side], place, str(side)])
        kind[called & (kind < 0)] = side
        kind[np.asarray(label == names, bool)] = side
    strange = np.flatnonzero((kind < 0) & ~missing)
    if strange.size:
        row = int(strange[0])
        rule = "the label of a comparison must be one of the two things, first, or second"
        fix = "Leave it empty for a tie."
        got, where = repr(label[row]), f"row {row}: {shown([left[row], right[row]])}"
        raise DataError(WHO, rule, got=got, where=where, fix=fix)
    found = objects([EITHER[k] for k in np.where(turned, 1 - kind, kind).clip(0, 1).tolist()])
    found[missing] = None
    return found


def pairs(one: Objects, other: Objects, item: Any) -> Objects:
    """Return (n,) names of what was judged: the pair, or the item, with the pair if need be."""
    pair = one + " | " + other
    if item is None:
        return np.asarray(pair, object)
    names = words(item)
    seen: dict[Any, Any] = {}
    for name, both in zip(names.tolist(), pair.tolist(), strict=True):
        if seen.setdefault(name, both) != both:
            return np.asarray(names.astype(str).astype(object) + ": " + pair, object)
    return names


def free(name: str, columns: Any) -> str:
    """Return a name that no column has."""
    while name in columns:
        name += "_"
    return name
