"""Answers that were collected one by one, as exports of labelling tools hold them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.errors import DataError
from assay.evidence import Evidence, Source, SourceKind
from assay.read.answers import Answers, told
from assay.read.assemble import identities, joined
from assay.read.claims import is_whole
from assay.read.frames import read_columns
from assay.read.notes import unread
from assay.read.table import is_number, objects, tidy
from assay.read.wanted import WHO, Wanted, shown
from assay.results import Finding
from assay.types import Array


@dataclass(frozen=True)
class Answer:
    """What one source said of one item.

    Parameters
    ----------
    item
        Which item, from 0.
    source
        Who said it.
    value
        A class, a number, or a list of tags.
    kind
        What the source is.
    trusted
        It is the truth.
    time
        When it was said, in seconds; NaN where that isn't known.
    """

    item: int
    source: str
    value: Any
    kind: SourceKind = "annotator"
    trusted: bool = False
    time: float = float("nan")


@dataclass(frozen=True)
class Collected:
    """What an export holds.

    Parameters
    ----------
    ids
        Names of the n items.
    answers
        What was said.
    columns
        What is known of the items: a list of n plain values a column.
    text
        The column that is the text of the item, or "".
    scale
        The answers are grades: classes that have an order.
    skipped
        What was left out, and why, in words.
    """

    ids: Sequence[Any]
    answers: Sequence[Answer]
    columns: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    text: str = ""
    scale: bool = False
    skipped: tuple[str, ...] = ()


def dataset(found: Collected, wanted: Wanted, name: str, origin: Mapping[str, Any]) -> Dataset:
    """Return the data set of what was collected."""
    where = str(origin.get("path", ""))
    if not found.answers:
        rule = "the export must hold answers"
        got = "; ".join(found.skipped) or f"{len(found.ids):,} items without one"
        raise DataError(WHO, rule, got=got, where=where)
    table = read_columns(found.columns, Wanted()).columns
    shows = wanted.text or ((found.text,) if found.text else ())
    lost = [column for column in shows if column not in table]
    if lost:
        rule = "the column for text must be there"
        fix = f"There are: {shown(list(table))}."
        raise DataError(WHO, rule, got=repr(lost[0]), where=where, fix=fix)
    noted: tuple[Finding, ...] = ()
    if found.skipped:
        noted = (unread("Answers were left out", found.skipped),)
    gone = {*shows, *wanted.drop}
    return Dataset(
        evidence(found, wanted.classes),
        ids=identities(read_columns({"id": list(found.ids)}, Wanted()).columns["id"], "id"),
        columns={n: tidy(column) for n, column in table.items() if n not in gone},
        texts=joined(table, tuple(shows)) if shows else None,
        name=name,
        origin=origin,
        notes=noted,
    )


def evidence(found: Collected, classes: Sequence[Any] | None) -> Evidence:
    """Return the answers as claims, in the order of the items, then of the sources' names."""
    answers = found.answers
    item = np.array([one.item for one in answers], np.int64)
    names = sorted({one.source for one in answers})
    place = {name: s for s, name in enumerate(names)}
    which = np.array([place[one.source] for one in answers], np.int64)
    values, kind = _values(found)
    time = np.array([one.time for one in answers])
    context = {} if np.isnan(time).all() else {"time": time}
    made = told(item, which, values, classes, names, len(found.ids), kind, context)
    of = {one.source: one for one in answers}
    sources = tuple(Source(name, of[name].kind, of[name].trusted) for name in names)
    return replace(made, sources=sources)


def _values(found: Collected) -> tuple[Array, Answers]:
    """Return the answers, and what they are."""
    values = [one.value for one in found.answers]
    if any(isinstance(value, list | tuple) for value in values):
        return objects([v if isinstance(v, list | tuple) else [v] for v in values]), "tags"
    if all(is_number(str(value)) and not isinstance(value, str) for value in values):
        numbers = np.array(values, np.float64)
        if not is_whole(numbers):
            return numbers, "numbers"
        return numbers.astype(np.int64), "ordered" if found.scale else "classes"
    return objects(list(map(str, values))), "ordered" if found.scale else "classes"
