"""What labelling functions said: a matrix of a row an item and a column a rule, -1 for nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.errors import DataError, ReadError
from assay.read.arrays import arrays_of, read_arrays
from assay.read.votes import of_kind
from assay.read.wanted import WHO, Wanted
from assay.types import Array

#: What the matrix is called, what rules are called, and what the truth is, where it is known.
MATRIX, NAMES, TRUTH = ("L", "L_train", "label_matrix"), ("sources", "lfs", "rules"), ("Y", "y")
#: What a sparse matrix saved by SciPy holds.
SPARSE = {"indices", "indptr", "format", "shape", "data"}


def read_matrix(path: Path, wanted: Wanted, name: str, origin: Mapping[str, Any]) -> Dataset | None:
    """Return the data set of a matrix of rules in .npy or .npz; None if the file holds none.

    A sparse matrix that SciPy saved has 0 for nothing and classes from 1, as older tools write.
    """
    if path.suffix.lower() == ".npy":
        arrays: dict[str, Any] = {MATRIX[0]: _array(path)}
    else:
        arrays = arrays_of(path)
        if set(arrays) >= SPARSE:
            arrays = {MATRIX[0]: _dense(path)}
    found = next((n for n in MATRIX if n in arrays), None)
    if found is None or wanted.label or "labels" in arrays:
        return None
    matrix = np.asarray(arrays.pop(found))
    where = str(path)
    check(matrix, where)
    listed = next((arrays.pop(n) for n in NAMES if n in arrays), None)
    names = [f"rule {j}" for j in range(matrix.shape[1])] if listed is None else listed
    if len(names) != matrix.shape[1]:
        rule = f"there must be a name a rule, {matrix.shape[1]}"
        raise DataError(WHO, rule, got=str(len(names)), where=where)
    truth = next((n for n in TRUTH if n in arrays), None)
    if truth is not None and "gold" not in arrays:
        arrays["gold"] = arrays.pop(truth)
    votes = {"labels": matrix.astype(np.int64), "sources": np.asarray(names).astype(str)}
    made = read_arrays(votes | arrays, wanted, name, origin)
    return made.replace(evidence=of_kind(made.evidence, "rule"))


def check(matrix: Array, where: str) -> None:
    """Raise unless it is a table of whole numbers from -1."""
    rule = "a matrix of rules must be whole numbers, a row an item and a column a rule"
    fix = "Write -1 where a rule says nothing, and classes from 0."
    if matrix.ndim != 2:
        raise DataError(WHO, rule, got=f"shape {matrix.shape}", where=where, fix=fix)
    whole = matrix.dtype.kind in "iu" or (
        matrix.dtype.kind == "f" and bool(np.all(np.mod(matrix, 1) == 0))
    )
    if not whole:
        raise DataError(WHO, rule, got=str(matrix.dtype), where=where, fix=fix)
    if matrix.size and int(matrix.min()) < -1:
        row = int(np.argmin(matrix.min(axis=1)))
        raise DataError(WHO, rule, got=f"{matrix.min()} in row {row}", where=where, fix=fix)


def _array(path: Path) -> Array:
    try:
        return np.asarray(np.load(path, allow_pickle=False))
    except (OSError, ValueError, EOFError) as error:
        rule = "the file must be a whole .npy file of plain numbers"
        raise ReadError(WHO, rule, got=str(error).splitlines()[0], where=str(path)) from None


def _dense(path: Path) -> Array:
    from scipy.sparse import load_npz

    return np.asarray(load_npz(path).toarray(), np.int64) - 1
