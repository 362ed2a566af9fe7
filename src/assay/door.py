"""The one door: what comes into a verb is checked by the name of its parameter.

A verb that names `labels`, `truth`, `predictions`, `features`, `neighbours`, `graph`, `evidence`
or `budget` gets what keeps the rules below, whoever calls it; kernels behind it check nothing.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from assay.checks import (
    PIECE,
    finite,
    matrix,
    number_predictions,
    numbers,
    pointwise,
    propensity,
    regions,
    selected_by,
    sides,
    tag_predictions,
    tags,
    views,
)
from assay.errors import DataError
from assay.types import Floats, Ints


def guarded(
    verb: Callable[..., Any], who: str, kinds: frozenset[str] = frozenset()
) -> Callable[..., Any]:
    """Return the verb with its arguments checked; errors speak in the name of `who`.

    Evidence must be about a truth of one of the `kinds`, where any are named.
    """
    signature = inspect.signature(verb)
    checks = {name: CHECKS[name] for name in signature.parameters if name in CHECKS}
    if not checks and not ITEMWISE & set(signature.parameters):
        return verb

    @wraps(verb)
    def checked(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        parts = bound.arguments
        for name, check in checks.items():
            if parts.get(name) is not None:
                parts[name] = check(parts[name], who)
        if kinds and parts.get("evidence") is not None:
            _about(parts["evidence"], kinds, who)
        _agree(parts, who)
        return verb(*bound.args, **bound.kwargs)

    return checked


def admitted(parts: Mapping[str, Any], new: set[str], who: str) -> None:
    """Check the new ones of some parts, and that all agree, before others are made of them."""
    for name in sorted(new & set(CHECKS)):
        CHECKS[name](parts[name], who)
    if new:
        _agree(dict(parts), who)


def labels(value: Any, who: str) -> Ints:
    """Return (n,) class indices; -1 is unlabelled."""
    array = np.asarray(value)
    if array.ndim != 1:
        raise DataError(who, "labels must be one a row, shape (items,)", got=f"shape {array.shape}")
    if not np.issubdtype(array.dtype, np.integer):
        fix = "assay.evidence.encode turns names into indices."
        rule = "labels must be class indices from 0, -1 for unlabelled"
        raise DataError(who, rule, got=str(array.dtype), fix=fix)
    if array.size and int(array.min()) < -1:
        rule = "labels must be class indices from 0, -1 for unlabelled"
        raise DataError(who, rule, got=str(array.min()), where=f"row {int(array.argmin())}")
    return array


def predictions(value: Any, who: str) -> Floats:
    """Return (n, K) rows on the simplex, float32 or float64, K at least 2."""
    array = matrix("predictions", value, who)
    if array.shape[1] < 2:
        rule = "predictions must have a column a class, at least 2"
        raise DataError(who, rule, got=f"shape {array.shape}")
    ones = np.ones(array.shape[1], array.dtype)
    step = max(1, PIECE // max(1, array.itemsize * array.shape[1]))
    for start in range(0, len(array), step):
        piece = array[start : start + step]
        total = piece @ ones
        good = np.abs(total - 1) <= 1e-3
        if good.all() and piece.min() >= 0:
            continue
        bad = np.flatnonzero(~good | (piece.min(axis=1) < 0))[0]
        row = piece[bad]
        rule = "every row of predictions must be probabilities that sum to one"
        got = f"a sum of {total[bad]:.4g}" if row.min() >= 0 else f"{row.min():.4g}"
        if not np.isfinite(row).all():
            got = "NaN or infinity"
        fix = "Give probabilities, not scores: a softmax of logits, or predict_proba."
        raise DataError(who, rule, got=got, where=f"row {start + bad}", fix=fix)
    return array


def features(value: Any, who: str) -> Any:
    """Return (n, d) finite numbers, dense or sparse."""
    if hasattr(value, "tocsr"):
        return value
    return finite("features", matrix("features", value, who), who)


def neighbours(value: Any, who: str) -> Any:
    """Return neighbours whose indices are items."""
    index = value.index
    if index.size and not (int(index.min()) >= 0 and int(index.max()) < len(index)):
        rule = f"neighbours must be items in 0..{len(index) - 1}"
        raise DataError(who, rule, got=f"{index.min()}..{index.max()}")
    return value


def graph(value: Any, who: str) -> csr_array:
    """Return (n, n) weights of links, none below zero, without links of an item to itself."""
    shape = np.shape(value)
    if len(shape) != 2 or shape[0] != shape[1]:
        rule = "graph must have a row and a column an item, shape (items, items)"
        raise DataError(who, rule, got=f"shape {shape}")
    kind = value.dtype if hasattr(value, "dtype") else np.asarray(value).dtype
    if kind.kind not in "fiub":
        raise DataError(who, "graph must be numbers", got=str(kind))
    links = value if isinstance(value, csr_array) else csr_array(value)
    bad = ~((links.data >= 0) & np.isfinite(links.data))
    if bad.any():
        rule = "weights of the graph must be finite and not below zero"
        at = int(bad.argmax())
        row = int(np.searchsorted(links.indptr, at, side="right")) - 1
        raise DataError(who, rule, got=repr(links.data[at].item()), where=f"row {row}")
    if not links.diagonal().any() and links.has_canonical_format:
        return links
    links = links.tocoo()
    apart = links.row != links.col
    where = links.row[apart], links.col[apart]
    return csr_array((links.data[apart], where), shape=shape)


def truth(value: Any, who: str) -> Ints:
    """Return (n,) indices of the true class; -1 is unlabelled."""
    return labels(value, who)


def budget(value: Any, who: str) -> int:
    """Return how many items to choose, at least 0."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        raise DataError(who, "budget must be a whole number, at least 0", got=repr(value))
    return int(value)


