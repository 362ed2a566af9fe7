"""What is known by heart: figures on digits, and rare items that are right."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from assay.dataset import Neighbours
from assay.flag import Memorization
from assay.flag.memorization import crowd
from assay.parts import neighbours
from assay.simulate import SymmetricNoise


def test_figures_on_digits_are_reached():
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    labels = SymmetricNoise(rate=0.1, seed=1).simulate(truth, tuple("0123456789")).given
    wrong, flags = labels != truth, Memorization().flag(labels, pixels)
    # An earlier reproduction, with 60 forests of 60 trees: .033, .997, .998, .041 and 1.
    assert flags.score[~wrong].mean() == pytest.approx(0.033, abs=0.015)
    assert flags.score[wrong].mean() == pytest.approx(0.997, abs=0.01)
    assert roc_auc_score(wrong, flags.score) == pytest.approx(0.998, abs=0.0025)
    assert (flags.score[~wrong] > 0.25).mean() == pytest.approx(0.041, abs=0.02)
    assert (flags.score[wrong] > 0.25).mean() > 0.99
    # Models that never saw an item rank it as well.
    held_out = roc_auc_score(wrong, -flags.values["outside"])
    assert held_out == pytest.approx(roc_auc_score(wrong, flags.score), abs=0.002)
    # Wrong labels do harm where others are predicted.
    effect = flags.values["influence"]
    assert effect[wrong].mean() < effect[~wrong].mean()


def test_rare_items_that_are_right_are_learnt_by_heart_but_not_flagged():
    random = np.random.default_rng(0)
    truth = np.repeat([0, 1], 150)
    features = truth[:, None] * [6.0, 0] + random.normal(size=(300, 2))
    rare = np.arange(3)
    # Far from all others, on the other class's side, and alone there.
    features[rare] = [[8, 12], [16, 0], [8, -12]]
    labels = truth.copy()
    wrong = np.arange(100, 110)
    labels[wrong] = 1
    near = neighbours(features)
    found = Memorization().flag(labels, features, near)
    assert found.score[rare].mean() > 0.6
    assert found.score[wrong].mean() > 0.9
    # One in twenty of a class lies outside its bulk.
    assert found.flagged[wrong].mean() >= 0.9
    assert not found.flagged[rare].any()
    assert Memorization().flag(labels, features).flagged[rare].any()


def test_how_crowded_a_place_is():
    near = Neighbours(np.zeros((5, 1), int), np.array([[1.0], [2], [3], [9], [2]]))
    labels = np.array([0, 0, 0, 1, 1])
    found = crowd(np.array([0, 0, 0, 0, 0]), near, labels)
    np.testing.assert_allclose(found, [1, 2 / 3, 1 / 3, 0, 2 / 3])
    assert (crowd(labels, None, labels) == 1).all()


def test_a_network_learns_less_by_heart_than_trees():
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    pixels, truth = pixels[:500], truth[:500]
    labels = SymmetricNoise(rate=0.1, seed=1).simulate(truth, tuple("0123456789")).given
    wrong = labels != truth
    trees, network = (
        Memorization(subsets=20, learner=learner).flag(labels, pixels)
        for learner in ("trees", "network")
    )
    assert network.values["inside"][wrong].mean() < trees.values["inside"][wrong].mean() - 0.05
    assert roc_auc_score(wrong, -network.values["outside"]) > 0.98
