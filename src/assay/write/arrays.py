"""A data set to an .npz file, by the names that `assay.read` knows."""

from pathlib import Path
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.errors import OutputError
from assay.types import Array
from assay.write.claims import WHO, matrix, said, shape_of

#: Text is held at the width of the longest; more than this is a table's business.
LARGEST = 1 << 31


def write_arrays(dataset: Dataset, path: Path) -> None:
    """Write the data set as arrays, without pickles."""
    arrays = _claims(dataset)
    if dataset.images is not None and dataset.images.pixels is None:
        rule = "images on disk can't be held by .npz"
        raise OutputError(WHO, rule, where=str(path), fix="Write .csv, or keep the folder.")
    if dataset.neighbours is not None:
        rule = "neighbours can't be written"
        fix = "Leave them out: dataset.replace(neighbours=None)."
        raise OutputError(WHO, rule, where=str(path), fix=fix)
    for name in ("ids", "features", "predictions", "groups", "split", "time", "texts", "gold"):
        part = getattr(dataset, name)
        if part is not None:
            arrays[name] = _plain(part, name)
    if hasattr(arrays.get("features"), "tocsr"):
        arrays["features"] = arrays["features"].toarray()
    if dataset.graph is not None:
        links = dataset.graph.tocoo()
        arrays["edges"] = np.stack([links.row, links.col], axis=1)
        arrays["edge_weights"] = links.data
    if dataset.images is not None:
        arrays["images"] = dataset.images.pixels
    for name, column in dataset.columns.items():
        missing = np.array([v is None for v in column.tolist()]) if column.dtype == object else None
        arrays[f"column.{name}"] = _plain(column, name)
        if missing is not None and missing.any():
            arrays[f"missing.{name}"] = missing
    _save(arrays, path)


def _claims(dataset: Dataset) -> dict[str, Any]:
    evidence = dataset.evidence
    shape = shape_of(evidence)
    arrays: dict[str, Any] = {"labels": matrix(evidence, shape), "truth": np.array(shape)}
    if shape != "number":
        arrays["classes"] = np.array(evidence.classes)
    if shape == "tags":
        arrays["labels"] = (arrays["labels"] > 0).astype(np.int8)
        arrays["said"] = said(evidence)
    if shape == "votes":
        arrays["sources"] = np.array([source.name for source in evidence.sources])
    return arrays


def _plain(part: Any, name: str) -> Any:
    if not isinstance(part, np.ndarray) or part.dtype != object:
        return part
    values = ["" if value is None else str(value) for value in part.tolist()]
    if len(values) * 4 * max(map(len, values), default=0) > LARGEST:
        rule = ".npz holds text at the width of the longest, which is too long here"
        fix = "Write .parquet or .jsonl."
        raise OutputError(WHO, rule, got=f"{max(map(len, values)):,} characters in {name}", fix=fix)
    if any(value.endswith("\0") for value in values):
        rule = ".npz can't hold text that ends in NUL"
        raise OutputError(WHO, rule, got=name, fix="Write .parquet or .jsonl.")
    return np.array(values, dtype=str)


def _save(arrays: dict[str, Array], path: Path) -> None:
    partial = path.with_name(f".partial-{path.name}")
    try:
        np.savez_compressed(partial, **arrays)  # type: ignore[arg-type]
        partial.replace(path)
    except OSError as error:
        rule = "the file must be one that can be written"
        fix = "Make the folder, or choose another."
        got = f"{path}: {error.strerror or error}"
        raise OutputError(WHO, rule, got=got, fix=fix) from None
    finally:
        partial.unlink(missing_ok=True)
