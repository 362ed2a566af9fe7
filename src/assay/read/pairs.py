"""Pairs (X, y) in memory, and data sets whose items are pairs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.errors import DataError
from assay.read import pictures
from assay.read.arrays import read_arrays
from assay.read.assemble import assemble
from assay.read.frames import as_array, read_frame
from assay.read.table import words
from assay.read.wanted import WHO, Wanted
from assay.types import Array


def read_pair(
    content: Any, label: Any, wanted: Wanted, name: str, origin: Mapping[str, Any]
) -> Dataset:
    """Read (X, y): X numbers (n, d), pictures, texts or a frame; y labels."""
    if wanted.label:
        rule = "the labels of a pair are its second part"
        raise DataError(WHO, rule, got=f"label {wanted.label[0]!r} as well")
    if hasattr(label, "to_list"):
        label = as_array(label.to_list())
    elif isinstance(label, list | tuple):
        label = as_array(label)
    label = np.asarray(label.numpy(force=True) if hasattr(label, "detach") else label)
    if hasattr(content, "columns") and not isinstance(content, np.ndarray):
        return _frame(content, label, wanted, name, origin)
    return read_arrays({"labels": label, **_content(content)}, wanted, name, origin)


def _frame(
    content: Any, label: Array, wanted: Wanted, name: str, origin: Mapping[str, Any]
) -> Dataset:
    table = read_frame(content, wanted)
    if table.rows != len(label):
        rule = "X and y must have one row an item"
        raise DataError(WHO, rule, got=f"{table.rows} and {len(label)}")
    place = "label"
    while place in table.columns:
        place += "_"
    table = replace(table, columns={**table.columns, place: label})
    return assemble(table, replace(wanted, label=(place,)), name, origin)


def _content(content: Any) -> dict[str, Any]:
    if hasattr(content, "tocsr"):
        return {"features": content}
    if hasattr(content, "detach"):
        content = content.numpy(force=True)
    if isinstance(content, list | tuple) and content and hasattr(content[0], "convert"):
        return {"images": pictures.from_pictures(content)[0]}
    if isinstance(content, list | tuple) and content and hasattr(content[0], "detach"):
        content = [part.numpy(force=True) for part in content]
    try:
        array = np.asarray(content)
    except ValueError:
        rule = "the items of X must have one shape"
        raise DataError(WHO, rule, got="several") from None
    if array.ndim == 1 and array.dtype.kind in "OUS":
        return {"texts": words(array)}
    if array.ndim == 2:
        return {"features": array}
    if array.ndim in (3, 4):
        return {"images": array}
    rule = "X must be numbers (items, columns), pictures, or texts"
    raise DataError(WHO, rule, got=f"shape {array.shape} of {array.dtype}")


def read_map_style(data: Any, wanted: Wanted, name: str, origin: Mapping[str, Any]) -> Dataset:
    """Read a torch `Dataset`, or anything else whose items are pairs (x, y)."""
    tensors = getattr(data, "tensors", None)
    if tensors is not None and len(tensors) == 2:
        content, label = tensors
    else:
        pairs = [data[i] for i in range(len(data))]
        if not pairs or not isinstance(pairs[0], tuple | list) or len(pairs[0]) < 2:
            rule = "the items of a data set must be pairs (x, y)"
            got = type(pairs[0]).__name__ if pairs else "no items"
            raise DataError(WHO, rule, got=got, where=type(data).__name__)
        content, label = [p[0] for p in pairs], [_scalar(p[1]) for p in pairs]
    classes = getattr(data, "classes", None)
    if wanted.classes is None and isinstance(classes, list | tuple):
        wanted = replace(wanted, classes=tuple(classes))
    return read_pair(content, label, wanted, name, origin)


def _scalar(value: Any) -> Any:
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", 1) == 0 else value
