"""Several data sets as one, so that their features are numbers of one kind."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from assay.dataset import Dataset, Images
from assay.errors import DataError
from assay.evidence import Evidence
from assay.types import Array

WHO = "compare"


def together(datasets: Sequence[Dataset]) -> Dataset:
    """Return the items of all data sets one after the other; their labels are left out.

    Raises
    ------
    DataError
        One has what another lacks: texts, a column, as many features.
    """
    first = datasets[0]
    for name in ("texts", "images", "features"):
        _same(name, [getattr(one, name) is not None for one in datasets])
    for name in sorted({name for one in datasets for name in one.columns}):
        _same(f"column {name!r}", [name in one.columns for one in datasets])
    n = sum(one.n_items for one in datasets)
    columns = {
        name: np.concatenate([np.asarray(one.columns[name]) for one in datasets])
        for name in first.columns
    }
    return Dataset(
        Evidence.labels(np.full(n, -1), ("0", "1")),
        ids=np.arange(n),
        columns=columns,
        texts=_joined(datasets, lambda one: one.texts),
        images=_images(datasets),
        features=_features(datasets),
        name=first.name,
    )


def _same(what: str, there: Sequence[bool]) -> None:
    if any(there) and not all(there):
        lacks = there.index(False) + 1
        rule = f"all data sets must have {what} if one has"
        raise DataError(WHO, rule, got=f"none in data set {lacks} of {len(there)}")


def _joined(datasets: Sequence[Dataset], part: Callable[[Dataset], Array | None]) -> Array | None:
    found = [part(one) for one in datasets]
    return None if found[0] is None else np.concatenate([np.asarray(one) for one in found])


def _features(datasets: Sequence[Dataset]) -> Any:
    found: list[Any] = [one.features for one in datasets]
    if found[0] is None:
        return None
    widths = {one.shape[1] for one in found}
    if len(widths) > 1:
        rule = "all data sets must have as many features"
        raise DataError(WHO, rule, got=", ".join(map(str, sorted(widths))))
    if any(hasattr(one, "tocsr") for one in found):
        from scipy.sparse import vstack

        return vstack(found).tocsr()
    return np.concatenate(found)


def _images(datasets: Sequence[Dataset]) -> Images | None:
    found = [one.images for one in datasets if one.images is not None]
    if not found:
        return None
    paths = [path for one in found for path in one.paths or ()]
    if len(paths) == sum(map(len, found)):
        return Images(paths=tuple(paths))
    pixels = [one.pixels for one in found if one.pixels is not None]
    if len(pixels) == len(found) and len({one.shape[1:] for one in pixels}) == 1:
        return Images(pixels=np.concatenate(pixels))
    rule = "all pictures must be files, or arrays of one size"
    raise DataError(WHO, rule, got="some of each")
