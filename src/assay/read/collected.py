"""Answers that were collected one by one, as exports of labelling tools hold them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.errors import DataError
from assay.evidence import Evidence, Source, SourceKind, ordered
from assay.read.assemble import identities, joined
from assay.read.claims import is_whole
from assay.read.frames import read_columns
from assay.read.notes import unread
from assay.read.table import is_number, objects, tidy
from assay.read.wanted import WHO, Wanted, shown
from assay.results import Finding
from assay.types import Array, Ints


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
    values, n = [one.value for one in answers], len(found.ids)
    rows: Ints = np.arange(len(answers))
    if any(isinstance(value, list | tuple) for value in values):
        made, rows = _tags(item, which, values, classes, n)
    else:
        made = _single(item, which, values, classes, n)
        made = replace(made, truth=ordered(made.classes)) if found.scale and made.classes else made
    of = {one.source: one for one in answers}
    sources = tuple(Source(name, of[name].kind, of[name].trusted) for name in names)
    time = np.array([one.time for one in answers])[rows]
    context = {} if np.isnan(time).all() else {"time": time}
    return replace(made, sources=sources, context=context)


def _single(item: Array, which: Array, values: list[Any], classes: Any, n: int) -> Evidence:
    """Return classes, or numbers where all answers are and not all of them whole."""
    spoken = [_word(value) for value in values]
    if classes is None and all(map(is_number, spoken)):
        numbers = np.array(list(map(float, spoken)))
        if not is_whole(numbers):
            return Evidence.numbers(numbers, item=item, source=which, n_items=n)
        classes = np.unique(numbers).astype(np.int64).tolist()
    known = sorted(set(spoken)) if classes is None else list(map(str, classes))
    return Evidence.votes(item, which, objects(spoken), known, n_items=n)


def _word(value: Any) -> str:
    """Return a class as text, whole numbers without a point."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)


def _tags(
    item: Array, which: Array, values: list[Any], classes: Any, n: int
) -> tuple[Evidence, Ints]:
    """Return two claims an answer, and the answer that each claim is of."""
    rows = [list(map(str, v)) if isinstance(v, list | tuple) else [str(v)] for v in values]
    known = list(map(str, classes)) if classes is not None else sorted({t for r in rows for t in r})
    place = {tag: k for k, tag in enumerate(known)}
    strange = next((tag for row in rows for tag in row if tag not in place), None)
    if strange is not None:
        rule = f"tags must be among the classes {shown(known)}"
        raise DataError(WHO, rule, got=repr(strange))
    member = np.zeros((len(rows), len(known)), bool)
    for row, tags in enumerate(rows):
        member[row, [place[tag] for tag in tags]] = True
    made = Evidence.tags(member, known, item=item, source=which, n_items=n)
    # An answer makes a claim of what it has, and one of what it has not, where there are any.
    of = [np.flatnonzero(member.any(axis=1)), np.flatnonzero(~member.all(axis=1))]
    return made, np.concatenate(of)
