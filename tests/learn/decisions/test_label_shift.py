"""A model for where classes are as common as they weren't."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import Classifier, LabelShift, PlainTraining


def clouds(random, counts):
    """Return items of three clouds that overlap, and their classes."""
    truth = np.repeat(np.arange(3), counts)
    return random.normal(size=(len(truth), 3)) + 2 * np.eye(3)[truth], truth


@pytest.mark.parametrize("rule", ["efficient", "black-box", "likelihood"])
def test_shares_are_found_and_predictions_moved(rule):
    random = np.random.default_rng(0)
    features, truth = clouds(random, [600, 600, 600])
    there, answers = clouds(random, [100, 200, 1700])
    evidence = Evidence.labels(truth, tuple("abc"))
    plain = PlainTraining().learn(features, evidence, carrier=Classifier())
    model = LabelShift(rule).learn(features, evidence, there, Classifier())
    assert model.about["prior"] == pytest.approx([0.05, 0.1, 0.85], abs=0.05)
    assert model.about["ratio"] == pytest.approx(model.about["prior"] * 3)
    moved = plain.probabilities(there) * model.about["ratio"]
    moved /= moved.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.probabilities(there), moved, atol=1e-6)
    right = [(one.predict(there) == answers).mean() for one in (plain, model)]
    assert right[1] > right[0] + 0.03
    assert ("spread" in model.about) == (rule != "likelihood")


def test_without_items_from_elsewhere_it_is_plain_training():
    random = np.random.default_rng(1)
    features, truth = clouds(random, [20, 20, 20])
    evidence = Evidence.labels(truth, tuple("abc"))
    one, other = (
        learner.learn(features, evidence, carrier=Classifier()).probabilities(features)
        for learner in (PlainTraining(), LabelShift())
    )
    np.testing.assert_array_equal(one, other)
