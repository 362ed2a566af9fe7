"""Rules learnt from few labels."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.datasets import load_digits

from assay.evidence import Evidence, Source
from assay.infer import LabelModel, LearnedRules


def few(truth, each, seed):
    """Return labels of `each` items of every class, -1 elsewhere."""
    random = np.random.default_rng(seed)
    picked = [random.permutation(np.flatnonzero(truth == c))[:each] for c in np.unique(truth)]
    labels = np.full(len(truth), -1)
    labels[np.concatenate(picked)] = truth[np.concatenate(picked)]
    return labels


def test_forty_digits():
    """Self-training with matched classes has .89 here, logistic regression .83."""
    features, truth = load_digits(return_X_y=True)
    right = []
    for seed in range(2):
        labels = few(truth, 4, seed)
        found = LearnedRules(rules=16, waves=100).infer(
            Evidence.labels(labels, range(10)), features
        )
        right.append((found.labels == truth)[labels < 0].mean())
    assert np.mean(right) > 0.9


def blobs(n=300, k=3, spread=0.5):
    random = np.random.default_rng(0)
    truth = random.integers(0, k, n)
    return truth, np.eye(k)[truth] * 2 + random.normal(size=(n, k)) * spread


def test_without_features_it_is_the_label_model():
    random = np.random.default_rng(0)
    votes = Evidence.votes(
        np.repeat(np.arange(50), 4),
        np.tile(np.arange(4), 50),
        random.integers(0, 3, 200),
        ("a", "b", "c"),
    )
    ours, plain = LearnedRules().infer(votes), LabelModel().infer(votes)
    np.testing.assert_array_equal(ours.proba, plain.proba)
    np.testing.assert_array_equal(ours.accuracy, plain.accuracy)


def test_gold_is_kept_and_votes_are_mended():
    truth, features = blobs()
    random = np.random.default_rng(1)
    said = np.where(random.random(300) < 0.6, truth, random.integers(0, 3, 300))
    votes = Evidence.votes(np.arange(300), np.zeros(300, int), said, ("a", "b", "c"))
    labels = few(truth, 5, 2)
    gold = Evidence.labels(labels, ("a", "b", "c"))
    gold = replace(gold, sources=(Source("gold", trusted=True),))
    found = LearnedRules().infer(votes.join(gold), features)
    known = labels >= 0
    np.testing.assert_array_equal(found.proba[known], np.eye(3)[truth[known]])
    assert (found.labels == truth).mean() > 0.95 > (said == truth).mean()
    assert found.accuracy[0] == pytest.approx((said == truth).mean(), abs=0.06)
    assert found.accuracy[1] == 1
    assert found.confusion.shape == (2, 3, 3)


def test_order_of_items_does_not_matter():
    truth, features = blobs(n=120)
    labels = few(truth, 4, 0)
    plain = LearnedRules().infer(Evidence.labels(labels, ("a", "b", "c")), features)
    order = np.random.default_rng(0).permutation(120)
    moved = LearnedRules().infer(Evidence.labels(labels[order], ("a", "b", "c")), features[order])
    np.testing.assert_allclose(moved.proba, plain.proba[order], atol=1e-6)


def test_labels_that_are_all_there_or_of_one_class():
    truth, features = blobs(n=60)
    every = LearnedRules(rules=4).infer(Evidence.labels(truth, ("a", "b", "c")), features)
    assert (every.labels == truth).mean() > 0.95
    one = np.full(60, -1)
    one[:3] = 0
    found = LearnedRules(rules=4).infer(Evidence.labels(one, ("a", "b", "c")), features)
    np.testing.assert_allclose(found.proba.sum(axis=1), 1)
    flat = LearnedRules(rules=4).infer(Evidence.labels(one, ("a", "b")), np.zeros((60, 2)))
    assert np.isfinite(flat.proba).all()
