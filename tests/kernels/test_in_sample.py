"""Predictions that saw the labels they predict."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assay.dataset import Neighbours
from assay.kernels.in_sample import looks_in_sample


def near(x):
    distance, index = NearestNeighbors(n_neighbors=11).fit(x).kneighbors(x)
    return Neighbours(index[:, 1:], distance[:, 1:])


@pytest.fixture(scope="module")
def noisy():
    x, y = load_digits(return_X_y=True)
    r = np.random.default_rng(0)
    return x, np.where(r.random(len(y)) < 0.1, r.integers(0, 10, len(y)), y)


def test_a_nearest_neighbour_that_is_the_item_itself(noisy):
    x, labels = noisy
    p = KNeighborsClassifier(1).fit(x, labels).predict_proba(x)
    assert "agree with all 1797 given labels" in looks_in_sample(labels, p)


def test_a_forest_that_learnt_its_labels_by_heart(noisy):
    x, labels = noisy
    p = RandomForestClassifier(50, random_state=0).fit(x, labels).predict_proba(x)
    assert looks_in_sample(labels, p) == ""
    assert "neighbours all carry one other label" in looks_in_sample(labels, p, near(x))


@pytest.mark.parametrize("load", [load_digits, load_iris, load_wine, load_breast_cancer])
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_predictions_out_of_fold_are_not_suspected(load, noise):
    x, y = load(return_X_y=True)
    r = np.random.default_rng(1)
    labels = np.where(r.random(len(y)) < noise, r.integers(0, y.max() + 1, len(y)), y)
    scaled = StandardScaler().fit_transform(x)
    neighbours = near(scaled)
    for model in (
        LogisticRegression(C=0.1, max_iter=500),
        KNeighborsClassifier(1),
        RandomForestClassifier(30, random_state=0),
    ):
        p = cross_val_predict(
            make_pipeline(StandardScaler(), model), x, labels, cv=3, method="predict_proba"
        )
        assert looks_in_sample(labels, p, neighbours) == ""


def test_few_items_are_never_suspected():
    assert looks_in_sample(np.zeros(99, int), np.tile([1.0, 0.0], (99, 1))) == ""
