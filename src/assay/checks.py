"""The rules that parts keep which hold labels of other kinds than one class an item.

`assay.door` calls them by the name of a verb's parameter, whoever calls the verb.
"""

from typing import Any

import numpy as np

from assay.errors import DataError
from assay.types import Array, Floats

#: Rows are looked at in pieces of about this many bytes, so that a check costs no memory.
PIECE = 1 << 20


def tags(value: Any, who: str) -> Array:
    """Return (n, K) int8: 1 said to fit, 0 said not to, -1 unknown."""
    array = np.asarray(value)
    rule = "tags must be 1 (said to fit), 0 (said not to) or -1 (unknown), shape (items, tags)"
    if array.ndim != 2:
        raise DataError(who, rule, got=f"shape {array.shape}")
    if not np.issubdtype(array.dtype, np.integer):
        raise DataError(who, rule, got=str(array.dtype))
    if array.size and not (int(array.min()) >= -1 and int(array.max()) <= 1):
        raise DataError(who, rule, got=f"{array.min()}..{array.max()}")
    return np.asarray(array, np.int8)


def tag_predictions(value: Any, who: str) -> Floats:
    """Return (n, K) probabilities of each tag, that need not sum to one."""
    return probabilities("tag_predictions", matrix("tag_predictions", value, who), who)


def numbers(value: Any, who: str) -> Floats:
    """Return (n,) float64, NaN for unlabelled."""
    array = np.asarray(value)
    rule = "numbers must be one a row, shape (items,), NaN for unlabelled"
    if array.ndim != 1:
        raise DataError(who, rule, got=f"shape {array.shape}")
    if array.dtype.kind not in "iuf":
        raise DataError(who, rule, got=str(array.dtype))
    if array.dtype.kind == "f" and np.isinf(array).any():
        where = f"row {int(np.isinf(array).argmax())}"
        raise DataError(who, "numbers must be finite or NaN", got="infinity", where=where)
    return np.asarray(array, np.float64)


def number_predictions(value: Any, who: str) -> Floats:
    """Return (n, r) predicted numbers, of r models."""
    array = np.asarray(value)
    array = array[:, None] if array.ndim == 1 else array
    array = matrix("number_predictions", array, who)
    if not array.shape[1] or not np.isfinite(array).all():
        rule = "number_predictions must be finite, at least one an item"
        raise DataError(who, rule, got=f"shape {array.shape}, or NaN or infinity")
    return array


def pointwise(value: Any, who: str) -> Floats:
    """Return (n, 2) how right each one of a pair is by itself, in [0, 1]; NaN where unknown."""
    array = matrix("pointwise", value, who)
    if array.shape[1] != 2:
        raise DataError(who, "pointwise must have two columns", got=f"shape {array.shape}")
    return probabilities("pointwise", array, who, gaps=True)


def propensity(value: Any, who: str) -> Floats:
    """Return (n,) how probably every item is picked if it is positive, above 0 and at most 1."""
    array = np.asarray(value)
    rule = "propensity must be one chance an item, above 0 and at most 1"
    if array.ndim != 1 or array.dtype.kind not in "iuf":
        raise DataError(who, rule, got=f"{array.dtype} of shape {array.shape}")
    good = (array > 0) & (array <= 1)
    if not good.all():
        at = int(good.argmin())
        raise DataError(who, rule, got=repr(array[at].item()), where=f"row {at}")
    return np.asarray(array, np.float64)


def selected_by(value: Any, who: str) -> Floats:
    """Return (n, q) finite numbers that decide who is picked."""
    return finite("selected_by", matrix("selected_by", value, who), who)


def views(value: Any, who: str) -> tuple[Floats, Floats]:
    """Return two (n, d) arrays of finite numbers: both sides of every pair."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise DataError(who, "views must be two arrays (pairs, columns)", got=type(value).__name__)
    one, other = (finite("views", matrix("views", side, who), who) for side in value)
    if len(one) != len(other):
        got = f"{len(one)} and {len(other)} rows"
        raise DataError(who, "views must have one row a pair each", got=got)
    return one, other


def sides(value: Any, who: str) -> Array:
    """Return (n, 2) names or numbers of the two things of every pair; none may be missing."""
    array = np.asarray(value)
    if array.ndim != 2 or array.shape[1] != 2:
        rule = "sides must have two columns, the first and the second thing of every pair"
        raise DataError(who, rule, got=f"shape {array.shape}")
    if array.dtype == object:
        missing = np.array([is_nothing(name) for name in array.ravel().tolist()], bool)
        if missing.any():
            where = f"row {int(missing.argmax()) // 2}"
            raise DataError(who, "sides must name two things", got="none", where=where)
        array = array.astype(str)
    return array


def regions(value: Any, who: str) -> Floats:
    """Return (n, R, K) finite scores of every item's regions."""
    array = np.asarray(value)
    if array.ndim != 3 or array.dtype.kind not in "fiu" or not array.shape[1] * array.shape[2]:
        rule = "regions must be scores of shape (items, regions, classes)"
        raise DataError(who, rule, got=f"{array.dtype} of shape {array.shape}")
    if not np.isfinite(array).all():
        raise DataError(who, "scores of regions must be finite", got="NaN or infinity")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def is_nothing(name: Any) -> bool:
    """Tell whether a name is None or NaN."""
    return name is None or (isinstance(name, float) and np.isnan(name))


def probabilities(name: str, array: Array, who: str, *, gaps: bool = False) -> Array:
    """Return the table if all its numbers are in [0, 1], or NaN where there may be `gaps`."""
    step = max(1, PIECE // max(1, array.itemsize * max(1, array.shape[1])))
    for start in range(0, len(array), step):
        piece = array[start : start + step]
        good = (piece >= 0) & (piece <= 1) | (np.isnan(piece) & gaps)
        if not good.all():
            row, column = np.argwhere(~good)[0]
            where = f"row {start + row}, column {column}"
            rule = f"{name} must be probabilities in [0, 1]"
            raise DataError(who, rule, got=repr(float(piece[row, column])), where=where)
    return array


def matrix(name: str, value: Any, who: str) -> Array:
    """Return the value as a table of single or double precision."""
    array = np.asarray(value)
    if array.ndim != 2:
        rule = f"{name} must be a table, shape (items, columns)"
        raise DataError(who, rule, got=f"shape {array.shape}")
    if array.dtype not in (np.float32, np.float64):
        try:
            array = array.astype(np.float32 if array.dtype == np.float16 else np.float64)
        except (TypeError, ValueError):
            raise DataError(who, f"{name} must be numbers", got=str(array.dtype)) from None
    return array


def finite(name: str, array: Array, who: str) -> Array:
    """Return the table if all its numbers are finite."""
    step = max(1, PIECE // max(1, array.itemsize * max(1, array.shape[1])))
    for start in range(0, len(array), step):
        good = np.isfinite(array[start : start + step])
        if not good.all():
            row, column = np.argwhere(~good)[0]
            rule = f"{name} must be finite"
            where = f"row {start + row}, column {column}"
            fix = "Fill or drop the missing values, or give the columns as a table."
            got = repr(float(array[start + row, column]))
            raise DataError(who, rule, got=got, where=where, fix=fix)
    return array
