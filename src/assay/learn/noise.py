"""Which label each class is given, estimated from the labels and features at hand."""

import numpy as np

from assay.errors import DataError
from assay.learn.second_opinion import second_opinion
from assay.registry import Parts, method, run
from assay.results import Estimate
from assay.types import Features, Floats, Ints


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
        Its name: "confident-joint", "high-order-consensus", "dual-t", "em-noise-matrix", ...
    labels
        (n,) given classes, -1 unlabelled.
    classes
        Names of the K classes.
    features
        (n, d), for methods that look at neighbours, and to predict items where nothing else does.
    predictions
        (n, K) out of fold; made by `second_opinion` where there are none.
    seed
        Deals the folds.
    who
        Errors speak in its name.
    """
    k = len(classes)
    if k < 2 or len(np.unique(labels[labels >= 0])) < 2:
        return np.eye(k)
    parts = {"labels": labels, "classes": classes, "n_items": len(labels)}
    if predictions is None:
        target = np.where((labels >= 0)[:, None], np.eye(k)[labels], np.nan)
        predictions = second_opinion(features, target, seed=seed, who=who)
    parts["predictions"] = predictions
    if features is not None:
        parts["features"] = features
    found = run(method(estimator)(), Parts(parts, seed=seed))
    noise = np.asarray(found.value) if isinstance(found, Estimate) else np.zeros(0)
    if noise.shape != (k, k):
        rule = f"an estimator of noise must give a matrix ({k}, {k})"
        raise DataError(who, rule, got=f"{estimator} of shape {noise.shape}")
    return np.asarray(noise / noise.sum(axis=1, keepdims=True))
