import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chisquare

from assay.simulate import SymmetricNoise

TRUTH = np.random.default_rng(0).integers(0, 5, 20_000)


@pytest.mark.parametrize("rate", [0.05, 0.2, 0.8])
def test_rate_is_the_share_of_wrong_labels(rate):
    given_labels = SymmetricNoise(rate, seed=1).simulate(TRUTH, "abcde").given
    wrong = int((given_labels != TRUTH).sum())
    assert binomtest(wrong, len(TRUTH), rate).pvalue > 1e-4


def test_wrong_labels_are_spread_evenly():
    given_labels = SymmetricNoise(0.5, seed=2).simulate(TRUTH, "abcde").given
    step = (given_labels - TRUTH) % 5
    assert chisquare(np.bincount(step, minlength=5)[1:]).pvalue > 1e-4


@given(low=st.floats(0, 1), high=st.floats(0, 1), seed=st.integers(0, 99))
def test_more_noise_keeps_the_noise_of_less(low, high, seed):
    low, high = sorted((low, high))
    truth = TRUTH[:200]
    less, more = (SymmetricNoise(r, seed).simulate(truth, "abcde").given for r in (low, high))
    changed = less != truth
    np.testing.assert_array_equal(more[changed], less[changed])


def test_seeds_differ():
    first, second = (SymmetricNoise(0.5, s).simulate(TRUTH, "abcde").given for s in (0, 1))
    assert (first != second).any()
