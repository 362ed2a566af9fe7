"""Two data sets, or one that was put together, as items of several sets."""

from dataclasses import dataclass, replace
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np

from assay.card.found import WHO, Summary
from assay.dataset import Dataset, Images
from assay.errors import DataError
from assay.kernels.sources.merged_sets import some
from assay.types import Array, Columns, Ints

#: Sets of one collection at most; a column with more values names something else.
MOST = 12


@dataclass(frozen=True, eq=False)
class Collection:
    """Items of several sets.

    Parameters
    ----------
    names
        Of the sets.
    which
        (n,) set of each item, -1 for none.
    labels
        (n,) given class, -1 for none.
    classes
        Names of the classes of all sets.
    parts
        What is known of the items.
    ids
        (n,) what the items are called.
    split
        (n,) split of each item, or None.
    by
        What tells the sets apart, in words.
    """

    names: tuple[str, ...]
    which: Ints
    labels: Ints
    classes: tuple[str, ...]
    parts: dict[str, Any]
    ids: Array
    split: Array | None
    by: str


def sampled(data: Collection) -> Collection:
    """Return as many items of each set as a model is asked about: all, where they are few."""
    rows = np.sort(
        np.concatenate([some(data.which == s, data.labels) for s in range(len(data.names))])
    )
    parts = {name: _of(part, rows) for name, part in data.parts.items()}
    split = None if data.split is None else data.split[rows]
    return replace(
        data, which=data.which[rows], labels=data.labels[rows], parts=parts, ids=data.ids[rows],
        split=split,
    )  # fmt: skip


def _of(part: Any, rows: Ints) -> Any:
    """Return some rows of what is known of the items."""
    if isinstance(part, str):
        return part
    if isinstance(part, dict):
        return {name: column[rows] for name, column in part.items()}
    if isinstance(part, Images):
        if part.paths is not None:
            return Images(paths=tuple(part.paths[row] for row in rows.tolist()))
        return None if part.pixels is None else Images(pixels=part.pixels[rows])
    return part[rows]


def by_column(data: Dataset, column: str) -> Collection:
    """Return the items of a data set by the set that a column names."""
    _classed(data)
    known: dict[str, Array] = dict(data.columns)
    values: Array | None
    option = next((o for o in ("group", "split") if data.origin.get(o) == column), "")
    if column in known:
        values = known.pop(column)
    elif option:
        values = data.groups if option == "group" else data.split
    else:
        rule = "the column that names the origin must be there"
        got, there = repr(column), ", ".join([*known][:8]) or "none beside the label"
        raise DataError(WHO, rule, got=got, fix=f"Columns: {there}.")
    told = np.array(["" if _empty(v) else str(v) for v in np.asarray(values).tolist()], object)
    names, which = np.unique(told, return_inverse=True)
    if names[0] == "":
        names, which = names[1:], which - 1
    if not 2 <= len(names) <= MOST:
        rule = f"a column that names the origin must have 2 to {MOST} values"
        raise DataError(WHO, rule, got=f"{len(names):,} in {column!r}")
    parts = _parts(data.texts, known, data.images, data.features)
    split = None if option == "split" else data.split
    return Collection(
        tuple(names.tolist()), which, np.asarray(data.labels), data.classes, parts,
        np.asarray(data.ids), split, f"the column {column}",
    )  # fmt: skip


