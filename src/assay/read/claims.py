"""Label columns to evidence: names, numbers, lists, soft labels, votes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence, encode
from assay.read import notes
from assay.read.table import is_missing, is_number, objects, tidy, words
from assay.read.wanted import WHO
from assay.results import Finding
from assay.types import Array

#: A column of numbers with more values than this, not all whole, is a number to be told.
MOST_CLASSES = 20
Classes = Sequence[Any] | None


class Said(NamedTuple):
    """Evidence, and what was noticed on the way."""

    evidence: Evidence
    notes: tuple[Finding, ...] = ()


def one_column(values: Array, classes: Classes, name: str, *, as_text: bool = False) -> Said:
    """Read one label an item: names, whole numbers, booleans, lists, or numbers to be told.

    Parameters
    ----------
    values
        (n,) as read.
    classes
        Names of the classes in order, or None for those seen.
    name
        Name of the column, for errors.
    as_text
        The values come from text, so that all may be numbers.
    """
    if are_lists(values):
        return Said(tags(values, classes, name))
    values, noted = plain(values, name, as_text=as_text)
    if not len(values) or all_missing(values):
        rule = "at least one item must have a label"
        got = f"{len(values):,} items without one" if len(values) else "no items"
        raise DataError(WHO, rule, got=got, where=f"column {name!r}")
    if values.dtype.kind == "f" and classes is None and _is_number(values):
        return Said(Evidence.numbers(values), noted)
    if classes is None and _minus_one_is_a_class(values):
        return Said(Evidence.labels(words(values), ("-1", "1")), (*noted, notes.minus_one()))
    return Said(labelled(values, classes), noted)


def all_missing(values: Array) -> bool:
    """Tell whether no value is a label: NaN, -1 or None in every row."""
    if values.dtype.kind == "f":
        return bool(np.isnan(values).all())
    if values.dtype.kind == "i":
        return bool((values == -1).all())
    return values.dtype == object and all(value is None for value in values.tolist())


def labelled(values: Array, classes: Classes) -> Evidence:
    """Return evidence of labels; classes given as text also name numbers."""
    if values.dtype.kind == "f" and is_whole(values):
        values = np.where(np.isnan(values), -1, values).astype(np.int64)
    if classes is not None and values.dtype.kind in "ifb":
        spoken = words(values)
        names = set(map(str, classes))
        if set(spoken.tolist()) - {None, "-1"} <= names:
            spoken[spoken == "-1"] = "-1" if "-1" in names else None
            return Evidence.labels(spoken, list(map(str, classes)))
    return Evidence.labels(values, classes)


def plain(values: Array, name: str, *, as_text: bool = False) -> tuple[Array, tuple[Finding, ...]]:
    """Return labels as one type: whole numbers, floats, booleans, or str with None."""
    match values.dtype.kind:
        case "b" | "i" | "f":
            return values, ()
        case "u":
            return values.astype(np.int64), ()
        case "O":
            values = _one_type(values, name)
        case _:
            values = tidy(values)
    if values.dtype != object:
        return values, ()
    values = values.copy()
    values[values == ""] = None
    return _from_text(values) if as_text else (values, ())


def _one_type(values: Array, name: str) -> Array:
    """Return objects as numbers if all are, else as str or booleans with None."""
    if set(map(type, values.tolist())) <= {str, type(None)}:
        return values
    missing = np.fromiter(map(is_missing, values.tolist()), bool, len(values))
    kinds = {kind: _family(kind) for kind in set(map(type, values[~missing].tolist()))}
    there = sorted(set(kinds.values()))
    if len(there) > 1:
        raise _mixed(values, missing, kinds, name)
    if there == ["numbers"]:
        return np.array([np.nan if gone else v for v, gone in zip(values, missing, strict=True)])
    out = values.copy()
    out[missing] = None
    if there == ["text"] and not any(issubclass(kind, bytes) for kind in kinds):
        return out
    return out if there == ["booleans"] else words(out)


def _mixed(values: Array, missing: Array, kinds: dict[type, str], name: str) -> DataError:
    of = np.array([kinds.get(type(value), "") for value in values.tolist()], object)
    there = sorted(set(kinds.values()))
    rows = [int(np.flatnonzero((of == kind) & ~missing)[0]) for kind in there]
    where = f"column {name!r}: " + ", ".join(f"{values[r]!r} in row {r}" for r in rows)
    fix = "Make them all text, or all numbers."
    got = " and ".join(there)
    return DataError(WHO, "labels must be of one type", got=got, where=where, fix=fix)


def _family(kind: type) -> str:
    if issubclass(kind, bool | np.bool_):
        return "booleans"
    if issubclass(kind, int | float | np.number):
        return "numbers"
    if issubclass(kind, str | bytes):
        return "text"
    return kind.__name__


def _from_text(values: Array) -> tuple[Array, tuple[Finding, ...]]:
    """Read words as numbers if all are; note it if only some are."""
    seen = [word for word in dict.fromkeys(values.tolist()) if word is not None]
    numeric = [word for word in seen if is_number(word)]
    if not numeric:
        return values, ()
    if len(numeric) < len(seen):
        odd = [word for word in seen if word not in set(numeric)]
        few = odd if len(odd) <= len(numeric) else numeric
        place = set(few)
        rows = np.flatnonzero(np.fromiter((v in place for v in values.tolist()), bool, len(values)))
        return values, (notes.mixed_types(odd, numeric, rows),)
    if not all(_canonical(word) for word in numeric):
        return values, ()
    value = {None: np.nan} | {word: float(word) for word in seen}
    out = np.fromiter(map(value.__getitem__, values.tolist()), np.float64, len(values))
    if np.isnan(out).any() or not is_whole(out):
        return out, ()
    return out.astype(np.int64), ()


def _canonical(word: str) -> bool:
    """Tell whether the word is a number and not a name such as 007."""
    digits = word.strip().lstrip("-")
    return not (len(digits) > 1 and digits[0] == "0" and digits[1].isdigit())


def is_whole(values: Array) -> bool:
    """Tell whether all numbers that are there are finite and whole."""
    there = values[~np.isnan(values)]
    return bool(np.isfinite(there).all() and np.all(np.mod(there, 1) == 0))


def _is_number(values: Array) -> bool:
    return not is_whole(values) and len(np.unique(values[~np.isnan(values)])) > MOST_CLASSES


def _minus_one_is_a_class(values: Array) -> bool:
    if values.dtype.kind not in "if":
        return False
    return set(np.unique(values[~np.isnan(values)]).tolist()) == {-1, 1}


def are_lists(values: Array) -> bool:
    """Tell whether values are lists of tags, but for those that are missing."""
    if values.dtype != object:
        return False
    kinds = set(map(type, values.tolist()))
    lists = {k for k in kinds if issubclass(k, list | tuple | set | frozenset | np.ndarray)}
    return bool(lists) and all(k in lists or k in (type(None), float) for k in kinds)


def tags(values: Array, classes: Classes, name: str = "label") -> Evidence:
    """Read a list of tags an item; None says nothing, an empty list says "none of these"."""
    said = np.array([not isinstance(v, float) and v is not None for v in values.tolist()], bool)
    rows = [list(v) if said[i] else [] for i, v in enumerate(values.tolist())]
    flat = plain(objects([tag for row in rows for tag in row]), name)[0]
    codes, names = encode(flat, classes) if len(flat) else (np.empty(0, np.int64), ())
    if not names:
        rule = "at least one item must have a tag"
        raise DataError(WHO, rule, got="only empty lists", where=f"column {name!r}")
    if (codes < 0).any():
        rule = "a tag must be a name"
        raise DataError(WHO, rule, got="an empty tag", where=f"column {name!r}")
    member = np.zeros((len(rows), len(names)), bool)
    member[np.repeat(np.arange(len(rows)), [len(row) for row in rows]), codes] = True
    return Evidence.tags(member, names, said)
