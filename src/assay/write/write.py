"""The one verb that writes a data set, to the format its suffix names."""

import re
from pathlib import Path
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.errors import OutputError
from assay.types import Array, Objects
from assay.write.arrays import write_arrays
from assay.write.claims import WHO, Shape, matrix, shape_of
from assay.write.tables import suffix_of, write_table

#: Parts that have no place in a table.
ARRAYS = ("features", "predictions", "neighbours", "graph")


def write(dataset: Dataset, path: str | Path) -> None:
    """Write a data set to a table (.csv, .tsv, .parquet, .jsonl) or to arrays (.npz).

    Labels are written by name. `assay.read` reads the file back, with the names that the
    columns had where the data were read from. Tables hold ids, columns, texts, split, groups
    and time; .npz holds features, predictions and pixels as well. What a format can't hold is
    an error, never left out.

    Parameters
    ----------
    dataset
        What to write.
    path
        Where to; a file of that name is replaced.

    Examples
    --------
    >>> import assay, tempfile
    >>> data = assay.read({"size": [1, 2], "pet": ["cat", "dog"]}, label="pet")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     assay.write(data, f"{folder}/pets.parquet")
    ...     assay.read(f"{folder}/pets.parquet", label="pet").digest == data.digest
    True
    """
    path = Path(path)
    if path.suffix.lower() == ".npz":
        write_arrays(dataset, path)
        return
    shape = shape_of(dataset.evidence)
    _check(dataset, shape, path)
    if shape == "votes" and _is_bare(dataset):
        write_table(_long(dataset), path)
        return
    write_table(_table(dataset, shape), path)


def _check(dataset: Dataset, shape: Shape, path: Path) -> None:
    parts = [name for name in ARRAYS if getattr(dataset, name) is not None]
    if dataset.images is not None and dataset.images.paths is None:
        parts.append("images")
    if parts:
        rule = f"a table can't hold {' and '.join(parts)}"
        fix = "Write .npz, or leave them out: dataset.replace(features=None)."
        raise OutputError(WHO, rule, where=str(path), fix=fix)
    if shape == "tags" and suffix_of(path) in (".csv", ".tsv"):
        rule = "lists of tags can't be held by CSV"
        raise OutputError(WHO, rule, where=str(path), fix="Write .parquet or .jsonl.")


def _is_bare(dataset: Dataset) -> bool:
    """Tell whether nothing is known of the items but votes, so that a row a vote holds all."""
    parts = (dataset.texts, dataset.images, dataset.groups, dataset.split, dataset.time)
    covered = len(np.unique(dataset.evidence.item)) == dataset.n_items
    return covered and not dataset.columns and all(part is None for part in parts)


def _long(dataset: Dataset) -> dict[str, Array]:
    evidence = dataset.evidence
    names = np.array([source.name for source in evidence.sources], object)
    label = evidence.claim.indices
    order = np.argsort(evidence.item, kind="stable")
    return {
        _name(dataset, "item", "item"): np.asarray(dataset.ids)[evidence.item][order],
        _name(dataset, "source", "source"): names[evidence.source][order],
        _name(dataset, "label", "label"): by_name(label, dataset.classes)[order],
    }


def _table(dataset: Dataset, shape: Shape) -> dict[str, Array]:
    table: dict[str, Array] = {}
    if not _numbered(dataset):
        _put(table, dataset, "id", dataset.ids)
    table |= dataset.columns
    if dataset.images is not None and dataset.images.paths is not None:
        paths = [path.as_posix() for path in dataset.images.paths]
        _put(table, dataset, "image", np.array(paths, object))
    _put(table, dataset, "text", dataset.texts)
    _put(table, dataset, "split", dataset.split)
    _put(table, dataset, "group", dataset.groups)
    _put(table, dataset, "time", dataset.time)
    match shape:
        case "one":
            _put(table, dataset, "label", by_name(dataset.labels, dataset.classes))
        case "number":
            _put(table, dataset, "label", matrix(dataset.evidence, shape))
        case "tags":
            _put(table, dataset, "label", _lists(dataset))
        case "soft":
            weights = matrix(dataset.evidence, shape)
            for k, name in enumerate(dataset.classes):
                _put(table, dataset, name, weights[:, k])
        case "votes":
            votes = matrix(dataset.evidence, shape)
            for s, source in enumerate(dataset.evidence.sources):
                _put(table, dataset, source.name, by_name(votes[:, s], dataset.classes))
    return table


def _put(table: dict[str, Array], dataset: Dataset, role: str, column: Any) -> None:
    if column is None:
        return
    name = _name(dataset, role, role)
    if name in table:
        rule = f"the column for {role} must have a name of its own"
        fix = f"Rename the column {name!r} of the data set."
        raise OutputError(WHO, rule, got=f"two columns {name!r}", fix=fix)
    table[name] = column


def _name(dataset: Dataset, role: str, default: str) -> str:
    """Return what the column was called where it was read from."""
    named = dataset.origin.get(role)
    named = named[0] if isinstance(named, list) and len(named) == 1 else named
    return named if isinstance(named, str) else default


def _numbered(dataset: Dataset) -> bool:
    ids = np.asarray(dataset.ids)
    return ids.dtype.kind in "iu" and np.array_equal(ids, np.arange(len(ids)))


def by_name(labels: Array, classes: tuple[str, ...]) -> Array:
    """Return (n,) names of classes, None for -1; whole numbers if all names are."""
    if all(_is_whole(name) for name in classes):
        values = np.array([*map(int, classes), np.nan])[labels]
        return values if (labels < 0).any() else values.astype(np.int64)
    names: Objects = np.array([*classes, None], object)
    return names[labels]


def _is_whole(name: str) -> bool:
    return re.fullmatch(r"0|-?[1-9][0-9]{0,14}", name) is not None


def _lists(dataset: Dataset) -> Objects:
    member = matrix(dataset.evidence, "tags")
    names = dataset.classes
    lists = np.empty(len(member), object)
    for row in np.flatnonzero(member[:, 0] >= 0).tolist():
        lists[row] = [names[k] for k in np.flatnonzero(member[row])]
    return lists
