"""Ratios of class shares, against what they are and against other methods."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from assay.kernels.learn.label_shift import black_box, efficient, solved


def clouds(n, prior, middles, random):
    truth = random.choice(len(prior), n, p=prior)
    return middles[truth] + random.normal(size=(n, middles.shape[1])), truth


def test_one_round_is_the_black_box_estimate():
    random = np.random.default_rng(0)
    proba, there = random.dirichlet(np.ones(3), 50), random.dirichlet(np.ones(3), 40)
    labels = np.arange(50) % 3
    table = np.stack([(proba * (labels == k)[:, None]).mean(axis=0) for k in range(3)], axis=1)
    expected = np.linalg.solve(table, there.mean(axis=0))
    np.testing.assert_allclose(black_box(proba, labels, there)[0], expected)
    # At ratios of one the best function is a multiple of the predictions themselves.
    np.testing.assert_allclose(efficient(proba, labels, there, 1)[0], expected)


def test_exact_where_predictions_are_right_and_hard():
    truth, other = np.repeat([0, 1], [50, 50]), np.repeat([0, 1], [20, 80])
    for rule in (black_box, efficient):
        np.testing.assert_allclose(rule(np.eye(2)[truth], truth, np.eye(2)[other])[0], [0.4, 1.6])


def test_standard_errors_are_the_spread_over_draws():
    random = np.random.default_rng(1)
    middles = np.array([[-1.0], [1.0]])
    found, told = [], []
    for _ in range(200):
        here, labels = clouds(300, [0.5, 0.5], middles, random)
        there, _ = clouds(300, [0.2, 0.8], middles, random)
        proba, other = (1 / (1 + np.exp(-2 * rows)) for rows in (here, there))
        ratio, cover = solved(np.c_[1 - proba, proba], labels, np.c_[1 - other, other])
        found.append(ratio)
        told.append(np.sqrt(np.diag(cover)))
    assert np.mean(found, axis=0) == pytest.approx([0.4, 1.6], abs=0.03)
    np.testing.assert_allclose(np.std(found, axis=0), np.mean(told, axis=0), rtol=0.15)


def test_four_clouds():
    """The reference, 100 draws, a classifier of 1,000 items: .058 and .049."""
    random = np.random.default_rng(0)
    middles, even = random.normal(size=(4, 3)) * 1.2, np.full(4, 0.25)
    errors = []
    for _ in range(40):
        prior = random.dirichlet(np.full(4, 2.0))
        rows, labels = clouds(1000, even, middles, random)
        made = LogisticRegression(C=10).fit(rows, labels)
        (here, own), (there, _) = (clouds(1000, p, middles, random) for p in (even, prior))
        proba, other = made.predict_proba(here), made.predict_proba(there)
        found = (black_box(proba, own, other)[0], efficient(proba, own, other, 3)[0])
        errors.append([((ratio - prior / even) ** 2).mean() for ratio in found])
    plain, efficiently = np.mean(errors, axis=0)
    assert plain == pytest.approx(0.058, abs=0.02)
    assert efficiently == pytest.approx(0.049, abs=0.02)
    assert efficiently < plain
