"""Labels that somebody checked: a column, a file or an array to the indices of classes."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.errors import DataError
from assay.read.beside import in_order, read_beside
from assay.read.claims import plain
from assay.read.table import NOTHING, objects, words
from assay.read.wanted import WHO, shown
from assay.types import Array, Ints

#: What a column of checked labels is called, where a file has several.
LIKELY = ("gold", "checked", "truth", "label")


def attach(dataset: Dataset, gold: Any, name: str = "gold", *, as_text: bool = False) -> Dataset:
    """Return the data set with its checked labels.

    Parameters
    ----------
    gold
        A file, or (n,) names or indices of classes; empty, None or -1 where nobody checked.
    name
        What the column is called, for errors.
    as_text
        The values come from text, so that all may be numbers.
    """
    where = f"column {name!r}"
    if isinstance(gold, str | Path):
        path = Path(gold)
        gold, name = _from_file(path, dataset)
        where, as_text = f"{path}, column {name!r}", True
    values = np.asarray(gold)
    if values.ndim != 1:
        rule = "checked labels must be one an item, shape (items,)"
        raise DataError(WHO, rule, got=f"shape {values.shape}", where=where)
    in_order(len(values), dataset, where)
    _one_class(dataset, where)
    found = indices(values, dataset.classes, name, where, as_text=as_text)
    if not (found >= 0).any():
        rule = "at least one label must be checked"
        raise DataError(WHO, rule, got="none", where=where, fix="Leave the option out till then.")
    return dataset.replace(gold=found)


def known(dataset: Dataset, gold: Any, who: str) -> Dataset:
    """Return the data set with checked labels that are indices already."""
    values = np.asarray(gold)
    if values.shape != (dataset.n_items,) or values.dtype.kind not in "iu":
        rule = f"gold must hold a class index an item, shape ({dataset.n_items},), -1 not checked"
        raise DataError(who, rule, got=f"shape {values.shape} of {values.dtype}")
    _one_class(dataset, "gold")
    if values.size and not -1 <= int(values.min()) <= int(values.max()) < len(dataset.classes):
        rule = f"gold must lie in -1..{len(dataset.classes) - 1}"
        raise DataError(who, rule, got=f"{values.min()}..{values.max()}")
    return dataset.replace(gold=values.astype(np.int64))


def indices(
    values: Array, classes: Sequence[str], name: str, where: str, *, as_text: bool = False
) -> Ints:
    """Return (n,) class indices, -1 where nothing was checked.

    Whole numbers are names of classes where classes are numbers, else indices.
    """
    if values.dtype.kind in "OUS":
        cells = [None if w is None or w.strip() in NOTHING else w for w in words(values).tolist()]
        values = plain(objects(cells), name, as_text=as_text)[0] if any(cells) else objects(cells)
    names = words(values)
    place: dict[str | None, int] = {label: k for k, label in enumerate(classes)}
    if values.dtype.kind in "iuf" and not set(names.tolist()) & set(place):
        place = {str(k): k for k in range(len(classes))}
    place |= {None: -1} | ({} if "-1" in place else {"-1": -1})
    found = np.fromiter((place.get(word, -2) for word in names.tolist()), np.int64, len(names))
    strange = np.flatnonzero(found == -2)
    if strange.size:
        row, word = int(strange[0]), str(names[strange[0]])
        near = get_close_matches(word, classes, n=1)
        fix = f"Did you mean {near[0]!r}? " if near else ""
        fix += "A class that no label has must be named: --classes, or classes=[...]."
        rule = f"checked labels must be among the classes {shown(classes)}"
        got = repr(word) + (f", and {strange.size - 1} more" if strange.size > 1 else "")
        raise DataError(WHO, rule, got=got, where=f"{where}, row {row}", fix=fix)
    return found


def _one_class(dataset: Dataset, where: str) -> None:
    kind = dataset.evidence.truth.kind
    if kind not in ("one_of", "ordered"):
        rule = "labels can be checked where each item has one class"
        raise DataError(WHO, rule, got=f"a truth that is {kind}", where=where)


def _from_file(path: Path, dataset: Dataset) -> tuple[Array, str]:
    """Return (n,) what the file says of each item, and the name of its column."""
    if path.suffix.lower() == ".npy":
        from assay.read.predicted import load

        return np.asarray(load(path)), path.name
    columns, rows = read_beside(path, dataset)
    name = next((n for n in LIKELY if n in columns), None)
    if len(columns) == 1:
        name = next(iter(columns))
    if name is None:
        rule = "a file of checked labels must have one column of labels"
        got = f"columns {shown(list(columns))}" if columns else "none beside the items' names"
        fix = f"Call it {LIKELY[0]!r}."
        raise DataError(WHO, rule, got=got, where=str(path), fix=fix)
    said = np.append(words(columns[name]), [None])  # the last is for items without a row
    return np.asarray(said[rows]), name
