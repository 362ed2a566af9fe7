"""What the answers of many sources are: classes, classes in order, tags or numbers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence, ordered
from assay.read.claims import MOST_CLASSES, Classes, all_missing, are_lists, is_whole, labelled
from assay.read.table import NOTHING, is_missing, is_number, objects, words
from assay.read.wanted import WHO, shown
from assay.types import Array, Bools, Floats, Ints

#: What answers may be.
Answers = Literal["classes", "ordered", "tags", "numbers"]
KINDS: tuple[Answers, ...] = ("classes", "ordered", "tags", "numbers")
#: What stands between tags in a cell of text, the first that is anywhere.
MARKS = ("|", ";", ",")


def told(
    item: Ints,
    which: Ints,
    values: Array,
    classes: Classes,
    names: Sequence[str],
    n_items: int,
    answers: Answers | None,
    context: Mapping[str, Array],
) -> Evidence:
    """Return the answers as claims of sources that are called by number.

    Parameters
    ----------
    item, which
        (E,) item and source of each answer, from 0.
    values
        (E,) the answers: names, numbers, or lists of tags; missing abstains.
    classes
        Names of the classes in order, or None for those seen.
    names
        Names of the sources, for errors.
    n_items
        How many items there are.
    answers
        What the answers are; None to find out: lists are tags, and numbers with many values that
        are not all whole are numbers.
    context
        What else is known of each answer, by name.
    """
    if all_missing(values):
        rule = "at least one source must say something"
        raise DataError(WHO, rule, got="only abstentions", where=f"sources {shown(list(names))}")
    kind = answers or _kind(values, classes)
    if kind == "tags":
        made, rows = _tags(item, which, values, classes, n_items)
    elif kind == "numbers":
        number = numbers(values)
        rows = np.flatnonzero(np.isfinite(number))
        made = Evidence.numbers(number, item=item, source=which, n_items=n_items)
    else:
        if classes is None and values.dtype == object:
            classes = _by_number(values)
        one = labelled(values, classes)
        codes, known = np.asarray(one.given), one.classes
        rows = np.flatnonzero(codes >= 0)
        made = Evidence.votes(item, which, codes, known, n_items=n_items)
        if kind == "ordered":
            made = _in_order(made, classes)
    kept = {name: np.asarray(array)[rows] for name, array in context.items()}
    return replace(made, context=kept)


def _kind(values: Array, classes: Classes) -> Answers:
    if are_lists(values):
        return "tags"
    many = values.dtype.kind == "f" and not is_whole(values) and classes is None
    return "numbers" if many and len(np.unique(values)) > MOST_CLASSES else "classes"


def numbers(values: Array) -> Floats:
    """Return (E,) numbers, NaN for missing; raise where one isn't a number."""
    if values.dtype.kind in "iuf":
        return np.asarray(values, np.float64)
    cells = values.tolist()
    out = np.full(len(cells), np.nan)
    for row, cell in enumerate(cells):
        if is_missing(cell) or cell in NOTHING:
            continue
        if not is_number(str(cell)):
            rule = "answers that are numbers must all be numbers"
            raise DataError(WHO, rule, got=repr(cell), where=f"row {row}")
        out[row] = float(cell)
    return out


def _by_number(values: Array) -> Classes:
    """Return the classes in the order of the numbers they are, None where they aren't."""
    seen = {str(value) for value in values.tolist() if value is not None}
    return sorted(seen, key=lambda word: (float(word), word)) if all(map(is_number, seen)) else None


def _in_order(made: Evidence, classes: Classes) -> Evidence:
    """Return the votes on classes that have an order: as named, or by number."""
    known = made.classes
    if classes is None and not all(map(is_number, known)):
        rule = "classes that have an order must be named, lowest first"
        fix = "Name them: --classes LOW --classes HIGH, or classes=[...]."
        raise DataError(WHO, rule, got=shown(known), fix=fix)
    order = list(range(len(known)))
    if classes is None:
        order.sort(key=lambda k: float(known[k]))
    truth = ordered([known[k] for k in order])
    return replace(made, truth=truth, claim=made.claim[:, order])


def _tags(
    item: Ints, which: Ints, values: Array, classes: Classes, n_items: int
) -> tuple[Evidence, Ints]:
    """Return two claims an answer, and the answer that each claim is of."""
    said, rows = _split(values)
    known = list(map(str, classes)) if classes is not None else sorted({t for r in rows for t in r})
    if not known:
        rule = "at least one answer must have a tag"
        raise DataError(WHO, rule, got="only empty ones")
    place = {tag: k for k, tag in enumerate(known)}
    strange = next((tag for row in rows for tag in row if tag not in place), None)
    if strange is not None:
        rule = f"tags must be among the classes {shown(known)}"
        raise DataError(WHO, rule, got=repr(strange))
    member = np.zeros((len(rows), len(known)), bool)
    for row, tags in enumerate(rows):
        member[row, [place[tag] for tag in tags]] = True
    made = Evidence.tags(member, known, said, item=item, source=which, n_items=n_items)
    # An answer makes a claim of what it has, and one of what it has not, where there are any.
    has, lacks = said & member.any(axis=1), said & ~member.all(axis=1)
    return made, np.concatenate([np.flatnonzero(has), np.flatnonzero(lacks)])


def _split(values: Array) -> tuple[Bools, list[list[str]]]:
    """Return (E,) which answers say something, and the tags of each."""
    if are_lists(values):
        cells: list[Any] = values.tolist()
        said = np.array([not is_missing(v) if np.isscalar(v) else v is not None for v in cells])
        return said, [list(map(str, v)) if s else [] for v, s in zip(cells, said, strict=True)]
    texts = words(values)
    said = np.array([text is not None for text in texts.tolist()], bool)
    if all(t.strip().startswith("[") and t.strip().endswith("]") for t in texts[said].tolist()):
        try:
            lists = [json.loads(text) if text else [] for text in texts.tolist()]
            return said, [list(map(str, one)) for one in lists]
        except ValueError:
            pass
    there = "".join(texts[said].tolist())
    mark = next((mark for mark in MARKS if mark in there), MARKS[0])
    parts = [[] if text is None else text.split(mark) for text in texts.tolist()]
    return said, [[p.strip() for p in one if p.strip()] for one in parts]


def stacked(columns: Sequence[Array]) -> Array:
    """Return the answers of one column a source below each other."""
    if all(column.dtype.kind in "iuf" for column in columns):
        return np.concatenate([np.asarray(column, np.float64) for column in columns])
    return objects([value for column in columns for value in column.tolist()])
