"""Learning by what a detector says: with a detector by hand, and an unknown one."""

import numpy as np
import pytest

from assay.errors import DataError, UnknownName
from assay.evidence import Evidence
from assay.flag import Calibrated, ConfidentLearning
from assay.learn import Classifier, DetectedErrors, PlainTraining
from assay.learn.held_out import out_of_fold


@pytest.fixture(scope="module")
def noisy(digits):
    split = digits.split()
    labels = digits.symmetric(split.truth, 0.3)
    guess = out_of_fold(split.train, np.eye(10)[labels])
    return split, labels, Evidence.labels(labels, digits.names), guess


def test_what_is_flagged_is_left_out_and_what_is_not_is_plain_training(noisy, digits):
    split, labels, evidence, guess = noisy
    learner = DetectedErrors("confident-learning", rest="drop")
    model = learner.learn(split.train, evidence, guess, Classifier())
    flags = ConfidentLearning().flag(labels=labels, predictions=guess)
    np.testing.assert_array_equal(model.about["clean"] == 0, flags.flagged)
    rest = np.flatnonzero(~flags.flagged)
    alone = PlainTraining().learn(
        split.train[rest], Evidence.labels(labels[rest], digits.names), Classifier()
    )
    assert np.abs(
        model.probabilities(split.test) - alone.probabilities(split.test)
    ).mean() < 0.01  # fmt: skip


def test_chances_of_a_detector_mix_label_and_prediction(noisy):
    split, labels, evidence, guess = noisy
    flags = Calibrated().flag(labels=labels, predictions=guess)
    assert flags.p_wrong is not None
    learner = DetectedErrors("calibrated")
    model = learner.learn(split.train, evidence, guess, Classifier())
    wrong = flags.p_wrong[:, None]
    np.testing.assert_allclose(
        model.believed, (1 - wrong) * np.eye(10)[labels] + wrong * guess, atol=1e-5
    )


def test_a_detector_that_is_none_is_told(noisy):
    split, _, evidence, guess = noisy
    with pytest.raises(UnknownName, match="no method 'nobody'"):
        DetectedErrors("nobody").learn(split.train, evidence, guess, Classifier())
    with pytest.raises(DataError, match="one of the stage flag; got confident-joint"):
        DetectedErrors("confident-joint").learn(split.train, evidence, guess, Classifier())


def test_the_learnt_split_rights_labels(noisy, digits):
    split, labels, evidence, guess = noisy
    model = DetectedErrors().learn(split.train, evidence, guess, Classifier())
    plain = PlainTraining().learn(split.train, evidence, Classifier())
    clean, right = model.about["clean"], labels == split.truth
    assert clean[right].mean() > clean[~right].mean() + 0.7
    assert digits.accuracy(model) > digits.accuracy(plain)
