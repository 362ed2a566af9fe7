"""Echoes of features: by a loop, out of fold, and a figure."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.errors import NeedsError
from assay.evidence import Evidence
from assay.learn import Classifier, FeatureEcho
from assay.learn.noisy.feature_echo import echoes, likeness
from assay.parts.folds import folds


def test_an_echo_is_what_directions_of_other_items_make_of_it():
    random = np.random.default_rng(0)
    labels = np.repeat([0, 1], 25)
    rows = random.normal(size=(50, 4)) * [3, 1, 0.1, 0.1]
    told = random.random(50) < 0.8
    found = echoes(rows, labels, told, 2)
    fold = folds(labels)
    for item in (0, 24, 40):
        others = (labels == labels[item]) & (fold != fold[item]) & told
        middle = np.median(rows[others], axis=0)
        away = rows[others] - middle
        vectors = np.linalg.eigh(away.T @ away)[1][:, -2:]
        expected = middle + vectors @ vectors.T @ (rows[item] - middle)
        np.testing.assert_allclose(found[item], expected, atol=1e-8)


def test_all_directions_give_the_item_back():
    random = np.random.default_rng(0)
    rows, labels = random.normal(size=(40, 3)), np.repeat([0, 1], 20)
    found = echoes(rows, labels, np.ones(40, bool), 3)
    np.testing.assert_allclose(found, rows, atol=1e-9)
    np.testing.assert_allclose(likeness(rows, found, rows.mean(axis=0)), 1, atol=1e-9)


def test_sparse_features_are_told():
    with pytest.raises(NeedsError, match="FeatureEcho: needs dense features"):
        FeatureEcho().learn(csr_array(np.eye(3)), Evidence.labels(np.array([0, 1, 0])))


def test_an_item_of_another_class_is_moved_to_where_its_label_lies():
    random = np.random.default_rng(0)
    truth = np.repeat([0, 1], 50)
    rows = np.eye(2, 6)[truth] * 4 + random.normal(size=(100, 6)) * 0.3
    labels = np.where(np.arange(100) == 7, 1, truth)
    for rest in ("drop", "echo"):
        learner = FeatureEcho(directions=1, rest=rest)
        model = learner.learn(rows, Evidence.labels(labels), Classifier())
        assert model.about["clean"][7] < 0.1
        assert (model.predict(rows) == truth).all()


def test_items_that_do_not_fit_are_told(digits):
    split = digits.split()
    labels = digits.symmetric(split.truth, 0.4)
    evidence = Evidence.labels(labels, digits.names)
    model = FeatureEcho().learn(split.train, evidence, Classifier())
    clean, right = model.about["clean"], labels == split.truth
    assert clean[right].mean() > clean[~right].mean() + 0.6
    # Of what it is sure to keep, nearly all is right, where three in five labels are.
    assert right[clean > 0.99].mean() > 0.9
