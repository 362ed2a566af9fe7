"""Rules that are generated from few labels."""

import numpy as np
import pytest

from assay.errors import SettingError
from assay.evidence import Evidence
from assay.learn import Classifier, GeneratedRules


def test_rules_hold_their_tongue_outside_what_they_know(few, digits):
    split, evidence = few()
    method = GeneratedRules(rules=8)
    votes = method.votes(split.train, evidence.given, 10)
    assert votes.shape == (8, len(split.truth))
    for said in votes:
        assert len(np.unique(said[said >= 0])) <= 6
    spoken = votes >= 0
    assert 0.05 < spoken.mean() < 0.6
    right = (votes == split.truth)[spoken].mean()
    assert right > 0.6
    surer = GeneratedRules(rules=8, sure=0.7).votes(split.train, evidence.given, 10)
    assert (surer >= 0).mean() < spoken.mean()
    assert (surer == split.truth)[surer >= 0].mean() > right


def test_what_one_rule_that_sees_all_says_is_its_regression(line):
    features, evidence = line
    method = GeneratedRules(rules=1, columns=1.0, classes=1.0, sure=0.0, aggregate="majority-vote")
    for seed in range(5):
        votes = GeneratedRules(rules=1, columns=1.0, classes=1.0, sure=0.0, seed=seed).votes(
            features, evidence.given, 2
        )
        # A draw of both labelled items splits in the middle; of one of them it knows one class.
        assert votes.tolist() in ([[0, 0, 0, 1, 1, 1]], [[-1] * 6])
    model = method.learn(features, evidence, Classifier())
    assert model.predict(features)[[0, 5]].tolist() == [0, 1]


def test_together_they_say_more_than_one(few, digits, plainly):
    split, evidence = few(1)
    method = GeneratedRules(rules=25)
    votes = method.votes(split.train, evidence.given, 10)
    free = evidence.given < 0
    spoken = votes >= 0
    each = [(said == split.truth)[where & free].mean() for said, where in zip(votes, spoken,
            strict=True) if where.any()]  # fmt: skip
    model = method.learn(split.train, evidence, plainly)
    told = free & ~np.isnan(model.believed).any(axis=1)
    together = (model.believed.argmax(axis=1) == split.truth)[told].mean()
    assert together > np.mean(each)
    assert told.mean() > 0.9
    assert digits.accuracy(model, 1) > 0.75


def test_what_puts_votes_together_must_be_of_its_stage(line):
    features, evidence = line
    wrong = GeneratedRules(aggregate="self-confidence", columns=1.0, classes=1.0)
    with pytest.raises(SettingError, match="aggregate must be a method of the stage infer"):
        wrong.learn(features, evidence, Classifier())


def test_without_unlabelled_items_it_learns_from_the_labels(line):
    features, _ = line
    evidence = Evidence.labels(np.array([0, 0, 0, 1, 1, 1]))
    model = GeneratedRules().learn(features, evidence, Classifier())
    assert model.predict(features).tolist() == [0, 0, 0, 1, 1, 1]
