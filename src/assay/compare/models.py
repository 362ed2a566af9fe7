"""The classifiers that are trained: named ones, or the user's own."""

import re
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.errors import SettingError
from assay.types import Floats, Ints

WHO = "compare"
#: What may be named.
NAMES = ("logistic", "boosting", "forest", "neighbours")


def made(name: str, seed: int) -> Any:
    """Return the classifier of that name, or what a `module:callable` gives."""
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier

    match name:
        case "logistic":
            return LogisticRegression(C=10.0, max_iter=300)
        case "boosting":
            return HistGradientBoostingClassifier(random_state=seed, early_stopping=False)
        case "forest":
            return RandomForestClassifier(200, random_state=seed)
        case "neighbours":
            return KNeighborsClassifier(15)
    return _own(name)


def _own(name: str) -> Any:
    from importlib import import_module

    rule = f"a model must be one of {', '.join(NAMES)}, or module:callable"
    if not re.fullmatch(r"[\w.]+:[\w.]+", name):
        raise SettingError(WHO, rule, got=repr(name))
    module, _, attribute = name.partition(":")
    try:
        found: Any = import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
        model = found()
    except (ImportError, AttributeError, TypeError) as error:
        raise SettingError(WHO, rule, got=f"{name}: {error}") from None
    return checked(model, name)


def checked(model: Any, name: str) -> Any:
    """Return the model, or raise where it can't be trained."""
    if not (hasattr(model, "fit") and hasattr(model, "predict")):
        rule = "a model must have fit(features, labels) and predict(features)"
        raise SettingError(WHO, rule, got=f"{name}: {type(model).__name__}")
    return model


def chosen(models: Mapping[str, Any] | tuple[str, ...], seed: int) -> dict[str, Any]:
    """Return the models by name."""
    if isinstance(models, Mapping):
        return {name: checked(model, name) for name, model in models.items()}
    return {name: made(name, seed) for name in models}


def predictions(model: Any, features: Any, rows: Ints, labels: Ints, ask: Ints) -> Ints:
    """Return what a copy of the model, trained on rows, says of the items asked.

    Parameters
    ----------
    features
        (n, d) of all items.
    rows, labels
        (m,) items to learn from, and their class indices.
    ask
        (t,) items.
    """
    from sklearn.base import clone
    from sklearn.exceptions import ConvergenceWarning

    fresh = clone(model, safe=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fresh.fit(features[rows], labels)
    return np.asarray(fresh.predict(features[ask])).astype(np.int64)


def scaled(features: Any) -> Floats:
    """Return features centred, rows with a mean squared length of one; sparse ones as they are."""
    if hasattr(features, "tocsr"):
        return features  # type: ignore[no-any-return]
    full = np.asarray(features, np.float32)
    centred = full - full.mean(axis=0, dtype=np.float64).astype(np.float32)
    length = float(np.sqrt(max((centred**2).sum(axis=1, dtype=np.float64).mean(), 1e-12)))
    return np.asarray(centred / np.float32(length))
