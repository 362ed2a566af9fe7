"""Label columns to evidence: names, numbers, lists, soft labels, votes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence, Source, SourceKind, encode
from assay.read import notes
from assay.read.table import NOTHING, is_missing, is_number, objects, tidy, words
from assay.read.wanted import WHO, shown
from assay.results import Finding
from assay.types import Array, Ints

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
    if _are_lists(values):
        return Said(tags(values, classes, name))
    values, noted = plain(values, name, as_text=as_text)
    if not len(values) or _all_missing(values):
        rule = "at least one item must have a label"
        got = f"{len(values):,} items without one" if len(values) else "no items"
        raise DataError(WHO, rule, got=got, where=f"column {name!r}")
    if values.dtype.kind == "f" and classes is None and _is_number(values):
        return Said(Evidence.numbers(values), noted)
    if classes is None and _minus_one_is_a_class(values):
        return Said(Evidence.labels(words(values), ("-1", "1")), (*noted, notes.minus_one()))
    return Said(_labels(values, classes), noted)


def _all_missing(values: Array) -> bool:
    if values.dtype.kind == "f":
        return bool(np.isnan(values).all())
    if values.dtype.kind == "i":
        return bool((values == -1).all())
    return values.dtype == object and all(value is None for value in values.tolist())


def _labels(values: Array, classes: Classes) -> Evidence:
    """Return evidence of labels; classes given as text also name numbers."""
    if values.dtype.kind == "f" and _whole(values):
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
    """Return objects of one type: str as they are, numbers and booleans as such."""
    families = {kind: _family(kind) for kind in set(map(type, values.tolist()))}
    there = sorted(set(families.values()) - {""})
    if there == ["numbers"]:
        return np.array([np.nan if is_missing(v) else v for v in values.tolist()])
    empty = np.array([is_missing(value) for value in values.tolist()], bool)
    if len(there) > 1:
        of = np.array([families[type(v)] for v in values.tolist()], object)
        said = of[~empty]
        there = sorted(set(said.tolist()))
        if len(there) > 1:
            rows = [int(np.flatnonzero((of == kind) & ~empty)[0]) for kind in there]
            where = f"column {name!r}: " + ", ".join(f"{values[r]!r} in row {r}" for r in rows)
            fix = "Make them all text, or all numbers."
            got = " and ".join(there)
            raise DataError(WHO, "labels must be of one type", got=got, where=where, fix=fix)
    out = objects([v.decode() if isinstance(v, bytes) else v for v in values.tolist()])
    out[empty] = None
    if there == ["numbers"]:  # the rest was missing
        return np.array([np.nan if v is None else v for v in out.tolist()], np.float64)
    return words(out) if there not in (["text"], ["booleans"]) else out


def _family(kind: type) -> str:
    if issubclass(kind, bool | np.bool_):
        return "booleans"
    if issubclass(kind, int | float | np.number):
        return "numbers"
    if issubclass(kind, str | bytes):
        return "text"
    return "" if kind is type(None) else kind.__name__


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
        # Words that only number: "3 legs" beside "4" is no mistake, "?" beside "0" is.
        return values, (notes.mixed_types(odd, numeric, rows),)
    if not all(_canonical(word) for word in numeric):
        return values, ()
    value = {None: np.nan} | {word: float(word) for word in seen}
    out = np.fromiter(map(value.__getitem__, values.tolist()), np.float64, len(values))
    if np.isnan(out).any() or not _whole(out):
        return out, ()
    return out.astype(np.int64), ()


def _canonical(word: str) -> bool:
    """Tell whether the word is a number and not a name such as 007."""
    digits = word.strip().lstrip("-")
    return not (len(digits) > 1 and digits[0] == "0" and digits[1].isdigit())


def _whole(values: Array) -> bool:
    there = values[~np.isnan(values)]
    return bool(np.isfinite(there).all() and np.all(np.mod(there, 1) == 0))


def _is_number(values: Array) -> bool:
    return not _whole(values) and len(np.unique(values[~np.isnan(values)])) > MOST_CLASSES


def _minus_one_is_a_class(values: Array) -> bool:
    if values.dtype.kind not in "if":
        return False
    return set(np.unique(values[~np.isnan(values)]).tolist()) == {-1, 1}


def _are_lists(values: Array) -> bool:
    if values.dtype != object:
        return False
    kinds = {type(value) for value in values.tolist()}
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


def several_columns(columns: Sequence[Array], names: Sequence[str], classes: Classes) -> Said:
    """Read several label columns: soft labels if they are probabilities, else one a source."""
    soft = _as_soft(columns)
    if soft is not None:
        return Said(Evidence.soft(soft, classes if classes is not None else names))
    return Said(wide_votes(columns, names, classes))


def _as_soft(columns: Sequence[Array]) -> Array | None:
    """Return (n, K) probabilities if that is what the columns are; complain if nearly."""
    numeric = [_numeric(column) for column in columns]
    if any(column is None for column in numeric):
        return None
    table = np.stack([c for c in numeric if c is not None], axis=1)
    said = ~np.isnan(table).all(axis=1)
    total = np.nansum(table[said], axis=1)
    if not said.any():
        return None
    inside = bool(np.nanmin(table) >= 0 and np.nanmax(table) <= 1)
    if inside and np.abs(total - 1).max() <= 0.01:
        return np.where(said[:, None], np.nan_to_num(table), np.nan)
    if _whole(table.ravel()):
        return None
    row = int(np.flatnonzero(said)[np.argmax(np.abs(total - 1))])
    rule = "soft labels must be probabilities that sum to one in every row"
    got = f"a sum of {np.nansum(table[row]):.4g}"
    fix = "Divide every row by its sum; for votes give classes, not shares."
    raise DataError(WHO, rule, got=got, where=f"row {row}", fix=fix)


def _numeric(column: Array) -> Array | None:
    if column.dtype.kind in "iuf":
        return column.astype(np.float64)
    if column.dtype != object:
        return None
    seen = {v for v in column.tolist() if not is_missing(v)} - NOTHING
    kinds = {type(v) for v in seen}
    if not seen or not (kinds <= {int, float} or (kinds == {str} and all(map(is_number, seen)))):
        return None
    missing = [is_missing(v) or v in NOTHING for v in column.tolist()]
    return np.array(
        [np.nan if m else float(v) for v, m in zip(column.tolist(), missing, strict=True)]
    )


def wide_votes(
    columns: Sequence[Array], names: Sequence[str], classes: Classes, kind: SourceKind = "annotator"
) -> Evidence:
    """Read one column a source; -1, None, NaN and the empty word abstain."""
    n = len(columns[0])
    numeric = [_numeric(column) for column in columns]
    if all(column is not None for column in numeric):
        stacked = np.stack([c for c in numeric if c is not None])
        stacked = np.where(np.isnan(stacked), -1, stacked).astype(np.int64).ravel()
        label: Array = stacked
    else:
        label = np.concatenate([_abstaining(words(c)) for c in columns])
    return _votes(
        np.tile(np.arange(n), len(columns)), np.repeat(np.arange(len(columns)), n),
        label, classes, names, n, kind,
    )  # fmt: skip


def _abstaining(column: Array) -> Array:
    column = column.copy()
    column[(column == "") | (column == "-1")] = None
    return column


def long_votes(
    item: Ints, source: Array, label: Array, classes: Classes, n_items: int, *, as_text: bool
) -> Said:
    """Read one vote a row; `item` are whole numbers from 0."""
    values, noted = plain(label, "label", as_text=as_text)
    if values.dtype == object:
        values = _abstaining(values)
    which, names = first_seen(words(source))
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    names = [names[i] for i in order]
    return Said(_votes(item, rank[which], values, classes, names, n_items, "annotator"), noted)


def _votes(
    item: Ints, source: Ints, label: Array, classes: Classes, names: Sequence[str], n: int,
    kind: SourceKind,
) -> Evidence:  # fmt: skip
    """Build votes and give the sources their names, also those that always abstain."""
    if _all_missing(label):
        rule = "at least one source must say something"
        raise DataError(WHO, rule, got="only abstentions", where=f"sources {shown(list(names))}")
    one = _labels(label, classes)
    codes, known = np.asarray(one.given), one.classes
    evidence = Evidence.votes(item, source, codes, known, n_items=n, kind=kind)
    seen = np.unique(source)
    sources = tuple(Source(str(names[i]), kind) for i in seen)
    return replace(evidence, sources=sources)


def first_seen(values: Array) -> tuple[Ints, list[Any]]:
    """Return (n,) whole numbers that tell equal values apart, and the values as they come."""
    seen = {value: i for i, value in enumerate(dict.fromkeys(values.tolist()))}
    codes = np.fromiter(map(seen.__getitem__, values.tolist()), np.int64, len(values))
    return codes, list(seen)
