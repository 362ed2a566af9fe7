"""A table as it was read, before its columns have roles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assay.results import Finding
from assay.types import Array, Objects

#: What tables write for "missing" in columns of numbers.
NOTHING = frozenset(("", "?", "-", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None"))


@dataclass(frozen=True, eq=False)
class Table:
    """Columns as they were read.

    Parameters
    ----------
    columns
        Arrays of one length: numbers, booleans, dates, or objects of any kind.
    as_text
        The labels were read from text, so that 1 may be a number or a name.
    classes
        Names of the classes of columns that know them, by column.
    images
        Pictures, where a column holds them: see `assay.read.pictures`.
    notes
        What reading noticed.
    """

    columns: Mapping[str, Array]
    as_text: bool = False
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    images: Any = None
    notes: tuple[Finding, ...] = ()

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values()), ()))


def unmasked(column: Any) -> Array:
    """Return a column from DuckDB with NaN or None where it is masked."""
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    mask, data = np.ma.getmaskarray(column), column.data
    if not mask.any():
        return np.asarray(data)
    if data.dtype.kind in "iuf":
        data = data.astype(np.float64)
        data[mask] = np.nan
    else:
        data = data.astype(object)
        data[mask] = None
    return np.asarray(data)


def objects(values: list[Any]) -> Objects:
    """Return (n,) objects, also where the values are lists."""
    out = np.empty(len(values), object)
    out[:] = values
    return out


def tidy(column: Array) -> Array:
    """Return a column of a data set: floats with NaN, or objects of str with None."""
    match column.dtype.kind:
        case "i" | "u" | "f":
            return column.astype(np.float64, copy=False)
        case "b":
            return column.astype(str).astype(object)
        case "M":
            return _dates(column)
        case "U" | "S":
            return column.astype(str).astype(object)
    return numbers_if_all(_words(column))


def words(column: Array) -> Objects:
    """Return (n,) str, None where missing; whole numbers without a point."""
    if column.dtype.kind == "f":
        missing = np.isnan(column)
        filled = np.where(missing, 0, column)
        whole = bool(np.all(np.mod(filled, 1) == 0)) and not np.isinf(filled).any()
        out = (filled.astype(np.int64) if whole else filled).astype(str).astype(object)
        out[missing] = None
        return out
    if column.dtype.kind in "iu":
        return column.astype(str).astype(object)
    column = tidy(column) if column.dtype.kind in "bMUS" else _words(column)
    return np.asarray(column, object)


def numbers_if_all(column: Objects) -> Array:
    """Return the column as numbers if that is what all its words are, but for "?" and the like."""
    seen = dict.fromkeys(column.tolist())
    real = [w for w in seen if w is not None and w.strip() not in NOTHING]
    if not real or not all(map(is_number, real[:50])) or not all(map(is_number, real)):
        return column
    value = dict.fromkeys(seen, np.nan) | {word: float(word) for word in real}
    return np.fromiter(map(value.__getitem__, column.tolist()), np.float64, len(column))


def is_number(word: str) -> bool:
    """Tell whether the word is written as a finite number, 1_000 being none."""
    try:
        return bool(np.isfinite(float(word))) and "_" not in word
    except ValueError:
        return False


def _words(column: Array) -> Objects:
    """Return objects as str, None and NaN as None."""
    values = column.tolist()
    kinds = set(map(type, values))
    if kinds <= {str, type(None)}:
        return column
    return objects([_word(value) for value in values])


def _word(value: Any) -> str | None:
    match value:
        case str():
            return value
        case None:
            return None
        case bytes():
            return value.decode("utf-8", "replace")
        case list() | tuple() | dict() | np.ndarray():
            return str(value)
    return None if is_missing(value) else str(value)


def is_missing(value: Any) -> bool:
    """Tell whether the value is None, NaN, NaT or pandas' NA: what is unlike itself."""
    if value is None:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - that is the test
    except (TypeError, ValueError):
        return type(value).__name__ == "NAType"


def _dates(column: Array) -> Objects:
    """Return dates as days if they are whole days, else to the second or finer."""
    missing = np.isnat(column)
    for unit in ("D", "s", "us"):
        coarse = column.astype(f"datetime64[{unit}]")
        if (coarse[~missing] == column[~missing]).all():
            break
    out = np.datetime_as_string(coarse).astype(object)
    out[missing] = None
    return np.asarray(out)
