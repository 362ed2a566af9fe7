"""Self-training, on the reference protocol."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from assay.evidence import Evidence
from assay.learn import Classifier, PlainTraining, SelfTraining


def test_four_labels_a_class(digits):
    """The reference, 10 seeds: labels alone 83.5, with the curriculum and the division 89.0."""
    gains, found = [], []
    carrier = Classifier(LogisticRegression(C=1.0, max_iter=300))
    for seed in range(4):
        split, random = digits.split(seed), np.random.default_rng(seed)
        labels = np.full(len(split.truth), -1)
        for k in range(10):
            some = random.choice(np.flatnonzero(split.truth == k), 4, replace=False)
            labels[some] = k
        evidence = Evidence.labels(labels, digits.names)
        plain, more = (
            digits.accuracy(learner.learn(split.train, evidence, carrier), seed)
            for learner in (PlainTraining(), SelfTraining())
        )
        gains.append(more - plain)
        found.append(more)
    assert np.mean(found) == pytest.approx(0.89, abs=0.03)
    assert np.mean(gains) > 0.03


def test_without_unlabelled_items_it_is_plain_training(digits):
    split = digits.split()
    evidence = Evidence.labels(split.truth, digits.names)
    one, other = (
        learner.learn(split.train, evidence, Classifier()).probabilities(split.test)
        for learner in (PlainTraining(), SelfTraining())
    )
    np.testing.assert_array_equal(one, other)
