"""Noise and power where predictions follow the truth, against exhaustive search."""

import numpy as np
import pytest

from assay.kernels.noise import evenness, hold_to_surest, noise_matrix
from assay.kernels.truth_model import drawn, fit_truth, maximise


def world(seed=0, n=8_000, k=4, noise=0.2, power=1.0, *, learnt=False):
    r = np.random.default_rng(seed)
    truth = r.integers(0, k, n)
    z = 2.0 * (r.standard_normal((n, k)) + 2.0 * np.eye(k)[truth])
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    t = np.eye(k) * (1 - noise) + noise * np.roll(np.eye(k), 1, axis=1)
    labels = (r.random(n)[:, None] > t[truth].cumsum(axis=1)).sum(axis=1).clip(0, k - 1)
    p = (p @ t if learnt else p) ** power
    return labels, p / p.sum(axis=1, keepdims=True), t


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_noise_and_power_are_found(power):
    labels, p, t = world(power=power)
    found = fit_truth(labels, p, noise_matrix(np.eye(4) * 800 + 50, 10.0), 20.0)
    np.testing.assert_allclose(found.noise, t, atol=0.03)
    assert found.power == pytest.approx(1 / power, rel=0.1)
    assert found.gain > 100


def test_predictions_of_the_label_gain_nothing():
    labels, p, t = world(learnt=True)
    assert fit_truth(labels, p, t, 20.0).gain < 5


def test_the_noise_is_the_likeliest_of_all():
    r = np.random.default_rng(0)
    u = r.dirichlet([0.3, 0.3], 600).astype(np.float32)
    truth = (r.random(600) > u[:, 0]).astype(int)
    given = np.where(r.random(600) < np.array([0.1, 0.3])[truth], 1 - truth, truth)
    shape = 1 - np.eye(2)
    found = maximise(u, given, np.array([[0.8, 0.2], [0.2, 0.8]]), shape, 0.0)

    def likelihood(a, b):
        t = np.array([[1 - a, a], [b, 1 - b]])
        return np.log((u @ t)[np.arange(600), given]).sum()

    grid = np.linspace(0.001, 0.6, 120)
    best = max((likelihood(a, b), a, b) for a in grid for b in grid)
    assert likelihood(found[0, 1], found[1, 0]) > best[0] - 0.05
    np.testing.assert_allclose([found[0, 1], found[1, 0]], best[1:], atol=0.03)


def test_rows_are_drawn_by_hand():
    noise, pooled = drawn(np.array([[8.0, 2.0], [0.0, 10.0]]), 1 - np.eye(2), 10.0)
    assert pooled == pytest.approx(0.1)
    np.testing.assert_allclose(noise, [[0.85, 0.15], [0.05, 0.95]])


def test_evenness_tells_structure_from_chance():
    r = np.random.default_rng(0)
    even = r.poisson(20, (12, 12))
    pairs = np.diag(np.full(12, 900)) + np.roll(np.diag(np.full(12, 200)), 1, axis=1)
    assert evenness(even) > 50 * evenness(pairs)
    alike = noise_matrix(even + 900 * np.eye(12, dtype=int), 10.0)
    spread = alike[~np.eye(12, dtype=bool)]
    assert spread.std() / spread.mean() < 0.3


def test_surest_predictions_of_labels_are_rows_of_the_noise():
    labels, p, t = world(n=20_000, learnt=True)
    far = np.full((4, 4), 0.4 / 3)
    np.fill_diagonal(far, 0.6)
    held = hold_to_surest(far, labels, p, p.argmax(axis=1), 1.0)
    np.testing.assert_allclose(held, t, atol=0.03)


def test_many_classes_get_one_rate():
    labels, p, _ = world(n=3_000, k=40, noise=0.1)
    found = fit_truth(labels, p, np.full((40, 40), 1 / 40), 20.0)
    off = found.noise[~np.eye(40, dtype=bool)]
    assert np.ptp(off) < 1e-12
    assert 1 - found.noise[0, 0] == pytest.approx(0.1, abs=0.03)
