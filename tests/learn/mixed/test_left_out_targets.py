"""Targets of what features and claims say together."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import Classifier
from assay.learn.mixed import LeftOutTargets
from assay.learn.mixed.reading import kind_of, missing
from assay.model import Model


def test_how_often_sets_miss_the_truth_by_hand():
    # Half of the sets of one class of two hold what is sure to be true.
    prior = np.tile([[1.0, 0.0]], (400, 1))
    member = np.array([[True, False], [False, True]])[np.arange(400) % 2]
    assert missing(prior, member) == pytest.approx(0.5, abs=1e-6)
    assert missing(prior, np.tile([[True, False]], (400, 1))) == 0.0
    assert missing(prior, np.ones((400, 2), bool)) == 0.0


def test_kinds_are_told_by_their_form():
    names = ("a", "b", "c")
    assert kind_of(Evidence.labels(np.array([0, 1, -1]), names)) == "labels"
    assert kind_of(Evidence.soft(np.array([[1, 1, 0], [0, 1, 1]]), names)) == "sets"
    assert kind_of(Evidence.votes([0, 0], [0, 1], ["a", "b"], names)) == "votes"


def test_pairs_are_undone_and_the_model_comes_back_as_it_was(digits, tmp_path):
    split = digits.split(0)
    given = digits.pair(split.truth, 0.35)
    evidence = Evidence.labels(given, digits.names)
    model = LeftOutTargets().learn(split.train, evidence, carrier=digits.head(12))
    assert digits.accuracy(model, 0) > 0.93
    assert (model.believed.argmax(axis=1) == split.truth).mean() > 0.93
    again = Model.load(model.save(tmp_path))
    assert np.array_equal(again.probabilities(split.test), model.probabilities(split.test))


def test_without_the_blend_the_carrier_predicts_alone(digits):
    split = digits.split(0)
    some = slice(0, 400)
    evidence = Evidence.labels(digits.pair(split.truth, 0.35)[some], digits.names)
    one = LeftOutTargets(blend=False).learn(split.train[some], evidence, carrier=Classifier())
    both = LeftOutTargets().learn(split.train[some], evidence, carrier=Classifier())
    assert np.array_equal(one.believed, both.believed)
    curve = both.body.curve.outputs(split.test)
    mean = (one.probabilities(split.test) + curve) / 2
    assert np.allclose(both.probabilities(split.test), mean, atol=1e-6)


def test_sets_that_miss_the_truth_are_doubted(digits):
    split = digits.split(0)
    member = digits.candidates(split.truth, 0.3, missing=0.3)
    evidence = Evidence.soft(member.astype(float), digits.names)
    model = LeftOutTargets().learn(split.train, evidence, carrier=Classifier())
    # Sets that are taken to hold it give 0.73.
    assert digits.accuracy(model, 0) > 0.86
