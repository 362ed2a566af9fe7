"""Shares by the function that tells most; see also `test_black_box_shift`."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from assay.estimate import BlackBoxShift, EfficientShift
from assay.kernels.learn.label_shift import efficient


def clouds(n, prior, middles, random):
    truth = random.choice(len(prior), n, p=prior)
    return middles[truth] + random.normal(size=(n, middles.shape[1])), truth


def test_it_agrees_with_ratios_of_the_learner():
    random = np.random.default_rng(0)
    middles = random.normal(size=(3, 2)) * 2
    here, labels = clouds(900, [0.4, 0.3, 0.3], middles, random)
    there, _ = clouds(900, [0.1, 0.2, 0.7], middles, random)
    proba, other = (_right(rows, middles) for rows in (here, there))
    found = EfficientShift(3).estimate(labels, proba, other)
    ratio = efficient(proba, labels, other, 3)[0]
    share = np.bincount(labels) / len(labels) * ratio
    np.testing.assert_allclose(found.value, share / share.sum(), atol=1e-4)


def _right(rows, middles):
    raw = np.exp(-((rows[:, None] - middles) ** 2).sum(axis=2) / 2)
    return raw / raw.sum(axis=1, keepdims=True)


def test_four_clouds():
    """The reference, errors of ratios by a classifier of 1,000 items: .049, black box .058."""
    random = np.random.default_rng(0)
    middles, even = random.normal(size=(4, 3)) * 1.2, np.full(4, 0.25)
    errors = []
    for _ in range(30):
        prior = random.dirichlet(np.full(4, 2.0))
        rows, labels = clouds(1000, even, middles, random)
        made = LogisticRegression(C=10).fit(rows, labels)
        (here, own), (there, _) = (clouds(1000, p, middles, random) for p in (even, prior))
        parts = own, made.predict_proba(here), made.predict_proba(there)
        found = [rule.estimate(*parts) for rule in (EfficientShift(), BlackBoxShift())]
        errors.append([((4 * one.value - 4 * prior) ** 2).mean() for one in found])
    best, plain = np.mean(errors, axis=0)
    assert best == pytest.approx(0.049, abs=0.02)
    assert best < plain
