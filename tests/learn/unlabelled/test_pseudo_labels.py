"""Pseudo-labels by four rules."""

import numpy as np
import pytest

from assay.learn import Classifier, PlainTraining, PseudoLabels
from assay.learn.unlabelled.pseudo_labels import class_cuts

PROBA = np.array([[0.9, 0.1], [0.7, 0.3], [0.6, 0.4], [0.45, 0.55], [0.2, 0.8]])


def test_who_joins_by_hand():
    def joins(turn=0, **settings):
        target, weight = PseudoLabels(**settings)._choose(PROBA, turn)
        assert target.argmax(axis=1).tolist() == [0, 0, 0, 1, 1]
        return weight.tolist()

    assert joins(rule="threshold", threshold=0.65) == [1, 1, 0, 0, 1]
    assert joins(rule="percentile", rounds=5, turn=1) == [1, 0, 0, 0, 1]
    # Two of three, and one of two.
    assert joins(rule="class-percentile", rounds=3, turn=1) == [1, 1, 0, 0, 1]
    assert joins(rule="class-percentile", rounds=3, turn=2) == [1] * 5


def test_cuts_by_class():
    # Above .65: two of the first class, one of the second; two of neither.
    np.testing.assert_allclose(class_cuts(PROBA, 0.65), [0.65, 0.65 * 0.5 / 1.5])
    # Where nobody is sure, all are let in: the cut is low, as at the beginning of a training.
    assert class_cuts(PROBA, 0.95).tolist() == [0, 0]


def test_a_threshold_that_nobody_reaches_is_plain_training(line):
    features, evidence = line
    one, other = (
        learner.learn(features, evidence, carrier=Classifier()).probabilities(features)
        for learner in (PseudoLabels("threshold", threshold=1.0), PlainTraining())
    )
    np.testing.assert_array_equal(one, other)


def test_what_was_aimed_at_is_told(line):
    features, evidence = line
    model = PseudoLabels("percentile", rounds=2).learn(features, evidence, Classifier())
    assert model.about["weights"].tolist() == [1] * 6
    assert model.believed.argmax(axis=1).tolist() == [0, 0, 0, 1, 1, 1]


def test_a_threshold_does_worse_than_labels_alone_and_shares_do_not(gain):
    """The reference, 10 seeds: labels alone 83.5, threshold .8 68.3, percentiles 80.3."""
    accuracy, more = gain(PseudoLabels("threshold", threshold=0.8, rounds=10))
    assert accuracy == pytest.approx(0.683, abs=0.06)
    assert more < -0.05
    accuracy, more = gain(PseudoLabels("percentile"))
    assert accuracy == pytest.approx(0.803, abs=0.06)
    assert gain(PseudoLabels("class-percentile"))[1] > more
