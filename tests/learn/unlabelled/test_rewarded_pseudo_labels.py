"""Pseudo-labels that a judge accepts."""

import numpy as np

from assay.learn import Classifier, RewardedPseudoLabels
from assay.learn.unlabelled.rewarded_pseudo_labels import judge_of, products, rewards


def test_products_by_brute_force():
    random = np.random.default_rng(0)
    rows, labels = random.normal(size=(7, 3)), random.integers(0, 4, 7)
    wide = np.concatenate([rows, np.ones((7, 1))], axis=1)
    expected = np.stack([np.kron(np.eye(4)[k], row) for row, k in zip(wide, labels, strict=True)])
    np.testing.assert_allclose(products(rows, labels, 4).toarray(), expected)


def test_the_judge_tells_right_labels_from_wrong_ones():
    random = np.random.default_rng(1)
    truth = np.arange(60) % 3
    rows = random.normal(size=(60, 3)) + 4 * np.eye(3)[truth]
    judge = judge_of(rows[:30], truth[:30], 3, wrong=2, pull=1.0)
    right = rewards(judge, rows[30:], truth[30:], 3)
    wrong = rewards(judge, rows[30:], (truth[30:] + 1) % 3, 3)
    assert (right > wrong).mean() == 1
    assert right.mean() > 0.8


def test_one_class_has_no_wrong_label():
    assert judge_of(np.ones((4, 2)), np.zeros(4, int), 1, 3, 1.0) is None
    assert rewards(None, np.ones((4, 2)), np.zeros(4, int), 1).tolist() == [1] * 4


def test_the_share_that_is_accepted(line):
    features, evidence = line
    every = RewardedPseudoLabels(rounds=1, accept=0.0).learn(features, evidence, Classifier())
    assert every.about["weights"].tolist() == [1] * 6
    none = RewardedPseudoLabels(rounds=1, accept=1.0).learn(features, evidence, Classifier())
    assert none.about["weights"].tolist() == [1, 0, 0, 0, 0, 1]


def test_what_it_accepts_is_more_often_right_than_the_rest(few, plainly):
    split, evidence = few(1)
    model = RewardedPseudoLabels(rounds=1).learn(split.train, evidence, plainly)
    free = evidence.given < 0
    joined = (model.about["weights"] > 0) & free
    every = RewardedPseudoLabels(rounds=1, accept=0.0).learn(split.train, evidence, plainly)
    right = every.believed.argmax(axis=1) == split.truth
    assert right[joined].mean() > right[free & ~joined].mean() + 0.1
