"""Selection by two measures: each by its formula, which decides, and rare classes."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import BidimensionalSelection, Classifier, LossMixture, PlainTraining
from assay.learn.noisy.bidimensional_selection import (
    centroid_cosine,
    class_means,
    weighted_distance,
)


@pytest.fixture
def drawn():
    random = np.random.default_rng(0)
    labels = random.integers(0, 3, 90)
    return labels, random.dirichlet(np.ones(3), 90), random.normal(size=(90, 4))


def test_distance_is_weighted_by_how_much_another_class_leads(drawn):
    labels, guess, _ = drawn
    usual = class_means(guess, labels, 3)
    found = weighted_distance(guess, labels, usual)
    for item in range(0, 90, 11):
        j, p = labels[item], guess[item]
        mean = guess[labels == j].mean(axis=0)
        np.testing.assert_allclose(usual[j], mean)
        weight = min(max(p.max() / p[j], 1), mean.max() / mean[j])
        middle = (p + np.eye(3)[j]) / 2
        apart = (np.log(1 / middle[j]) + (p * np.log(p / middle)).sum()) / 2
        np.testing.assert_allclose(found[item], weight * apart)


def test_cosine_is_with_the_middle_of_typical_items(drawn):
    labels, guess, rows = drawn
    usual = class_means(guess, labels, 3)
    found = centroid_cosine(rows, guess, labels, usual)
    around = rows - rows.mean(axis=0)
    around /= np.linalg.norm(around, axis=1, keepdims=True)
    for j in range(3):
        top = usual[j].argmax()
        typical = [
            i for i in range(90)
            if labels[i] == j and guess[i].argmax() == top and guess[i, top] >= usual[j, top]
        ]  # fmt: skip
        middle = around[typical].mean(axis=0)
        expected = around[labels == j] @ middle / np.linalg.norm(middle)
        np.testing.assert_allclose(found[labels == j], expected)


def test_the_second_measure_decides_where_the_first_has_no_two_parts():
    """Of items given 1 most look like 0: to be like the middle of those is to be wrong."""
    random = np.random.default_rng(0)
    labels = np.repeat([0, 1], 100)
    usual = np.array([[0.9, 0.1], [0.6, 0.4]])
    like = np.r_[random.normal(0.9, 0.01, 100), np.repeat([0.9, -0.9], [60, 40])]
    far = np.r_[random.normal(0.1, 0.01, 100), np.repeat([0.5, 0.2], [60, 40])]
    far += random.normal(0, 0.01, 200)
    clean = BidimensionalSelection().decided(far, like, labels, usual)
    assert clean[100:160].max() < 0.1
    assert clean[160:].min() > 0.9


def test_right_labels_of_rare_classes_are_kept(digits):
    split = digits.split()
    random = np.random.default_rng(0)
    kept = random.random(len(split.truth)) < 0.1 ** (split.truth / 9)
    truth, rows = split.truth[kept], split.train[kept]
    labels = digits.symmetric(truth, 0.4)
    evidence, carrier = Evidence.labels(labels, digits.names), Classifier()
    plain = PlainTraining().learn(rows, evidence, carrier)
    model = BidimensionalSelection().learn(rows, evidence, carrier=carrier)
    clean, right = model.about["clean"], labels == truth
    rare = labels >= 6
    assert clean[right].mean() > clean[~right].mean() + 0.5
    assert clean[right & rare].mean() > clean[~right & rare].mean() + 0.5
    # Losses of all classes together take right labels of rare classes for wrong ones.
    together = LossMixture().learn(rows, evidence, carrier=carrier).about["clean"]
    assert clean[right & rare].mean() > together[right & rare].mean() + 0.2
    assert digits.accuracy(model) > digits.accuracy(plain)
