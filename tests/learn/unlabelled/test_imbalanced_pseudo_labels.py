"""Pseudo-labels where some classes are rare."""

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

from assay.evidence import Evidence
from assay.learn import Classifier, ImbalancedPseudoLabels, PlainTraining
from assay.learn.unlabelled.imbalanced_pseudo_labels import Deferred, evened


def test_weights_make_classes_alike():
    target = np.eye(2)[[0] * 9 + [1]]
    weight = evened(target)
    assert weight.mean() == pytest.approx(1)
    # Effective numbers of few items are about their numbers.
    assert weight[:9].sum() == pytest.approx(weight[9], rel=0.01)
    # Of very many they are alike, so that nothing is left to make up for.
    assert np.ptp(evened(np.eye(2)[[0] * 60000 + [1] * 20000])) < 1e-6


def test_classes_count_alike_from_then_on():
    class At:
        ids = np.arange(3)

        def __init__(self, progress):
            self.progress = progress

    recipe = Deferred(np.eye(2)[[0, 0, 1]], np.ones(3), np.array([0.75, 0.75, 1.5]), 0.5)
    assert recipe.weights(At(0.4)).tolist() == [1, 1, 1]
    assert recipe.weights(At(0.5)).tolist() == [0.75, 0.75, 1.5]


def test_unlabelled_items_of_the_rare_class_move_the_boundary_to_the_middle():
    """Two normal clouds at -1 and 1, as the theory has them: what few labels can't say."""
    gaps = []
    for seed in range(5):
        random = np.random.default_rng(seed)
        truth = np.r_[np.zeros(30, int), np.ones(3, int), np.arange(1000) % 2]
        features = random.normal(size=(len(truth), 1)) + 2 * (2 * truth[:, None] - 1)
        labels = np.where(np.arange(len(truth)) < 33, truth, -1)
        evidence = Evidence.labels(labels, ("common", "rare"))
        carrier = Classifier(GaussianNB())
        grid = np.linspace(-3, 3, 601)[:, None]
        found = [
            float(grid[learner.learn(features, evidence, carrier=carrier).predict(grid) == 1].min())
            for learner in (PlainTraining(), ImbalancedPseudoLabels())
        ]
        gaps.append(np.abs(found))
    plain, ours = np.mean(gaps, axis=0)
    assert ours < 0.8 * plain


def test_without_unlabelled_items_and_evening_it_is_plain_training(line):
    features, _ = line
    evidence = Evidence.labels(np.array([0, 0, 0, 0, 1, 1]), ("a", "b"))
    one, other, even = (
        learner.learn(features, evidence, carrier=Classifier()).probabilities(features)
        for learner in (
            PlainTraining(), ImbalancedPseudoLabels(), ImbalancedPseudoLabels(even_from=0.0),
        )
    )  # fmt: skip
    np.testing.assert_allclose(one, other, atol=1e-9)
    assert (even[:, 1] > one[:, 1]).all()
