"""Noise in two steps."""

import numpy as np
import pytest

from assay.estimate import DualT

FIGURES = [("symmetric", 0.4, 0.024), ("pair", 0.35, 0.02)]


def test_by_hand():
    # All but one of class a's five are said to be of a; two of b's five are given a.
    p = np.repeat([[0.999999, 0.000001], [0.000001, 0.999999]], [50, 50], axis=0)
    labels = np.repeat([0, 1, 1, 0], [40, 10, 30, 20])
    found = DualT(shrinkage=0.0).estimate(labels, p)
    np.testing.assert_allclose(found.value, [[0.8, 0.2], [0.4, 0.6]], atol=1e-4)
    np.testing.assert_allclose(found.about["prior"], [0.5, 0.5], atol=1e-4)


def test_value_is_the_product_of_its_steps(digits):
    _, labels = digits.noisy("symmetric", 0.2)
    found = DualT(shrinkage=0.0).estimate(labels, digits.predictions(digits.y))
    product = found.about["named"] @ found.about["given"]
    np.testing.assert_allclose(found.value, product)
    np.testing.assert_allclose(found.value.sum(axis=1), 1)


def test_intervals_cover_where_each_class_has_sure_items(draw):
    held = []
    for seed in range(40):
        r = np.random.default_rng(seed)
        noise = 0.6 * np.eye(4) + 0.4 * r.dirichlet(np.ones(4), 4)
        truth = r.integers(0, 4, 1500)
        z = 12 * np.eye(4)[truth] + r.normal(size=(1500, 4))
        p = np.exp(z - z.max(axis=1, keepdims=True))
        labels = draw(truth, noise, seed)
        found = DualT(shrinkage=0.0).estimate(labels, p / p.sum(axis=1, keepdims=True))
        held.append(((found.low <= noise) & (noise <= found.high)).mean())
    assert np.mean(held) >= 0.92


@pytest.mark.parametrize(("kind", "rate", "most"), FIGURES)
def test_digits_with_predictions_of_the_truth(digits, kind, rate, most):
    noise, labels = digits.noisy(kind, rate)
    found = DualT().estimate(labels, digits.predictions(digits.y))
    assert np.abs(found.value - noise).mean() < most


def test_reading_both_steps_off_a_noisy_posterior_counts_noise_twice(digits):
    noise, labels = digits.noisy("symmetric", 0.4)
    p = digits.predictions(labels)
    best = p.argmax(axis=1)
    given = np.stack([np.bincount(labels[best == k], minlength=10) for k in range(10)])
    top = [np.argsort(p[:, k])[int(0.97 * len(p))] for k in range(10)]
    paper = p[top] @ (given / given.sum(axis=1, keepdims=True))
    ours = DualT().estimate(labels, p).value
    assert np.abs(paper - noise).mean() > 0.06
    assert np.abs(ours - noise).mean() < 0.03
