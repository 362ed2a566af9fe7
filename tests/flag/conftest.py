"""Data that tests of detectors share."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from assay.dataset import Neighbours


@cache
def noisy_digits(noise: str) -> tuple[Any, Any, Any, Any, Neighbours]:
    """Return pixels, truth, labels a fifth of which are wrong, predictions and neighbours.

    The predictions are made on other folds: for pair-flip by logistic regression, as those of
    the figures; for symmetric and none by nearest neighbours, which takes no time.
    """
    x, y = load_digits(return_X_y=True)
    x = x / 16
    r = np.random.default_rng(0)
    flipped = r.random(len(y)) < 0.2 if noise != "none" else np.zeros(len(y), bool)
    step = r.integers(1, 10, len(y)) if noise == "symmetric" else 1
    labels = np.where(flipped, (y + step) % 10, y)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    # This solver is soon at the end of its descent, on which the figures depend.
    logistic = LogisticRegression(solver="newton-cholesky")
    model = logistic if noise == "pair-flip" else KNeighborsClassifier(15)
    rows = x.astype(np.float32)
    p = cross_val_predict(model, rows, labels, cv=folds, method="predict_proba")
    distance, index = NearestNeighbors(n_neighbors=11).fit(x).kneighbors(x)
    return x, y, labels, p, Neighbours(index[:, 1:], distance[:, 1:])


@pytest.fixture(scope="session")
def digits() -> Callable[[str], tuple[Any, Any, Any, Any, Neighbours]]:
    """Return a function that gives digits with noise of a kind."""
    return noisy_digits
