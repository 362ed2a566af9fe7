"""Bags with counts: identities, and the reference protocol."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from assay.evidence import Evidence
from assay.learn import Classifier, CountLikelihood, Head, PlainTraining
from assay.learn.bags.whole import Whole, mean_by

pytest.importorskip("torch")


def test_bags_of_one_are_labels(digits):
    split = digits.split()
    truth = split.truth % 2
    head = digits.head(2)
    labels = Evidence.labels(truth, ("even", "odd"))
    plain = PlainTraining().learn(split.train, labels, carrier=Classifier())
    alone = CountLikelihood().learn(
        split.train, np.arange(len(truth)), np.eye(2, dtype=int)[truth], carrier=Classifier()
    )
    assert head.epochs == 2
    np.testing.assert_allclose(
        alone.probabilities(split.test), plain.probabilities(split.test), atol=1e-3
    )


def test_bags_of_eight(digits):
    """The reference: AUC 98.4 after 60 epochs, mean cross-entropy 97.7, labels 99.2."""
    split = digits.split()
    items, bags, counts = digits.bags(split.truth, 8)
    head = Head(hidden=64, epochs=30, batch=256, rate=2e-3, scaling="none")
    model = CountLikelihood().learn(split.train[items], bags, counts, ("even", "odd"), head)
    found = model.probabilities(split.test)[:, 1]
    assert roc_auc_score(split.answers % 2, found) > 0.97


def test_batches_hold_whole_bags():
    bags = np.array([0, 1, 0, 2, 1, 2, 2, -1, 0])
    recipe = Whole(bags, np.array([[2, 1], [1, 1], [0, 3]]))
    dealt = list(recipe.batches(recipe.shown(), 4, np.random.default_rng(0)))
    assert sorted(np.concatenate(dealt)) == [0, 1, 2, 3, 4, 5, 6, 8]
    for ids in dealt:
        for bag in np.unique(bags[ids]):
            assert (bags[ids] == bag).sum() == (bags == bag).sum()


def test_means_of_bags():
    mean, names, sizes = mean_by(np.array([4, 2, 4]), np.array([[1.0], [5.0], [3.0]]))
    assert mean.tolist() == [[5.0], [2.0]]
    assert names.tolist() == [2, 4]
    assert sizes.tolist() == [1, 2]


def test_bags_of_ten_classes(digits):
    """Bags of five digits counted by digit; mean predictions alone are well behind labels."""
    split = digits.split()
    n = len(split.truth) // 5 * 5
    bags = np.arange(n) // 5
    counts = np.zeros((n // 5, 10), int)
    np.add.at(counts, (bags, split.truth[:n]), 1)
    head = Head(hidden=64, epochs=12, batch=128, rate=4e-3, scaling="none")
    model = CountLikelihood().learn(split.train[:n], bags, counts, digits.names, head)
    assert digits.accuracy(model) > 0.9
