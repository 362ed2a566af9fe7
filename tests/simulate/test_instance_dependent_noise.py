import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import binomtest, kstest, truncnorm

from assay.simulate import InstanceDependentNoise
from assay.simulate.instance_dependent_noise import cut_normal, project

RANDOM = np.random.default_rng(0)
TRUTH = RANDOM.integers(0, 5, 20_000)
FEATURES = RANDOM.normal(size=(20_000, 6)) + 3


@pytest.mark.parametrize("rate", [0.0, 0.03, 0.4, 0.97, 1.0])
def test_mean_rate_is_the_rate(rate):
    labels = InstanceDependentNoise(rate, seed=1).simulate(TRUTH, "abcde", FEATURES).given
    wrong = int((labels != TRUTH).sum())
    assert binomtest(wrong, len(TRUTH), rate).pvalue > 1e-4


def test_items_that_look_alike_are_taken_for_the_same():
    truth, features = np.zeros(4000, int), np.repeat(FEATURES[:40], 100, axis=0)
    labels = InstanceDependentNoise(1.0, sharpness=20).simulate(truth, "abcde", features).given
    counts = np.stack([np.bincount(one, minlength=5) for one in labels.reshape(40, 100)])
    assert counts.max(axis=1).mean() > 90
    assert len(np.unique(counts.argmax(axis=1))) > 1


def test_no_sharpness_is_symmetric():
    labels = InstanceDependentNoise(0.5, sharpness=0).simulate(TRUTH, "abcde", FEATURES).given
    step = np.bincount((labels - TRUTH) % 5, minlength=5)[1:]
    np.testing.assert_allclose(step / step.sum(), 0.25, atol=0.02)


def test_rates_are_the_cut_normal():
    drawn = cut_normal(RANDOM.random(5000), 0.1, 0.2)
    law = truncnorm(a=(0 - 0.1) / 0.2, b=(1 - 0.1) / 0.2, loc=0.1, scale=0.2)
    assert kstest(drawn, law.cdf).pvalue > 1e-4


def test_sparse_features_give_the_same_labels():
    features = np.round(FEATURES * (FEATURES > 3))
    noise = InstanceDependentNoise(0.5)
    dense, sparse = (
        noise.simulate(TRUTH, "abcde", x).given for x in (features, csr_array(features))
    )
    np.testing.assert_array_equal(dense, sparse)


def test_projection_minds_direction_only():
    weights, centre = RANDOM.normal(size=(6, 3)), FEATURES.mean(axis=0)
    moved = FEATURES[:50] - centre
    expected = moved @ weights / np.linalg.norm(moved, axis=1, keepdims=True)
    np.testing.assert_allclose(project(FEATURES[:50], centre, weights), expected)
    assert not project(centre[None], centre, weights).any()
