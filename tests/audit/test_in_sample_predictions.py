import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.neighbors import KNeighborsClassifier

from assay.audit import InSamplePredictions
from assay.parts.neighbours import neighbours


@pytest.fixture(scope="module")
def noisy():
    x, y = load_digits(return_X_y=True)
    rng = np.random.default_rng(0)
    labels = np.where(rng.random(len(y)) < 0.1, rng.integers(0, 10, len(y)), y)
    return x / 16, labels, neighbours(x.astype(np.float32))


def test_a_model_that_learnt_by_heart_is_found(look, noisy):
    x, labels, near = noisy
    proba = KNeighborsClassifier(1).fit(x, labels).predict_proba(x)
    for parts in ({}, {"neighbours": near}):
        found = look(InSamplePredictions(), labels=labels, predictions=proba, **parts)
        assert found["in-sample-predictions"].severity == "error"
        assert found["in-sample-predictions"].value == 1


def test_predictions_out_of_fold_are_fine(look, noisy):
    x, labels, near = noisy
    proba = cross_val_predict(LogisticRegression(C=0.1), x, labels, cv=3, method="predict_proba")
    assert look(InSamplePredictions(), labels=labels, predictions=proba, neighbours=near) == {}


def test_an_easy_problem_is_no_wonder(look):
    labels = np.arange(300) % 3
    rng = np.random.default_rng(0)
    near = neighbours((np.eye(3)[labels] * 9 + rng.random((300, 3))).astype(np.float32))
    proba = np.eye(3)[labels]
    assert "in-sample-predictions" in look(InSamplePredictions(), labels=labels, predictions=proba)
    assert look(InSamplePredictions(), labels=labels, predictions=proba, neighbours=near) == {}


def test_a_column_that_gives_the_label_away_explains_them(look):
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 300)
    near = neighbours(rng.random((300, 3)).astype(np.float32))
    parts = {"labels": labels, "predictions": np.eye(2)[labels], "neighbours": near}
    honest, leak = {"a": rng.random(300)}, {"b": labels.astype(float)}
    assert "in-sample-predictions" in look(InSamplePredictions(), **parts, columns=honest)
    assert look(InSamplePredictions(), **parts, columns=honest | leak) == {}
