"""Which label each class is given, estimated from the labels and features at hand."""

import inspect
from typing import Any

import numpy as np

from assay.errors import DataError
from assay.learn.second_opinion import second_opinion
from assay.registry import Parts, method, run
from assay.results import Estimate
from assay.types import Features, Floats, Ints

#: Who is asked where an estimator can't tell anything.
BY_PREDICTIONS = "confident-joint"
#: Columns of a matrix that differ less are taken for even ones.
ALIKE = 1e-9


def noise_of(
    estimator: str,
    labels: Ints,
    classes: tuple[str, ...],
    features: Features | None,
    predictions: Floats | None = None,
    *,
    seed: int = 0,
    who: str = "noise_of",
) -> Floats:
    """Return (K, K) P(given j | truth k) at [k, j], by a method of the stage `estimate`.

    Parameters
    ----------
    estimator
        Its name: "confident-joint", "high-order-consensus", "dual-t", "em-noise-matrix", ... Where
        it can't tell anything, as neighbours without features, predictions do (`confident-joint`).
    labels
        (n,) given classes, -1 unlabelled.
    classes
        Names of the K classes.
    features
        (n, d), for methods that look at neighbours, and to predict items where nothing else does.
    predictions
        (n, K) out of fold; made by `second_opinion` where they are read and there are none.
    seed
        Deals the folds.
    who
        Errors speak in its name.
    """
    k = len(classes)
    if k < 2 or len(np.unique(labels[labels >= 0])) < 2:
        return np.eye(k)
    parts: dict[str, Any] = {"labels": labels, "classes": classes, "n_items": len(labels)}
    if predictions is not None:
        parts["predictions"] = predictions
    if features is not None:
        parts["features"] = features
    for name in dict.fromkeys((estimator, BY_PREDICTIONS)):
        one = method(name)()
        reads = inspect.signature(getattr(one, one.stage)).parameters
        if "predictions" in reads and "predictions" not in parts:
            target = np.where((labels >= 0)[:, None], np.eye(k)[labels], np.nan)
            parts["predictions"] = second_opinion(features, target, seed=seed, who=who)
        found = run(one, Parts(parts, seed=seed))
        noise = np.asarray(found.value) if isinstance(found, Estimate) else np.zeros(0)
        if noise.shape != (k, k):
            rule = f"an estimator of noise must give a matrix ({k}, {k})"
            raise DataError(who, rule, got=f"{name} of shape {noise.shape}")
        # Rows that are all alike say nothing of the truth, and nothing could be learnt by them.
        if np.ptp(noise, axis=0).max() > ALIKE:
            break
    return np.asarray(noise / noise.sum(axis=1, keepdims=True))
