"""Predictions that stand in a file of their own: which column is which class."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from assay import checks, door
from assay.dataset import Dataset
from assay.errors import DataError, ReadError
from assay.read import files
from assay.read.beside import in_order, read_beside
from assay.read.wanted import WHO, shown
from assay.types import Array

OPTION = "predictions"
CHECKS = {"any_of": checks.tag_predictions, "number": checks.number_predictions}


def attach(dataset: Dataset, predictions: Any) -> Dataset:
    """Return the data set with out-of-sample predictions.

    Parameters
    ----------
    predictions
        (n, K) probabilities, their columns in the order of the classes; or a file of them:
        .npy, .npz (array `predictions`, and `classes` where the order is another), or a table
        whose columns are called as the classes, and `item` or as --id where rows go by name.
    """
    where = str(predictions) if isinstance(predictions, str | Path) else ""
    value = _from_file(Path(where), dataset) if where else np.asarray(predictions)
    in_order(len(value) if value.ndim else 0, dataset, where)
    kind = dataset.evidence.truth.kind
    if kind != "number" and (value.ndim != 2 or value.shape[1] != len(dataset.classes)):
        classes = f"{len(dataset.classes)}: {shown(dataset.classes)}"
        rule = f"predictions must have a column a class, {classes}"
        fix = "Name all classes in the order of the columns: --classes, or classes=[...]."
        raise DataError(WHO, rule, got=f"shape {value.shape}", where=where, fix=fix)
    made = CHECKS.get(kind, door.predictions)(value, WHO)
    return dataset.replace(predictions=made)


def load(path: Path) -> Any:
    """Return what numpy saved, an array or arrays by name, without pickles."""
    files.check_there(path)
    try:
        with path.open("rb") as raw:
            held = np.load(raw, allow_pickle=False)
            return {n: held[n] for n in held.files} if hasattr(held, "files") else held
    except (BadZipFile, OSError, ValueError, EOFError) as error:
        rule = f"the file must be a whole {path.suffix} file of plain numbers"
        got = str(error).splitlines()[0] if str(error) else "a broken file"
        raise ReadError(WHO, rule, got=got, where=str(path)) from None


def _from_file(path: Path, dataset: Dataset) -> Array:
    match path.suffix.lower():
        case ".npy":
            return np.asarray(load(path))
        case ".npz":
            return _from_arrays(load(path), dataset, str(path))
    columns, rows = read_beside(path, dataset)
    lost = np.flatnonzero(rows < 0)
    if lost.size:
        item = np.asarray(dataset.ids)[lost[0]].item()
        rule = "every item must have predictions"
        got = f"none for item {item!r}, and for {lost.size - 1} more"
        raise DataError(WHO, rule, got=got, where=str(path))
    if dataset.evidence.truth.kind == "number":
        chosen = list(columns)
    else:
        chosen = ordered(list(columns), dataset.classes, str(path))
    for name in chosen:
        if columns[name].dtype.kind not in "iuf":
            rule = "predictions must be numbers"
            raise DataError(WHO, rule, got="words", where=f"{path}, column {name!r}")
    return np.column_stack([np.asarray(columns[name], np.float64)[rows] for name in chosen])


def _from_arrays(arrays: Mapping[str, Array], dataset: Dataset, where: str) -> Array:
    if OPTION not in arrays and len(arrays) != 1:
        rule = f"the array of predictions must be called {OPTION!r}"
        raise DataError(WHO, rule, got=f"arrays {shown(list(arrays))}", where=where)
    value = arrays[OPTION] if OPTION in arrays else next(iter(arrays.values()))
    if "classes" not in arrays or value.ndim != 2:
        return value
    names = [str(name) for name in arrays["classes"].tolist()]
    if len(names) != value.shape[1]:
        rule = "`classes` must name every column of `predictions`"
        raise DataError(WHO, rule, got=f"{len(names)} of {value.shape[1]}", where=where)
    chosen = ordered(names, dataset.classes, where)
    return value[:, [names.index(name) for name in chosen]]


def ordered(names: Sequence[str], classes: Sequence[str], where: str) -> list[str]:
    """Return the names of the columns in the order of the classes."""
    lacking = [name for name in classes if name not in names]
    strange = [name for name in names if name not in classes]
    if not lacking and not strange:
        return list(classes)
    rule = f"columns of predictions must be called as the classes, {shown(classes)}"
    parts = [f"none for {shown(lacking)}"] if lacking else []
    parts += [f"{shown(strange)} beside them"] if strange else []
    fix = "Rename them, or name all classes that the model knows: --classes, or classes=[...]."
    raise DataError(WHO, rule, got=" and ".join(parts), where=where, fix=fix)
