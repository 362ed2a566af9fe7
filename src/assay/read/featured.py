"""Features that stand in a file of their own, or are given as an array."""

from pathlib import Path
from typing import Any

import numpy as np

from assay import door
from assay.dataset import Dataset
from assay.errors import DataError
from assay.read.beside import in_order
from assay.read.predicted import load
from assay.read.wanted import WHO, shown

OPTION = "features"


def attach(dataset: Dataset, features: Any) -> Dataset:
    """Return the data set with features.

    Parameters
    ----------
    features
        (n, d) numbers, a row an item in the order of the items; or a file of them: .npy, or .npz
        with an array `features`.
    """
    where = str(features) if isinstance(features, str | Path) else ""
    value = _from_file(Path(where)) if where else np.asarray(features)
    in_order(len(value) if value.ndim else 0, dataset, where)
    return dataset.replace(features=door.features(value, WHO))


def _from_file(path: Path) -> Any:
    if path.suffix.lower() not in (".npy", ".npz"):
        rule = "features must be in a .npy or .npz file"
        fix = "Save them with numpy.save, a row an item."
        raise DataError(WHO, rule, got=path.name, where=str(path), fix=fix)
    held = load(path)
    if not isinstance(held, dict):
        return np.asarray(held)
    if OPTION not in held and len(held) != 1:
        rule = f"the array of features must be called {OPTION!r}"
        raise DataError(WHO, rule, got=f"arrays {shown(list(held))}", where=str(path))
    return held[OPTION] if OPTION in held else next(iter(held.values()))
