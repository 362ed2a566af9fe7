"""Noise by expectation and maximisation."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import softmax

from assay.estimate import EmNoiseMatrix
from assay.kernels.estimate.noise_given_predictions import fit


def world(seed, n=2000, separation=2.5):
    r = np.random.default_rng(seed)
    noise = 0.6 * np.eye(3) + 0.4 * r.dirichlet(np.ones(3), 3)
    truth = r.integers(0, 3, n)
    x = r.normal(size=(n, 3)) + separation * np.eye(3)[truth]
    labels = (r.random(n)[:, None] > noise[truth].cumsum(axis=1)).sum(axis=1).clip(0, 2)
    return noise, truth, labels, softmax(separation * x, axis=1)


def test_by_hand_certain_predictions_count():
    p = np.repeat([[1.0, 0.0], [0.0, 1.0]], [10, 10], axis=0)
    labels = np.repeat([0, 1, 1], [7, 3, 10])
    found = EmNoiseMatrix(shrinkage=0.0).estimate(labels, p)
    np.testing.assert_allclose(found.value, [[0.7, 0.3], [0.0, 1.0]], atol=1e-5)
    np.testing.assert_allclose(found.about["prior"], [0.5, 0.5], atol=1e-6)


def test_it_is_the_top_of_the_likelihood():
    _, _, labels, p = world(0, n=400)
    flat = np.full((3, 3), 1 / 3)
    found, power, _, _ = fit(
        labels, p, np.zeros((3, 3)), 0.5 * np.eye(3) + 0.5 * flat, rounds=5000, tolerance=1e-9
    )

    def loss(free):
        u = p ** np.exp(free[9])
        u /= u.sum(axis=1, keepdims=True)
        noise = softmax(free[:9].reshape(3, 3), axis=1)
        return -np.log(np.einsum("ik,ik->i", u, noise.T[labels])).mean()

    start = np.concatenate([2 * np.eye(3).ravel(), [0.0]])
    top = minimize(loss, start, method="BFGS", options={"gtol": 1e-7})
    ours = np.concatenate([np.log(np.maximum(found, 1e-12)).ravel(), [np.log(power)]])
    assert loss(ours) <= top.fun + 1e-5
    np.testing.assert_allclose(found, softmax(top.x[:9].reshape(3, 3), axis=1), atol=0.01)


def test_intervals_cover_with_exact_predictions():
    held, off = [], []
    for seed in range(40):
        noise, _, labels, p = world(seed)
        found = EmNoiseMatrix().estimate(labels, p)
        held.append(((found.low <= noise) & (noise <= found.high)).mean())
        off.append(np.abs(found.value - noise).mean())
    assert np.mean(held) >= 0.92
    assert np.mean(off) < 0.02


def test_power_is_found():
    _, _, labels, p = world(1, n=6000)
    blunt = p**0.5
    found = EmNoiseMatrix().estimate(labels, blunt / blunt.sum(axis=1, keepdims=True))
    assert 1.6 < found.about["power"] < 3


def test_predictions_that_learnt_the_noise_cannot_tell():
    noise, _, labels, p = world(2)
    for found in (
        EmNoiseMatrix().estimate(labels, p @ noise),
        EmNoiseMatrix().estimate(labels, p, learnt=True),
    ):
        assert found.verdict == "cannot-be-told"
        assert (found.high == 1).all()
    assert EmNoiseMatrix().estimate(labels, p).verdict == "bounded"


@pytest.mark.parametrize(("kind", "rate", "most"), [("symmetric", 0.4, 0.02), ("pair", 0.35, 0.01)])
def test_digits_with_predictions_of_the_truth(digits, kind, rate, most):
    noise, labels = digits.noisy(kind, rate)
    found = EmNoiseMatrix().estimate(labels, digits.predictions(digits.y))
    assert np.abs(found.value - noise).mean() < most
    assert ((found.low <= noise) & (noise <= found.high)).mean() > 0.9


def test_many_classes_take_the_short_way():
    r = np.random.default_rng(0)
    truth = r.integers(0, 250, 5000)
    p = np.full((5000, 250), 0.1 / 249)
    p[np.arange(5000), truth] = 0.9
    labels = np.where(r.random(5000) < 0.1, (truth + 1) % 250, truth)
    found = EmNoiseMatrix().estimate(labels, p)
    assert np.diagonal(found.value).mean() == pytest.approx(0.9, abs=0.03)
    assert (found.low <= found.value).all()
    assert (found.value <= found.high).all()
