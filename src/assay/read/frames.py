"""Frames, Hugging Face data sets and columns in a dict to a table."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.dataset import Images
from assay.errors import DataError, ReadError
from assay.read.table import Table, is_missing, objects
from assay.read.wanted import WHO, Wanted
from assay.results import Finding
from assay.types import Array


def read_frame(frame: Any, wanted: Wanted, where: str = "") -> Table:
    """Read a frame of any library that narwhals knows, or one that speaks Arrow."""
    import narwhals as nw

    try:
        known = nw.from_native(frame)
    except TypeError:
        known = _from_arrow(frame)
    if isinstance(known, nw.LazyFrame):
        known = known.collect()
    names = [str(name) for name in known.columns]
    wanted.check(names, where)
    read = [n for n in known.columns if str(n) not in wanted.drop]
    return Table({str(n): _array(known[n]) for n in read})


def _from_arrow(frame: Any) -> Any:
    import narwhals as nw

    for library in ("pyarrow", "polars", "pandas"):
        try:
            return nw.from_arrow(frame, backend=library)
        except ImportError:
            continue
    rule = "a library of frames must be installed to read this"
    raise ReadError(WHO, rule, got=type(frame).__name__, fix="Run: pip install pyarrow.")


def _array(series: Any) -> Array:
    """Return a column of a frame as numpy holds it, None or NaN where missing."""
    import narwhals as nw

    kind = series.dtype
    if kind.is_numeric():
        if series.null_count() or kind.is_decimal():
            return np.asarray(series.cast(nw.Float64).to_numpy(), np.float64)
        return np.asarray(series.to_numpy())
    if kind == nw.Datetime or kind == nw.Date:
        if getattr(kind, "time_zone", None):
            series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        array = np.asarray(series.to_numpy())
        if array.dtype.kind == "M":
            return array
        moments = ["NaT" if is_missing(value) else value.isoformat() for value in array.tolist()]
        return np.array(moments, "datetime64[us]")
    if kind == nw.Boolean and not series.null_count():
        return np.asarray(series.to_numpy(), bool)
    values = series.to_list()
    if kind in (nw.String, nw.Categorical, nw.Enum, nw.Object, nw.Unknown):
        missing = np.asarray(series.is_null().to_numpy(), bool)
        array = objects(values)
        array[missing] = None
        return array
    return objects(values)


def read_columns(columns: Mapping[Any, Any], wanted: Wanted) -> Table:
    """Read a dict of one array or list a column."""
    names = [str(name) for name in columns]
    wanted.check(names)
    arrays = {
        name: _column(name, value)
        for name, value in zip(names, columns.values(), strict=True)
        if name not in wanted.drop
    }
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        got = ", ".join(f"{name!r} of {rows}" for name, rows in lengths.items())
        raise DataError(WHO, "all columns must have one length", got=got)
    return Table(arrays)


def _column(name: str, value: Any) -> Array:
    if hasattr(value, "to_numpy") and not isinstance(value, np.ndarray):
        value = value.to_numpy()
    if isinstance(value, list | tuple):
        value = as_array(value)
    array = np.asarray(value)
    if array.ndim != 1:
        rule = "a column must have one value a row"
        fix = "A matrix is read under the name features, predictions or images, beside labels."
        raise DataError(WHO, rule, got=f"shape {array.shape}", where=f"column {name!r}", fix=fix)
    return array


def as_array(values: Any) -> Array:
    """Return a list as an array that keeps its values as they are: no number becomes text."""
    values = list(values)
    kinds = {type(value) for value in values}
    if kinds and all(issubclass(k, int | float | np.number) and k is not bool for k in kinds):
        return np.asarray(values)
    if kinds == {bool} or kinds == {np.bool_}:
        return np.asarray(values, bool)
    if any(hasattr(value, "__len__") and not isinstance(value, str | bytes) for value in values):
        return objects(values)
    return objects([None if is_missing(value) else value for value in values])


def read_hugging_face(data: Any, wanted: Wanted) -> Table:
    """Read a Hugging Face `datasets.Dataset`; class names keep their order."""
    from assay.read.pictures import from_column

    features = data.features
    pictures = [n for n, f in features.items() if type(f).__name__ == "Image"]
    wanted.check(list(features))
    frame = data.with_format("arrow").select_columns([n for n in features if n not in pictures])
    table = read_frame(frame[:], wanted) if frame.column_names else Table({})
    classes = {}
    for name, feature in features.items():
        inner = getattr(feature, "feature", feature)
        if getattr(inner, "names", None) and type(inner).__name__ == "ClassLabel":
            classes[name] = tuple(inner.names)
    images: Images | None = None
    noted: tuple[Finding, ...] = ()
    use = [name for name in pictures if name not in wanted.drop]
    if use:
        images, noted = from_column(data.with_format(None), use[0])
    return Table(table.columns, classes=classes, images=images, notes=noted)
