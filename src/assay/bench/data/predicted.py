"""Out-of-fold predictions, as users of scikit-learn make them."""

import warnings
from typing import Any

import numpy as np

from assay.types import Floats, Ints

#: Who may predict; "assay" is what an audit makes.
MODELS = ("assay", "forest", "logistic", "neighbours")


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
