"""Several label columns, or a vote a row, to evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence, Source, SourceKind
from assay.read import answers, notes
from assay.read.claims import Classes, Said, are_lists, is_whole, plain
from assay.read.table import NOTHING, is_missing, is_number, words
from assay.read.wanted import WHO, shown
from assay.results import Finding
from assay.types import Array, Ints

#: What sources of votes may be.
KINDS: tuple[SourceKind, ...] = ("annotator", "rule", "model")


def several_columns(
    columns: Sequence[Array], names: Sequence[str], classes: Classes,
    kind: answers.Answers | None = None,
) -> Said:  # fmt: skip
    """Read several label columns: soft labels if they are probabilities, else one a source."""
    soft = _as_soft(columns) if kind is None else None
    if soft is not None:
        return Said(Evidence.soft(soft, classes if classes is not None else names))
    if kind is None and not any(map(are_lists, columns)):
        return Said(wide_votes(columns, names, classes))
    n, s = len(columns[0]), len(columns)
    item, which = np.tile(np.arange(n), s), np.repeat(np.arange(s), n)
    values = plain_answers(answers.stacked(columns), kind)
    made = answers.told(item, which, values, classes, names, n, kind, {})
    return Said(_called(made, which, names))


def _as_soft(columns: Sequence[Array]) -> Array | None:
    """Return (n, K) probabilities if that is what the columns are; complain if nearly."""
    numeric = [_numeric(column) for column in columns]
    if any(column is None for column in numeric):
        return None
    table = np.stack([c for c in numeric if c is not None], axis=1)
    said = ~np.isnan(table).all(axis=1)
    if not said.any():
        return None
    # A gap beside numbers is a source that abstains, not a share.
    off = np.where(said, np.abs(table.sum(axis=1) - 1), 0)
    off[np.isnan(off)] = np.inf
    inside = bool(np.nanmin(table) >= 0 and np.nanmax(table) <= 1)
    if inside and off.max() <= 0.01:
        return table
    if is_whole(table.ravel()):
        return None
    row = int(np.argmax(off))
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
    item: Ints, source: Array, label: Array, classes: Classes, n_items: int, *, as_text: bool,
    context: Mapping[str, Array] = MappingProxyType({}), kind: answers.Answers | None = None,
) -> Said:  # fmt: skip
    """Read one vote a row; `item` are whole numbers from 0, `context` what else is known of it."""
    which, names = first_seen(words(source))
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    names, which = [names[i] for i in order], rank[which]
    if kind in ("tags", "numbers") or are_lists(label):
        values = plain_answers(label, kind)
        noted: tuple[Finding, ...] = ()
    else:
        values, noted = plain(label, "label", as_text=as_text)
        values, more = _minus_one(values, kind)
        noted += more
    made = answers.told(item, which, values, classes, names, n_items, kind, context)
    return Said(_called(made, which, names), noted)


def plain_answers(values: Array, kind: str | None) -> Array:
    """Return answers that are no classes as they are, and words with nothing in them as missing."""
    if values.dtype != object or kind == "numbers" or are_lists(values):
        return values
    values = values.copy()
    values[values == ""] = None
    return values


def _minus_one(values: Array, kind: str | None) -> tuple[Array, tuple[Finding, ...]]:
    """Return the values with -1 as a class where it can't mean that a source abstains.

    That is where the classes are -1 and 1, or go further below zero, or are named as ordered.
    """
    if values.dtype == object:
        return _abstaining(values), ()
    seen = np.unique(values[~np.isnan(values)]) if values.dtype.kind in "if" else np.empty(0)
    if -1 not in seen:
        return values, ()
    if seen.tolist() == [-1, 1]:
        return words(values), (notes.minus_one(),)
    return (words(values) if kind == "ordered" or seen[0] < -1 else values), ()


def _called(made: Evidence, which: Ints, names: Sequence[str]) -> Evidence:
    """Return the evidence with the names of its sources, also of those that always abstain."""
    return replace(made, sources=tuple(Source(str(names[i])) for i in np.unique(which)))


def _votes(
    item: Ints, source: Ints, label: Array, classes: Classes, names: Sequence[str], n: int,
    kind: SourceKind,
) -> Evidence:  # fmt: skip
    """Build votes and give the sources their names, also those that always abstain."""
    made = answers.told(item, source, label, classes, names, n, "classes", {})
    return of_kind(_called(made, source, names), kind)


def of_kind(evidence: Evidence, kind: SourceKind, names: Sequence[str] = ()) -> Evidence:
    """Return the evidence with these sources of this kind, or all but trusted and given ones."""
    there = [one.name for one in evidence.sources]
    lost = next((name for name in names if name not in there), None)
    if lost is not None:
        fix = f"There are: {shown(there)}."
        raise DataError(WHO, "a source that is named must be there", got=repr(lost), fix=fix)
    fixed = [one.trusted or one.kind == "given" for one in evidence.sources]
    pairs = zip(evidence.sources, fixed, strict=True)
    chosen = [s.name in names if names else not f for s, f in pairs]
    told = zip(evidence.sources, chosen, strict=True)
    return replace(evidence, sources=tuple(replace(s, kind=kind) if c else s for s, c in told))


def first_seen(values: Array) -> tuple[Ints, list[Any]]:
    """Return (n,) whole numbers that tell equal values apart, and the values as they come."""
    seen = {value: i for i, value in enumerate(dict.fromkeys(values.tolist()))}
    codes = np.fromiter(map(seen.__getitem__, values.tolist()), np.int64, len(values))
    return codes, list(seen)
