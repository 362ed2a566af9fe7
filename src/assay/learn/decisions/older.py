"""A model that is followed by another: what updates share."""

import numpy as np

from assay.errors import DataError
from assay.model import Model
from assay.types import Array, Features, Floats


def shared_classes(old: Model, classes: tuple[str, ...], who: str) -> Array:
    """Return (O,) which classes the old model's are, or say which is missing."""
    missing = [name for name in old.classes if name not in classes]
    if missing:
        rule = "an update must know all classes of the old model"
        raise DataError(who, rule, got=", ".join(classes), where=repr(missing[0]))
    return np.array([classes.index(name) for name in old.classes], np.int64)


def flips(old: Floats, new: Floats, truth: Array) -> float:
    """Return the share of items that the old model (n, K) has right and the new one wrong.

    Examples
    --------
    >>> sure = np.eye(2)
    >>> flips(sure[[0, 1, 0]], sure[[0, 0, 1]], np.array([0, 1, 1]))
    0.3333333333333333
    """
    right = np.asarray(old).argmax(axis=1) == truth
    return float((right & (np.asarray(new).argmax(axis=1) != truth)).mean())


def old_proba(old: Model, features: Features, classes: tuple[str, ...], who: str) -> Floats:
    """Return (n, K) of the old model, zero for classes that it doesn't have."""
    found = np.zeros((features.shape[0], len(classes)))
    found[:, shared_classes(old, classes, who)] = old.probabilities(features)
    return found