def _about(evidence: Any, kinds: frozenset[str], who: str) -> None:
    if evidence.truth.kind not in kinds:
        rule = f"the truth must be {' or '.join(sorted(kinds))}"
        raise DataError(who, rule, got=evidence.truth.kind)


def _agree(parts: dict[str, Any], who: str) -> None:
    there = {n: p for n, p in parts.items() if n in ITEMWISE and p is not None}
    sizes = {n: _rows(p) for n, p in there.items() if not isinstance(p, Mapping)}
    if len(set(sizes.values())) > 1:
        got = " and ".join(f"{n} of {rows}" for n, rows in sizes.items())
        raise DataError(who, "all parts must have one row an item", got=got)
    true, classes = parts.get("truth"), parts.get("classes")
    if true is not None and classes is not None:
        if len(classes) < 2:
            raise DataError(who, "noise needs at least two classes", got=str(len(classes)))
        if true.size and int(true.max()) >= len(classes):
            rule = f"truth must be below the number of classes, {len(classes)}"
            raise DataError(who, rule, got=str(true.max()), where=f"row {int(true.argmax())}")
    known, guess = parts.get("tags"), parts.get("tag_predictions")
    if known is not None and guess is not None and known.shape != guess.shape:
        rule = "tags and tag_predictions must have one column a tag"
        raise DataError(who, rule, got=f"{known.shape[1]} and {guess.shape[1]}")
    said, proba = parts.get("labels"), parts.get("predictions")
    if said is None or proba is None or not len(said):
        return
    highest = int(said.max())
    if highest >= proba.shape[1]:
        rule = f"labels must be below the number of prediction columns, {proba.shape[1]}"
        where = f"row {int(said.argmax())}"
        raise DataError(who, rule, got=str(highest), where=where)


def _rows(part: Any) -> int:
    """Return how many items a part has rows for."""
    if hasattr(part, "n_items"):
        return int(part.n_items)
    if isinstance(part, list | tuple):
        both = bool(part) and hasattr(part[0], "shape") and part[0].ndim
        return int(part[0].shape[0]) if both else len(part)
    part = getattr(part, "index", getattr(part, "proba", part))
    return int(part.shape[0]) if hasattr(part, "shape") else len(part)


#: Parts that have one row an item.
ITEMWISE = {
    "labels", "truth", "predictions", "features", "neighbours", "graph", "evidence", "flags",
    "posterior", "groups", "tags", "tag_predictions", "numbers", "number_predictions",
    "pointwise", "views", "sides", "dynamics", "gold", "regions",
    "propensity", "selected_by",
}  # fmt: skip

CHECKS: dict[str, Callable[[Any, str], Any]] = {
    "labels": labels,
    "predictions": predictions,
    "target_predictions": predictions,
    "features": features,
    "neighbours": neighbours,
    "graph": graph,
    "truth": truth,
    "gold": truth,
    "budget": budget,
    "tags": tags,
    "tag_predictions": tag_predictions,
    "numbers": numbers,
    "number_predictions": number_predictions,
    "pointwise": pointwise,
    "propensity": propensity,
    "selected_by": selected_by,
    "views": views,
    "regions": regions,
    "sides": sides,
}
