"""Labels that are blurred until confidence is what accuracy is."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import Head, LabelPerturbation, PlainTraining
from assay.learn.decisions.label_perturbation import Blurred


def test_amounts_by_hand():
    recipe = Blurred(np.eye(2)[[0, 0, 1]], np.array([False, False, True]), 0.5, 0.0)
    recipe.accuracy, recipe.gap = 0.8, 0.1
    logs = np.log(np.array([[0.9, 0.1], [0.4, 0.6]]))
    spread = -(0.9 * np.log(0.9) + 0.1 * np.log(0.1))
    expected = min(0.5 * (spread + 2 * np.log(0.9)) / 0.5, 0.4)
    found = recipe.moved(np.zeros(2), np.eye(2)[[0, 0]], logs)
    # The second is wrong: its label is left as it was.
    np.testing.assert_allclose(found, [expected, 0], atol=1e-6)
    # The share of a label, 1 - amount / 2, never falls below the accuracy.
    found = recipe.moved(np.full(2, 0.39), np.eye(2)[[0, 0]], logs)
    assert found[0] == pytest.approx(0.4)
    # Where the model is not too sure, labels come back.
    recipe.gap = -0.1
    np.testing.assert_allclose(recipe.moved(np.full(2, 0.4), np.eye(2)[[0, 0]], logs), 0.2)


def test_targets_are_mixed_with_all_classes_alike():
    recipe = Blurred(np.eye(4)[[1, 2]], np.zeros(2, bool), 0.5, 0.0)
    recipe.amount[:] = [0.0, 0.4]

    class All:
        ids = np.arange(2)

    np.testing.assert_allclose(recipe.targets(All()), [[0, 1, 0, 0], [0.1, 0.1, 0.7, 0.1]])


def overlapping(seed, n):
    random = np.random.default_rng(seed)
    truth = np.arange(n) % 2
    return random.normal(size=(n, 10)) + 0.45 * (2 * truth[:, None] - 1) * np.eye(10)[0] * 2, truth


def calibration(model, features, truth):
    """Return the gap between confidence and accuracy, and the accuracy."""
    proba = model.probabilities(features)
    right = proba.argmax(axis=1) == truth
    return abs(proba.max(axis=1).mean() - right.mean()), right.mean()


def test_confidence_comes_down_to_accuracy():
    features, truth = overlapping(0, 300)
    test, answers = overlapping(1, 2000)
    evidence = Evidence.labels(truth, ("a", "b"))
    head = Head(hidden=64, epochs=40, batch=32, rate=5e-3)
    plain, ours = (
        calibration(learner.learn(features, evidence, carrier=head), test, answers)
        for learner in (PlainTraining(), LabelPerturbation())
    )
    assert ours[0] < plain[0] - 0.03
    assert ours[1] > plain[1] - 0.05
