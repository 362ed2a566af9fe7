"""The noise matrix."""

import numpy as np
import pytest

from assay.kernels.confident import survey
from assay.kernels.noise import hold_to_core, noise_matrix


def test_by_hand():
    noise = noise_matrix(np.array([[8, 2], [1, 9]]), 0)
    np.testing.assert_allclose(noise, [[0.8, 0.2], [0.1, 0.9]], atol=1e-6)


def test_a_class_without_items_gets_the_pooled_rate():
    noise = noise_matrix(np.array([[90, 10, 0], [10, 90, 0], [0, 0, 0]]), 5)
    np.testing.assert_allclose(noise.sum(axis=1), 1)
    assert noise[2, 2] == pytest.approx(0.9, abs=0.01)


def test_overlap_is_not_taken_for_noise():
    r = np.random.default_rng(0)
    truth = r.integers(0, 2, 4000)
    x = r.standard_normal(4000) + 2 * truth - 1
    p = 1 / (1 + np.exp(-2 * np.stack([-x, x], axis=1)))
    labels = np.where(r.random(4000) < 0.1, 1 - truth, truth)
    loose = np.array([[0.7, 0.3], [0.3, 0.7]])
    held = hold_to_core(loose, labels, p, survey(labels, p)[1], 10.0)
    np.testing.assert_allclose(held.sum(axis=1), 1)
    np.testing.assert_allclose(np.diag(held), 0.9, atol=0.04)
    tight = np.array([[0.99, 0.01], [0.01, 0.99]])
    np.testing.assert_array_equal(hold_to_core(tight, labels, p, survey(labels, p)[1], 10.0), tight)
