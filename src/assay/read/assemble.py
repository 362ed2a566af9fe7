"""A table and the roles of its columns to a data set."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.errors import DataError
from assay.read import checked, claims, compared, notes, votes
from assay.read.table import Table, objects, tidy, words
from assay.read.wanted import WHO, Wanted, no_label
from assay.results import Finding
from assay.types import Array, Columns, Floats, Ints, Objects

LONG_TEXT = 100_000
WHOLE = re.compile(r"(0|-?[1-9][0-9]{0,17})")


def assemble(table: Table, wanted: Wanted, name: str, origin: Mapping[str, Any]) -> Dataset:
    """Give every column its role."""
    where = str(origin.get("path", ""))
    if not wanted.label:
        wanted = _label_known(table, wanted, where)
    if not table.rows:
        rule = "the data must have rows"
        raise DataError(WHO, rule, got="only the names of columns", where=where)
    if wanted.sides:
        table, wanted = compared.as_votes(table, wanted)
    if wanted.item:
        return _votes(table, wanted, name, origin)
    said = _claims(table, wanted)
    return _dataset(table, wanted, said, name, origin)


def _label_known(table: Table, wanted: Wanted, where: str) -> Wanted:
    """Return the roles with the one column that knows its classes as the label."""
    if len(table.classes) != 1 or wanted.item:
        raise no_label(table.columns, where)
    return replace(wanted, label=tuple(table.classes))


def _claims(table: Table, wanted: Wanted) -> claims.Said:
    columns = [table.columns[name] for name in wanted.label]
    if wanted.several:
        return votes.several_columns(columns, wanted.label, wanted.classes, wanted.answers)
    label = wanted.label[0]
    classes = wanted.classes if wanted.classes is not None else table.classes.get(label)
    return claims.one_column(columns[0], classes, label, as_text=table.as_text)


def _votes(table: Table, wanted: Wanted, name: str, origin: Mapping[str, Any]) -> Dataset:
    """Read one vote a row; items take what all their rows agree on."""
    names = words(table.columns[str(wanted.item)])
    missing = np.flatnonzero(names == None)  # noqa: E711 - elementwise
    if missing.size:
        rule = "every vote must name its item"
        raise DataError(WHO, rule, got="an empty cell", where=f"row {missing[0]}")
    item, distinct = votes.first_seen(names)
    first = np.zeros(len(distinct), np.int64)
    first[item[::-1]] = np.arange(len(item))[::-1]
    said = votes.long_votes(
        item, table.columns[str(wanted.source)], table.columns[wanted.label[0]],
        wanted.classes, len(distinct), as_text=table.as_text, context=_known(table, wanted),
        kind=wanted.answers,
    )  # fmt: skip
    kept = wanted.spoken_for | {c for c, v in table.columns.items() if _agrees(v, first[item])}
    columns = {c: v[first] for c, v in table.columns.items() if c in kept}
    left = [c for c in table.columns if c not in kept]
    if left:
        note = notes.unread("Columns that differ between votes on one item were left out", left)
        said = claims.Said(said.evidence, (*said.notes, note))
    wanted = replace(wanted, id=wanted.id or wanted.item)
    return _dataset(replace(table, columns=columns), wanted, said, name, origin)


def _known(table: Table, wanted: Wanted) -> dict[str, Array]:
    """Return what is known of each vote, by name."""
    found = {name: tidy(table.columns[column]) for column, name in wanted.known.items()}
    if wanted.time:
        found["time"] = times(table.columns[wanted.time], wanted.time)
    return found


def _agrees(column: Array, at: Ints) -> bool:
    """Tell whether every row says what the first row of its item says."""
    column = words(column)
    return bool((column == column[at]).all())


def _dataset(
    table: Table, wanted: Wanted, said: claims.Said, name: str, origin: Mapping[str, Any]
) -> Dataset:
    get = table.columns
    texts = joined(get, wanted.text) if wanted.text else None
    noted = [*table.notes, *said.notes]
    if texts is not None:
        noted += long_notes(texts)
    made = Dataset(
        said.evidence,
        ids=identities(get[wanted.id], wanted.id, as_text=table.as_text) if wanted.id else None,
        columns={c: tidy(v) for c, v in get.items() if c not in wanted.spoken_for},
        texts=texts,
        images=table.images,
        groups=groups(get[wanted.group]) if wanted.group else None,
        split=splits(get[wanted.split]) if wanted.split else None,
        time=times(get[wanted.time], wanted.time) if wanted.time else None,
        sides=np.stack([words(get[c]) for c in wanted.sides], axis=1) if wanted.sides else None,
        name=name,
        origin=origin,
        notes=tuple(noted),
    )
    if wanted.gold is None:
        return made
    return checked.attach(made, get[wanted.gold], wanted.gold, as_text=table.as_text)


def joined(columns: Columns, names: tuple[str, ...]) -> Objects:
    """Return (n,) the columns as text, joined by line breaks; "" where all are missing."""
    parts = []
    for name in names:
        part = words(columns[name]).copy()
        part[part == None] = ""  # noqa: E711 - elementwise
        parts.append(part)
    texts = parts[0]
    for part in parts[1:]:
        texts = texts + np.where((texts != "") & (part != ""), "\n", "").astype(object) + part
    return np.asarray(texts, object)


def long_notes(texts: Objects) -> list[Finding]:
    """Return a note if texts are very long."""
    lengths = np.fromiter(map(len, texts.tolist()), np.int64, len(texts))
    rows = np.flatnonzero(lengths >= LONG_TEXT)
    if not rows.size:
        return []
    rows = rows[np.argsort(-lengths[rows], kind="stable")]
    return [notes.long_texts(rows, int(lengths.max()))]


def identities(column: Array, name: str | None, *, as_text: bool = False) -> Array:
    """Return (n,) names of items, whole numbers as such; each must be there, and once."""
    values = column.tolist()
    whole = all(type(v) is int for v in values)
    if as_text and column.dtype == object:
        whole = all(v is not None and WHOLE.fullmatch(v) for v in values)
    found = np.array(values, np.int64) if whole else words(column)
    values = found.tolist()
    where = f"column {name!r}"
    if None in values:
        rule, row = "every item must have an id", values.index(None)
        raise DataError(WHO, rule, got="an empty cell", where=f"{where}, row {row}")
    if len(set(values)) < len(values):
        codes, distinct = votes.first_seen(found)
        counts = np.bincount(codes)
        worst = int(np.flatnonzero(counts > 1)[0])
        rows = ", ".join(map(str, np.flatnonzero(codes == worst)[:5]))
        got = f"{distinct[worst]!r} in rows {rows}"
        more = int((counts > 1).sum())
        got += f", and {more - 1} more ids that repeat" if more > 1 else ""
        fix = "Leave --id out to number the rows, or drop the repeats; votes go by --item."
        raise DataError(WHO, "ids must differ", got=got, where=where, fix=fix)
    return found


def groups(column: Array) -> Array:
    """Return (n,) names of groups; an item without one is a group of its own."""
    if column.dtype.kind in "iu":
        return column
    names = words(column).copy()
    alone = np.flatnonzero(names == None)  # noqa: E711 - elementwise
    names[alone] = objects([f"(none, row {row})" for row in alone.tolist()])
    return names


def splits(column: Array) -> Objects:
    """Return (n,) of str, "" for none."""
    names = words(column).copy()
    names[names == None] = ""  # noqa: E711 - elementwise
    return names


def times(column: Array, name: str | None) -> Floats:
    """Return (n,) numbers; dates as seconds since 1970 in UTC, NaN for missing."""
    if column.dtype.kind == "M":
        seconds = column.astype("datetime64[us]").astype(np.int64) / 1e6
        return np.asarray(np.where(np.isnat(column), np.nan, seconds))
    column = tidy(column)
    if column.dtype != object:
        return column
    value: dict[str | None, float] = {None: np.nan, "": np.nan}
    for word in dict.fromkeys(column.tolist()):
        if word in value:
            continue
        try:
            moment = datetime.fromisoformat(str(word).strip())
        except ValueError:
            row = column.tolist().index(word)
            where = f"column {name!r}, row {row}"
            rule = "times must be numbers, or dates such as 2026-01-31 or 2026-01-31T12:00:00"
            raise DataError(WHO, rule, got=repr(word), where=where) from None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        value[word] = moment.timestamp()
    return np.fromiter(map(value.__getitem__, column.tolist()), np.float64, len(column))
