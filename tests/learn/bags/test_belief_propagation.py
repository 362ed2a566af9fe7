"""Counts and likeness together: what is chosen, and what it brings."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from assay.errors import DataError
from assay.learn import BeliefPropagation, Classifier, Head
from assay.learn.bags.belief_propagation import Believing
from assay.learn.step import Step

pytest.importorskip("torch")


def test_bags_of_32_digits(digits):
    """Counts alone have an AUC of 93.4; digits near each other are mostly both odd or even."""
    split = digits.split()
    items, bags, counts = digits.bags(split.truth, 32)
    head = Head(hidden=64, epochs=12, batch=256, rate=4e-3, scaling="none")
    model = BeliefPropagation().learn(
        split.train[items], bags, counts, ("even", "odd"), carrier=head
    )
    found = model.probabilities(split.test)[:, 1]
    assert roc_auc_score(split.answers % 2, found) > 0.95
    assert roc_auc_score(split.truth[items] % 2, model.believed[:, 1]) > 0.98
    assert model.about["strength"] in (0.5, 1.0, 2.0)


def test_likeness_that_says_nothing_is_not_trusted():
    """Features of which only one column, drowned in others, has to do with the class."""
    random = np.random.default_rng(0)
    truth, features = random.integers(0, 2, 800), random.normal(size=(800, 12))
    bags = np.arange(800) // 8
    counts = np.zeros((100, 2), int)
    np.add.at(counts, (bags, truth), 1)
    model = BeliefPropagation(strength=4.0, tries=6).learn(
        features, bags, counts, carrier=Classifier()
    )
    assert model.about["strength"] <= 0.25


def test_a_second_round_hears_the_model():
    """Two clouds that bags of ten are dealt from; a linear model is heard in the second round."""
    random = np.random.default_rng(1)
    truth = random.integers(0, 2, 300)
    features = random.normal(size=(300, 3)) + 2.5 * truth[:, None]
    bags, counts = np.arange(300) // 10, np.zeros((30, 2), int)
    np.add.at(counts, (bags, truth), 1)
    model = BeliefPropagation(tries=2, rounds=2).learn(features, bags, counts, carrier=Classifier())
    assert set(model.about) == {"strength", "foretold", "model_heard"}
    assert (model.predict(features) == truth).mean() > 0.95


def test_beliefs_come_first_and_counts_after():
    bags, counts = np.zeros(3, int), np.array([[2, 1]])
    recipe = Believing(bags, counts, np.array([0.7, 0.2, 0.1]), 0.5, {})
    for epoch, aim in ((0, [0.7, 0.2, 0.1]), (1, [0.7, 0.2, 0.1]), (2, [1 / 3] * 3)):
        step = Step(np.arange(3), epoch, 4, 0, "softmax", np.random.default_rng(0))
        step.__dict__["log_proba"] = np.log(np.full((3, 2), 0.5))
        np.testing.assert_allclose(recipe.targets(step)[:, 1], aim, rtol=1e-6)
    # A classifier begins with beliefs, and is asked for targets from then on.
    step = Step(np.arange(3), 1, 9, 0, "softmax", np.random.default_rng(0), guess=step.log_proba)
    np.testing.assert_allclose(recipe.targets(step)[:, 1], 1 / 3, rtol=1e-6)


def test_three_classes_are_told():
    with pytest.raises(DataError, match="bags must be counted in two classes; got 3"):
        BeliefPropagation().learn(np.zeros((3, 2)), np.zeros(3, int), np.array([[1, 1, 1]]))
