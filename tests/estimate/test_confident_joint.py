"""The noise matrix as an estimate."""

import warnings

import numpy as np
import pytest

from assay.estimate import ConfidentJoint


def world(n=20_000, seed=0):
    r = np.random.default_rng(seed)
    t = np.array([[0.8, 0.15, 0.05], [0.0, 0.9, 0.1], [0.02, 0.03, 0.95]])
    truth = r.choice(3, n, p=[0.5, 0.3, 0.2])
    labels = (r.random(n)[:, None] > t[truth].cumsum(axis=1)).sum(axis=1)
    z = 4 * (r.standard_normal((n, 3)) + 4 * np.eye(3)[truth])
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return labels, p / p.sum(axis=1, keepdims=True), truth, t


def test_by_hand():
    p = np.array([[0.9, 0.1]] * 4 + [[0.2, 0.8]] * 4)
    labels = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    found = ConfidentJoint(shrinkage=0.0).estimate(labels=labels, predictions=p)
    np.testing.assert_allclose(found.value, [[0.75, 0.25], [0, 1]], atol=1e-5)
    np.testing.assert_allclose(found.about["joint"], [[3 / 8, 1 / 8], [0, 4 / 8]])
    np.testing.assert_allclose(found.about["prior"], [0.5, 0.5])
    assert (found.low <= found.value).all()
    assert (found.high >= found.value).all()


def test_a_known_noise_matrix_is_found_inside_the_interval():
    labels, p, truth, t = world()
    found = ConfidentJoint().estimate(labels=labels, predictions=p)
    np.testing.assert_allclose(found.value.sum(axis=1), 1)
    np.testing.assert_allclose(found.value, t, atol=0.02)
    assert ((found.low <= t + 0.005) & (t - 0.005 <= found.high)).mean() > 0.8
    np.testing.assert_allclose(found.about["joint"].sum(axis=0), np.bincount(labels) / len(labels))
    np.testing.assert_allclose(found.about["prior"], np.bincount(truth) / len(truth), atol=0.01)


def test_joint_is_cleanlabs():
    labels, p, _, _ = world(3000, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        count = pytest.importorskip("cleanlab.count")
        expected = count.compute_confident_joint(labels, p).T / len(labels)
    found = ConfidentJoint().estimate(labels=labels, predictions=p)
    np.testing.assert_allclose(found.about["joint"], expected, atol=1e-12)
