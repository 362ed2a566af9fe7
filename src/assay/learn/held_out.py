"""What a model that never saw an item's label makes of it: a second opinion for every item."""

from typing import Any

import numpy as np

from assay.errors import DataError
from assay.kernels.learn.expansion import expanded
from assay.learn.classifier import TINY, chances, usual
from assay.parts.folds import folds as deal
from assay.types import Features, Floats, Ints


def out_of_fold(
    features: Features | None,
    target: Floats,
    *,
    weight: Floats | None = None,
    estimator: Any = None,
    folds: Ints | None = None,
    only: Ints | None = None,
    seed: int = 0,
    who: str = "out_of_fold",
) -> Floats:
    """Return (n, K) probabilities of every item by a classifier that learnt from other folds.

    Parameters
    ----------
    features
        (n, d).
    target
        (n, K) soft targets; rows of NaN are predicted and not learnt from.
    weight
        (n,) how much each item counts.
    estimator
        Classifier of scikit-learn's that takes `sample_weight`; by default logistic regression
        with a strong pull to zero.
    folds
        (n,) which fold each item is in; by default five, each class spread evenly.
    only
        Folds whose items are predicted; by default all. Others get how common classes are.
    seed
        Deals the folds.
    who
        Errors speak in its name.
    """
    from sklearn import config_context
    from sklearn.base import clone

    if features is None:
        fix = "Give them, or predictions of items by models that didn't see them."
        raise DataError(who, "needs features to predict items out of fold", got="none", fix=fix)
    known = ~np.isnan(target).any(axis=1)
    counts = known.astype(float) if weight is None else np.where(known, weight, 0.0)
    if folds is None:
        folds = deal(np.where(known, np.nan_to_num(target).argmax(axis=1), -1), seed=seed)
    prior = np.average(np.nan_to_num(target), axis=0, weights=counts) if counts.any() else None
    k = target.shape[1]
    found = np.tile(np.full(k, 1 / k) if prior is None else prior, (len(target), 1))
    made = pulled(features) if estimator is None else estimator
    for fold in np.unique(folds) if only is None else only:
        out = np.flatnonzero(folds == fold)
        kept = np.where(folds == fold, 0.0, counts)
        row, label, share = expanded(target, kept)
        if len(np.unique(label)) < 2:
            continue
        one = clone(made)
        name = f"{one.steps[-1][0]}__sample_weight" if hasattr(one, "steps") else "sample_weight"
        with config_context(enable_metadata_routing=False):
            one.fit(features[row], label, **{name: share})
        found[out] = TINY
        found[np.ix_(out, np.asarray(one.classes_, int))] = chances(one, features[out])
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def pulled(features: Features, strength: float = 0.05) -> Any:
    """Return logistic regression that doesn't learn single items by heart.

    The less the inverse strength is, the more strongly it is pulled to zero.
    """
    made = usual("softmax")
    made.set_params(logisticregression__C=strength)
    if hasattr(features, "tocsr"):
        made.set_params(standardscaler__with_mean=False)
    return made
