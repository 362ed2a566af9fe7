"""Weights for the worst group."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn import Classifier, GroupReweighting, PlainTraining
from assay.learn.noisy.group_reweighting import by_group, goal_of, turns


def test_small_parts_by_hand():
    assert turns(np.array([2, 1, 2, 2, 1])).tolist() == [0, 0, 1, 2, 1]
    np.testing.assert_allclose(by_group(np.array([1.0, 2.0, 4.0]), np.array([0, 2, 2])), [1, 0, 3])
    labels = np.array([0, 1] * 5 + [-1])
    assert goal_of(None, labels).tolist() == [-1] * 8 + [0, 1, -1]
    some = np.array([-1] * 9 + [4, 7])
    assert goal_of(some, labels).tolist() == [-1] * 9 + [1, 2]
    with pytest.raises(DataError, match="groups must have one value an item, 11"):
        goal_of(np.zeros(3), labels)


def spurious(n, aligned, seed):
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, n)
    mark = np.where(random.random(n) < aligned, truth, 1 - truth)
    features = random.normal(size=(n, 4))
    features[:, 0] += 2 * (truth - 0.5)
    features[:, 1] += 4 * (mark - 0.5)
    return truth, 2 * truth + mark, features


def worst(model, features, truth, groups):
    right = model.predict(features) == truth
    return min(right[groups == one].mean() for one in range(4))


def test_those_without_the_mark_of_their_class_get_weight():
    truth, groups, features = spurious(1200, 0.95, 0)
    told = np.where(turns(groups) < 25, groups, -1)
    evidence = Evidence.labels(truth)
    model = GroupReweighting().learn(features, evidence, told, Classifier())
    plain = PlainTraining().learn(features, evidence, carrier=Classifier())
    answers, slices, fresh = spurious(2000, 0.5, 1)
    assert worst(plain, fresh, answers, slices) < 0.6
    assert worst(model, fresh, answers, slices) > worst(plain, fresh, answers, slices) + 0.12
    free = told < 0
    few = np.isin(groups, [1, 2])
    weights = model.about["weights"]
    assert weights[free & few].mean() > 3 * weights[free & ~few].mean()


def test_features_too_many_for_the_curvature_are_told():
    features = np.random.default_rng(0).normal(size=(30, 1100))
    evidence = Evidence.labels(np.arange(30) % 2)
    with pytest.raises(DataError, match="columns times classes must be at most 2000; got 2202"):
        GroupReweighting().learn(features, evidence, carrier=Classifier())
