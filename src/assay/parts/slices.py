"""Groups of like items that a person can name: so that no one is hidden by an average."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.by_class import by_class
from assay.kernels.homes import homes
from assay.kernels.slices import Slices
from assay.types import Array, Bools, Columns, Ints

#: Least items of a slice, and most slices: of values, of values within a class, of clusters.
LEAST, VALUES, CELLS, CLUSTERS = 20, 16, 16, 28
#: A column of more values than this isn't cut by them.
FEW = 12
#: Clusters of a class: so many at most, of so many items at least on average.
MOST, MEAN = 4, 40

Named = tuple[str, Ints]


def slices(
    labels: Ints, classes: Sequence[str], features: Any = None, columns: Columns | None = None
) -> Slices:
    """Return groups of at least 20 items, 60 at most, named in words.

    Of a table: each value of columns of few values, and where such a value is rarer in a class
    than elsewhere, its items in that class. Of features: clusters within each class; of all items
    alike, where there are many classes. Which items are a slice does not hang on their order.

    Parameters
    ----------
    labels
        (n,) class indices, -1 unlabelled; those are in slices of values only.
    classes
        Names of the K classes.
    features
        (n, d), dense or sparse.
    columns
        The table.
    """
    found: list[Named] = []
    if columns:
        masks = list(_values(columns))
        found += [(name, np.flatnonzero(mask)) for name, mask in masks[:VALUES]]
        found += _cells(masks, np.asarray(labels), classes)
    if features is not None:
        found += _clusters(features, np.asarray(labels), classes)
    sizes = [len(items) for _, items in found]
    rows = np.concatenate([np.empty(0, np.int64), *(items for _, items in found)])
    member = csr_array(
        (np.ones(len(rows), np.float32), (rows, np.repeat(np.arange(len(found)), sizes))),
        shape=(len(labels), len(found)),
    )
    return Slices(tuple(name for name, _ in found), member)


def _values(columns: Columns) -> Iterator[tuple[str, Bools]]:
    """Yield `column = value` with its items, columns of fewest values first."""
    cut = []
    for name, column in columns.items():
        values, codes = _coded(column)
        if 2 <= len(values) <= FEW:
            cut.append((len(values), name, values, codes))
    for _, name, values, codes in sorted(cut, key=lambda one: one[:2]):
        for code, value in enumerate(values):
            mask = codes == code
            if mask.sum() >= LEAST:
                yield (f"{name} = {value}" if value else f"{name} missing"), mask


def _coded(column: Array) -> tuple[list[str], Ints]:
    """Return the values in words, "" for missing, and (n,) which of them each item has."""
    if column.dtype == object:
        words = np.array(["" if v is None else str(v) for v in column.tolist()])
        values, codes = np.unique(words, return_inverse=True)
        return values.tolist(), codes.ravel()
    values, codes = np.unique(column, return_inverse=True)
    if len(values) > FEW:
        return [], codes
    return ["" if np.isnan(v) else f"{v:g}" for v in values.astype(float)], codes.ravel()


def _cells(masks: list[tuple[str, Bools]], labels: Ints, classes: Sequence[str]) -> list[Named]:
    """Return the items of a class with a value that is rarer in it than elsewhere, rarest first."""
    said = labels >= 0
    total = np.bincount(labels[said], minlength=len(classes))
    found: list[tuple[float, str, Ints]] = []
    for name, mask in masks:
        inside = np.bincount(labels[said & mask], minlength=len(classes))
        usual = inside.sum() / max(1, total.sum())
        share = inside / np.maximum(total, 1)
        for k in np.flatnonzero((inside >= LEAST) & (share < usual)).tolist():
            label = f"class `{classes[k]}`, {name}"
            found.append((float(share[k] / usual), label, np.flatnonzero(mask & (labels == k))))
    found.sort(key=lambda one: one[:2])
    return [(name, items) for _, name, items in found[:CELLS]]


def _clusters(features: Any, labels: Ints, classes: Sequence[str]) -> list[Named]:
    counts = np.bincount(labels[labels >= 0], minlength=len(classes))
    cut = np.flatnonzero(counts >= 2 * MEAN)
    if 2 * len(cut) > CLUSTERS or not cut.size:
        labelled = np.flatnonzero(labels >= 0)
        many = min(CLUSTERS, len(labelled) // MEAN)
        return _named(features, labelled, many, "") if many > 1 else []
    found: list[Named] = []
    for k, items in by_class(labels, counts, 0, len(classes)):
        if counts[k] >= 2 * MEAN:
            many = min(MOST, CLUSTERS // len(cut), len(items) // MEAN)
            found += _named(features, items, many, f"class `{classes[k]}`, ")
    return found


def _named(features: Any, items: Ints, many: int, of: str) -> list[Named]:
    """Return the clusters of these items that are large enough, largest first."""
    place, home = homes(features, items, many)
    groups = [home == one for one in range(many)]
    large = [(-int(g.sum()), float(place[g].mean()), items[g]) for g in groups if g.sum() >= LEAST]
    large.sort(key=lambda group: group[:2])
    if len(large) < 2:
        return []
    return [
        (f"{of}cluster {i} of {len(large)}", group) for i, (*_, group) in enumerate(large, start=1)
    ]