def put_together(one: Dataset, other: Dataset) -> Collection:
    """Return the items of two data sets as one collection; columns of only one are left out."""
    for data in (one, other):
        _classed(data)
    if one.kind != other.kind:
        rule = "data sets that are merged must hold the same kind of items"
        raise DataError(WHO, rule, got=f"{one.kind} and {other.kind}")
    classes = tuple(dict.fromkeys((*one.classes, *other.classes)))
    place = {name: k for k, name in enumerate(classes)}
    labels = []
    for data in (one, other):
        to = np.array([*(place[name] for name in data.classes), -1])
        labels.append(to[np.asarray(data.labels)])
    texts = _both(one.texts, other.texts)
    parts = _parts(texts, _shared(one.columns, other.columns), *_pictured(one, other))
    if not parts:
        rule = "data sets that are merged must have a column in common, or texts, or pictures"
        raise DataError(WHO, rule, got="none")
    splits = [d.split if d.split is not None else np.full(d.n_items, "") for d in (one, other)]
    names = (one.name, other.name)
    if names[0] == names[1]:
        names = (f"{one.name} (first)", f"{other.name} (second)")
    return Collection(
        names, np.repeat([0, 1], [one.n_items, other.n_items]), np.concatenate(labels), classes,
        parts, np.concatenate([np.asarray(d.ids, object) for d in (one, other)]),
        None if one.split is None and other.split is None else np.concatenate(splits),
        "two data sets",
    )  # fmt: skip


def read_again(summary: Summary, path: Path | None = None, **other: Any) -> Dataset:
    """Return the data that an audit read, or another file read alike.

    Parameters
    ----------
    summary
        Of an audit.
    path
        Another file.
    other
        Options that are other for that file; None keeps the audit's.
    """
    from assay.read.read import read

    known = signature(read).parameters
    origin = {name: value for name, value in summary["origin"].items() if name in known}
    first = summary["origin"].get("path")
    if first is None:
        rule, fix = "the audit must be of a file or a folder", "In Python: assay.card.merged."
        raise DataError(WHO, rule, got="arrays", fix=fix)
    if path is None:
        if not Path(first).exists():
            rule = "the data that were audited must be there"
            fix = "Run assay card in the folder in which assay audit was run."
            raise DataError(WHO, rule, got="none", where=str(first), fix=fix)
        return read(first, **origin)
    own = ("graph", "gold", "predictions", "features", "classes", "name")
    origin = {name: value for name, value in origin.items() if name not in own}
    return read(path, **origin | {name: value for name, value in other.items() if value})


def _classed(data: Dataset) -> None:
    kind = data.evidence.truth.kind
    if kind not in ("one_of", "ordered"):
        rule = "definitions are compared where an item has one class"
        raise DataError(WHO, rule, got={"any_of": "tags", "number": "numbers"}.get(kind, kind))


def _empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and np.isnan(value))


def _parts(texts: Any, columns: Columns, images: Any, features: Any) -> dict[str, Any]:
    found = {"images": images, "texts": texts, "columns": columns or None, "features": features}
    made = {name: part for name, part in found.items() if part is not None}
    kinds = {"images": "images", "texts": "texts", "columns": "table"}
    kind = next((kinds[name] for name in made if name in kinds), None)
    return made | ({"kind": kind} if kind else {})


def _both(one: Array | None, other: Array | None) -> Array | None:
    return None if one is None or other is None else np.concatenate([one, other])


def _shared(one: Columns, other: Columns) -> dict[str, Array]:
    """Return the columns that both have, of one type."""
    alike = [
        n for n in one if n in other and (one[n].dtype == object) == (other[n].dtype == object)
    ]
    return {name: np.concatenate([one[name], other[name]]) for name in alike}


def _pictured(one: Dataset, other: Dataset) -> tuple[Images | None, Array | None]:
    images = features = None
    if one.images is not None and other.images is not None:
        if one.images.paths is not None and other.images.paths is not None:
            images = Images(paths=one.images.paths + other.images.paths)
        elif one.images.pixels is not None and other.images.pixels is not None:
            images = Images(pixels=np.concatenate([one.images.pixels, other.images.pixels]))
    if one.features is not None and other.features is not None:
        if one.features.shape[1] != other.features.shape[1]:
            rule = "features of data sets that are merged must be as many"
            raise DataError(WHO, rule, got=f"{one.features.shape[1]} and {other.features.shape[1]}")
        features = np.concatenate([one.features, other.features])
    return images, features
