"""Features of tables: every column weighs about the same in a distance.

Two items that differ in a category are 1 apart in that column, and so are two typical items
in a column of numbers, of strings or of dates.
"""

from typing import Literal

import numpy as np

from assay.parts.factorise import coded, factorise, is_identifier
from assay.parts.instants import cycles, instants, seconds
from assay.parts.strings import embed
from assay.types import Array, Bools, Columns, Floats, Ints

#: Codes that a column may have; the last stands for all rarer values.
MOST_CODES = 255
#: Categories that get a feature each; columns of more values are read as strings.
MOST_CATEGORIES = 40
#: Features that all categories together may have.
MOST_WIDE = 400
#: Two different categories are this times the square root of two apart.
APART = np.float32(0.5**0.5)


def ordinal(columns: Columns) -> Floats:
    """Return (n, c) float32 for trees: numbers and dates as they are, categories as codes.

    Codes go from 0, the most frequent value first, to 254, all rarer values; NaN is missing.
    """
    made = [_ordered(column) for column in columns.values()]
    return np.column_stack(made) if made else np.empty((0, 0), np.float32)


def encode(columns: Columns, seed: int, taught: Bools | None = None) -> Floats:
    """Return (n, d) float32; columns that are constant or only name the rows add nothing.

    Numbers are centred at their median, divided by their interquartile range (or more, where
    their tails are heavy) and bent so that none is more than 3 from 0. Categories get a feature
    each, strings of many values the main axes of their pieces, dates their place in time, year,
    week and day. Missing values stand in the middle and, in numbers, get a feature that says so.

    Parameters
    ----------
    columns
        The table.
    seed
        Of the search for the axes of strings.
    taught
        (n,) rows that all that is counted is counted of; the others are told by it, values that
        stand in none of these as missing ones. By default all.
    """
    n = len(next(iter(columns.values())))
    rows = np.ones(n, bool) if taught is None else taught
    texts = sum(not is_number(column) for column in columns.values())
    most = int(np.clip(MOST_WIDE // max(1, texts), 4, MOST_CATEGORIES))
    blocks = [_encoded(column, most, seed, rows) for column in columns.values()]
    return np.hstack([np.zeros((n, 0), np.float32), *blocks])


def is_number(column: Array) -> bool:
    """Tell whether a column holds numbers."""
    return column.dtype.kind in "fiub"


def kind_of(column: Array) -> Literal["number", "date", "category"]:
    """Return what a column holds."""
    if is_number(column):
        return "number"
    known = [value for value in dict.fromkeys(column.tolist()) if value is not None]
    return "category" if seconds([str(value) for value in known]) is None else "date"


def _ordered(column: Array) -> Floats:
    if is_number(column):
        limit = np.finfo(np.float32).max
        return np.clip(column.astype(np.float64), -limit, limit).astype(np.float32)
    codes, values = factorise(column)
    instant = seconds(values)
    if instant is not None:
        return np.append(instant, np.nan)[codes].astype(np.float32)
    made = np.minimum(codes, MOST_CODES - 1).astype(np.float32)
    made[codes < 0] = np.nan
    return made


def _encoded(column: Array, most: int, seed: int, taught: Bools) -> Floats:
    if is_number(column):
        return _number(column.astype(np.float64), taught)
    own, values = factorise(column[taught])
    codes = own if taught.all() else coded(column, values)
    instant = seconds(values)
    if instant is not None:
        told = np.append(instant, np.nan)[own] if taught.all() else instants(column)
        return np.hstack([_number(told, taught), cycles(told, taught).astype(np.float32)])
    if len(values) < 2 and (own >= 0).all():
        return np.empty((len(codes), 0), np.float32)
    if len(values) <= most:
        return _one_hot(codes, len(values), missing=bool((own < 0).any()))
    if is_identifier(own, values):
        return np.empty((len(codes), 0), np.float32)
    if not taught.all():
        return _told(column, values, seed)
    return _embedded(codes, embed(values, seed))


def _told(column: Array, values: list[str], seed: int) -> Floats:
    """Return strings, some of them new, on the main axes of the pieces of the values."""
    fresh = [one for one in dict.fromkeys(column.tolist()) if one is not None]
    known = set(values)
    every = values + sorted(str(one) for one in fresh if str(one) not in known)
    return _embedded(coded(column, every), embed(every, seed, len(values)), len(values))


def _number(values: Floats, taught: Bools) -> Floats:
    known = np.isfinite(values)
    found = values[known & taught]
    nothing = np.empty((len(values), 0), np.float32)
    if not len(found) or _counts_rows(found, int(taught.sum())):
        return nothing
    low, middle, high = np.quantile(found, [0.25, 0.5, 0.75])
    scale = high - low
    if not scale > 0:  # most values are equal: measure by how far the others are
        others = np.abs(found[found != middle] - middle)
        scale = np.median(others) if len(others) else 0.0
    made = [nothing]
    if scale > 0:
        with np.errstate(over="ignore"):
            apart = np.clip((values - middle) / scale, -1e6, 1e6)
        bent = np.nan_to_num(apart / np.sqrt(1 + (apart / 3) ** 2))
        made.append(bent[:, None] / max(1.0, np.sqrt(2) * bent[taught].std()))
    missing = np.isnan(values)
    if missing[taught].any():
        made.append(missing[:, None] * APART)
    return np.hstack(made).astype(np.float32)


def _counts_rows(values: Floats, n: int) -> bool:
    """Tell whether numbers only count the rows."""
    if len(values) < max(n, 30):
        return False
    steps = np.diff(values)
    return bool(steps[0] != 0 and (steps == steps[0]).all())


def _one_hot(codes: Ints, count: int, *, missing: bool) -> Floats:
    """Return a feature a category; missing is one more, where it was ever seen."""
    made = np.zeros((len(codes), count + 1), np.float32)
    made[np.arange(len(codes)), codes] = APART  # -1 is the last
    return made if missing else made[:, :-1]


def _embedded(codes: Ints, told: Floats, learnt: int | None = None) -> Floats:
    length = np.sqrt((told[:learnt].astype(np.float64) ** 2).sum(axis=1).mean())
    told *= np.float32(APART / max(length, 1e-6))
    return np.vstack([told, np.zeros((1, told.shape[1]), np.float32)])[codes]
