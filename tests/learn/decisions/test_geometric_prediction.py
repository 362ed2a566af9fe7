"""Answers by distance."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from assay.errors import DataError, OutputError
from assay.evidence import Evidence
from assay.learn import Classifier, GeometricPrediction, PlainTraining


def ages(random, n):
    """Return features of ages 0 to 9, of which odd ones are never labelled, and the ages."""
    truth = random.integers(0, 10, n)
    angle = np.pi * truth / 10
    rows = np.c_[np.cos(angle), np.sin(angle)] + random.normal(0, 0.15, (n, 2))
    return rows, truth


def test_zeros_and_ones_give_the_most_probable_class(digits):
    split = digits.split()
    evidence = Evidence.labels(split.truth[:300], digits.names)
    carrier = Classifier(LogisticRegression(max_iter=300))
    plain = PlainTraining().learn(split.train[:300], evidence, carrier)
    model = GeometricPrediction().learn(split.train[:300], evidence, 1 - np.eye(10), carrier)
    np.testing.assert_array_equal(model.predict(split.test), plain.predict(split.test))
    np.testing.assert_array_equal(model.probabilities(split.test), plain.probabilities(split.test))


def test_squared_errors_fall_and_unlabelled_classes_are_answered():
    random = np.random.default_rng(0)
    features, truth = ages(random, 800)
    labels = np.where(truth % 2 == 0, truth, -1)
    evidence = Evidence.labels(labels, tuple("0123456789"))
    apart = np.abs(np.arange(10.0)[:, None] - np.arange(10))
    plain = PlainTraining().learn(features, evidence, carrier=Classifier())
    model = GeometricPrediction().learn(features, evidence, apart, Classifier())
    test, answers = ages(random, 1000)
    errors = [((one.predict(test) - answers) ** 2).mean() for one in (plain, model)]
    assert errors[1] < 0.85 * errors[0]
    assert (plain.predict(test) % 2 == 0).all()
    assert (model.predict(test) % 2 == 1).mean() > 0.3


def test_the_answer_is_the_least_mean_square_by_brute_force():
    random = np.random.default_rng(1)
    features, truth = ages(random, 200)
    evidence = Evidence.labels(truth, tuple("0123456789"))
    apart = random.random((10, 10))
    model = GeometricPrediction(temperature=2.0).learn(features, evidence, apart, Classifier())
    proba = np.sqrt(model.probabilities(features[:20]))
    for answer, row in zip(model.predict(features[:20]), proba, strict=True):
        costs = [sum(row[k] * apart[k, v] ** 2 for k in range(10)) for v in range(10)]
        assert costs[answer] == pytest.approx(min(costs))


def test_distances_of_the_wrong_shape_and_saving_are_refused(tmp_path):
    features, truth = ages(np.random.default_rng(2), 50)
    evidence = Evidence.labels(truth, tuple("0123456789"))
    with pytest.raises(DataError, match="class_distances must be 10 x 10 numbers"):
        GeometricPrediction().learn(features, evidence, np.ones((3, 3)), Classifier())
    model = GeometricPrediction().learn(features, evidence, carrier=Classifier())
    assert model.about["distances"].shape == (10, 10)
    with pytest.raises(OutputError, match="rule of decision"):
        model.save(tmp_path)
