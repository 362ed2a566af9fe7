"""Out-of-fold predictions, as users make them and as we make them."""

import warnings
from typing import Any

import numpy as np

from assay.dataset import Dataset
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.registry import Parts
from assay.types import Floats, Ints

MODELS = ("assay", "forest", "logistic", "neighbours")


def out_of_fold(features: Floats, evidence: Evidence, model: str, seed: int) -> Floats:
    """Return (n, K) probabilities by models that never saw the item's label, float32.

    Parameters
    ----------
    features
        (n, d) numbers of like scale.
    evidence
        One label an item.
    model
        assay: what an audit makes; otherwise 5-fold cross-validation of scikit-learn's logistic
        regression, random forest or 15 nearest neighbours.
    seed
        Decides the folds.
    """
    if model not in MODELS:
        rule = f"predictions must be one of {', '.join(MODELS)}"
        raise SettingError("bench", rule, got=repr(model))
    if model == "assay":
        parts = Parts(Dataset(evidence, features=features), seed=seed)
        return np.asarray(parts["predictions"])
    return cross_validated(features, evidence.given, classifier(model), seed)


def cross_validated(features: Floats, labels: Ints, model: Any, seed: int) -> Floats:
    """Return (n, K) probabilities of a scikit-learn classifier by stratified 5-fold."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        proba = cross_val_predict(model, features, labels, cv=folds, method="predict_proba")
    return np.asarray(proba, np.float32)


def classifier(name: str) -> Any:
    """Return the scikit-learn classifier of that name."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier

    if name == "forest":
        return RandomForestClassifier(200, random_state=0)
    return KNeighborsClassifier(15) if name == "neighbours" else LogisticRegression(max_iter=60)
