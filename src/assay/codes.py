"""Names of classes and the whole numbers that stand for them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from assay.errors import DataError
from assay.types import Array, Bools, Ints

WHO = "Evidence"


def encode(label: Array, classes: Sequence[object] | None = None) -> tuple[Ints, tuple[str, ...]]:
    """Return (n,) class indices, -1 for missing, and the class names.

    Whole numbers with `classes` of another type are taken as indices already; whole numbers
    without `classes` become classes named after them, in order of value, -1 being missing.
    """
    label = np.asarray(label)
    if label.ndim != 1:
        rule = "labels must be one a row, shape (items,)"
        raise DataError(WHO, rule, got=f"shape {label.shape}")
    whole = np.issubdtype(label.dtype, np.integer)
    if whole and classes is not None and not all(isinstance(c, int | np.integer) for c in classes):
        check_range("label", label, len(classes), low=-1)
        return label, tuple(map(str, classes))
    missing = _missing(label)
    seen = label[~missing]
    if classes is None:
        values = _distinct(seen)
    else:
        values = np.asarray(list(classes), object if label.dtype == object else None)
    codes = np.full(len(label), -1, np.int64)
    codes[~missing] = _positions(seen, values)
    return codes, tuple(_name(v) for v in values)


def _name(value: Any) -> str:
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _missing(label: Array) -> Bools:
    if np.issubdtype(label.dtype, np.integer):
        return np.asarray(label == -1)
    if np.issubdtype(label.dtype, np.floating):
        return np.asarray(np.isnan(label))
    if label.dtype == object:
        return np.array([v is None or v != v for v in label], bool)  # noqa: PLR0124 - NaN
    return np.zeros(label.shape, bool)


def _distinct(seen: Array) -> Array:
    if seen.dtype == object:
        try:
            values = sorted(set(seen.tolist()))
        except TypeError:
            kinds = sorted({type(v).__name__ for v in seen.tolist()})
            fix = "Make them all text, or all numbers."
            rule = "labels must be of one type"
            raise DataError(WHO, rule, got=" and ".join(kinds), fix=fix) from None
        out = np.empty(len(values), object)
        out[:] = values
        return out
    return np.unique(seen)


def _positions(seen: Array, values: Array) -> Ints:
    if seen.dtype == object:
        place = {v: i for i, v in enumerate(values.tolist())}
        found = np.array([place.get(v, -1) for v in seen.tolist()], np.int64)
        strange = np.flatnonzero(found < 0)
    else:
        order = np.argsort(values, kind="stable")
        at = np.searchsorted(values, seen, sorter=order).clip(max=max(len(values) - 1, 0))
        found = order[at] if len(values) else np.zeros(len(seen), np.int64)
        strange = np.flatnonzero(values[found] != seen) if len(values) else np.arange(len(seen))
    if strange.size:
        rule = f"labels must be among the classes {_shorten(values)}"
        more = f"{strange.size} such labels"
        raise DataError(WHO, rule, got=repr(seen[strange[0]]), where=more)
    return np.asarray(found, np.int64)


def _shorten(values: Array) -> str:
    shown = ", ".join(map(str, values[:8]))
    return f"{shown}, ... ({len(values)} in all)" if len(values) > 8 else shown


def check_range(name: str, array: Array, stop: int, low: int = 0) -> None:
    """Raise unless the values are whole numbers in low..stop-1."""
    if not np.issubdtype(array.dtype, np.integer):
        raise DataError(WHO, f"{name} must be whole numbers", got=str(array.dtype))
    if array.size and (int(array.min()) < low or int(array.max()) >= stop):
        bad = np.flatnonzero((array < low) | (array >= stop))
        rule = f"{name} must lie in {low}..{stop - 1}"
        where = f"claim {bad[0]}, {bad.size} such"
        raise DataError(WHO, rule, got=str(array[bad[0]]), where=where)
