"""Links between items: a matrix, a list of pairs, or a file of either."""

import warnings
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from scipy.sparse import csr_array

from assay import door
from assay.dataset import Dataset
from assay.errors import DataError, ReadError
from assay.read.wanted import WHO
from assay.types import Array, Floats

#: How a file separates the two ends of a link, by its suffix.
BETWEEN = {".csv": ",", ".tsv": "\t", ".txt": None}


def attach(dataset: Dataset, graph: Any) -> Dataset:
    """Return the data set with its links.

    Parameters
    ----------
    graph
        (n, n) weights, sparse or dense; (E, 2) or (2, E) pairs of rows, from and to; or a file of
        pairs: .csv, .tsv or .txt with the names of two items a line and, if need be, a weight, or
        an .npz as scipy saves sparse matrices or with an array `edges`.
    """
    where = str(graph) if isinstance(graph, str | Path) else ""
    made = _from_file(Path(graph), dataset) if where else matrix(graph, dataset.n_items)
    if made.shape != (dataset.n_items, dataset.n_items):
        rule = f"the graph must be about the {dataset.n_items} items"
        raise DataError(WHO, rule, got=f"shape {made.shape}", where=where)
    return dataset.replace(graph=door.graph(made, WHO))


def matrix(graph: Any, n_items: int, weights: Array | None = None) -> Any:
    """Return a matrix as it is, and pairs of rows as one."""
    if hasattr(graph, "detach"):
        graph = graph.numpy(force=True)
    if hasattr(graph, "tocsr"):
        return csr_array(graph)
    pairs = np.asarray(graph)
    if pairs.ndim == 2 and pairs.shape == (n_items, n_items) and n_items != 2:
        return csr_array(pairs)
    if pairs.ndim != 2 or 2 not in pairs.shape or pairs.dtype.kind not in "iu":
        rule = "the graph must be a matrix (items, items), or pairs of rows (links, 2)"
        got = f"{type(graph).__name__} of shape {pairs.shape} and {pairs.dtype}"
        raise DataError(WHO, rule, got=got)
    return linked(pairs if pairs.shape[1] == 2 else pairs.T, n_items, weights)


def linked(pairs: Array, n_items: int, weights: Array | None = None, where: str = "") -> csr_array:
    """Return (n, n) weights from (E, 2) rows; a pair that repeats adds up."""
    outside = (pairs < 0) | (pairs >= n_items)
    if outside.any():
        row = int(outside.any(axis=1).argmax())
        got = f"{pairs[row][outside[row]][0]} in link {row}"
        rule = f"links must be between items 0 to {n_items - 1}"
        raise DataError(WHO, rule, got=got, where=where)
    value = np.ones(len(pairs), np.float32) if weights is None else np.asarray(weights)
    if len(value) != len(pairs):
        rule = "every link must have one weight"
        raise DataError(WHO, rule, got=f"{len(value)} for {len(pairs)} links", where=where)
    return csr_array((value, (pairs[:, 0], pairs[:, 1])), shape=(n_items, n_items))


def _from_file(path: Path, dataset: Dataset) -> csr_array:
    if not path.is_file():
        raise ReadError(WHO, "the file of the graph must be there", got=f"no file {str(path)!r}")
    kind = Path(path.name.removesuffix(".gz")).suffix.lower()
    if kind == ".npz":
        return _from_npz(path, dataset.n_items)
    if kind not in BETWEEN:
        rule = "the graph must be a .csv, .tsv, .txt or .npz file"
        raise ReadError(WHO, rule, got=path.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a file without links is one
            cells = np.loadtxt(path, dtype=str, delimiter=BETWEEN[kind], ndmin=2)
    except (ValueError, OSError) as error:
        rule = "every line of the graph must have the names of two items"
        raise ReadError(WHO, rule, got=str(error).splitlines()[0], where=str(path)) from None
    if cells.size and cells.shape[1] not in (2, 3):
        rule = "every line of the graph must have two items and, if need be, a weight"
        raise DataError(WHO, rule, got=f"{cells.shape[1]} values", where=str(path))
    return _by_name(cells.reshape(-1, max(2, cells.shape[1])), dataset, str(path))


def _by_name(cells: Array, dataset: Dataset, where: str) -> csr_array:
    ids = np.asarray(dataset.ids).astype(str)
    order = np.argsort(ids, kind="stable")
    names = np.char.strip(cells[:, :2]).ravel()
    place = np.searchsorted(ids, names, sorter=order).clip(max=max(0, len(ids) - 1))
    pairs = (order[place] if len(ids) else place).reshape(-1, 2)
    known = (ids[pairs] == names.reshape(-1, 2)).all(axis=1) if len(ids) else np.zeros(0, bool)
    # A first line that names no item is a heading.
    start = int(len(known) > 0 and not known[0] and not (ids[pairs[0]] == names[:2]).any())
    if not known[start:].all():
        line = int(np.argmin(known[start:])) + start
        rule = "both ends of a link must be names of items"
        fix = "Items are called by the column of ids, or by their row from 0 without one."
        got = " and ".join(map(repr, cells[line, :2].tolist()))
        raise DataError(WHO, rule, got=got, where=f"{where}, link {line - start}", fix=fix)
    weights = _weights(cells[start:], where) if cells.shape[1] == 3 else None
    return linked(pairs[start:], dataset.n_items, weights, where)


def _weights(cells: Array, where: str) -> Floats:
    try:
        return np.asarray(cells[:, 2].astype(np.float64))
    except ValueError as error:
        rule = "the weight of a link must be a number"
        raise DataError(WHO, rule, got=str(error).rpartition(":")[2].strip(), where=where) from None


def _from_npz(path: Path, n_items: int) -> Any:
    from scipy.sparse import load_npz

    try:
        with np.load(path, allow_pickle=False) as file:
            held = {n: file[n] for n in ("edges", "edge_index", "edge_weights") if n in file}
        if not held:
            return csr_array(load_npz(path))
    except (ValueError, OSError, BadZipFile, KeyError) as error:
        rule = "the graph must be a sparse matrix that scipy saved, or hold an array `edges`"
        raise ReadError(WHO, rule, got=str(error).splitlines()[0], where=str(path)) from None
    pairs = held.get("edges", held.get("edge_index"))
    return matrix(pairs, n_items, held.get("edge_weights"))
