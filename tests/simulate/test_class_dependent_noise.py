import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from assay.errors import DataError
from assay.simulate import ClassDependentNoise
from assay.simulate.class_dependent_noise import draw_transition

TRUTH = np.random.default_rng(0).integers(0, 3, 30_000)


@given(
    k=st.integers(2, 12),
    rate=st.floats(0, 1),
    concentration=st.floats(1e-3, 1e3),
    seed=st.integers(0, 9),
)
def test_drawn_matrix_has_the_rate_exactly(k, rate, concentration, seed):
    matrix = draw_transition(k, rate, concentration, np.random.default_rng(seed))
    assert matrix.min() >= 0
    np.testing.assert_allclose(matrix.sum(axis=1), 1)
    assert 1 - np.diagonal(matrix).mean() == pytest.approx(rate, abs=1e-12)


def test_concentration_makes_rows_even():
    sharp, even = (draw_transition(8, 0.4, c, np.random.default_rng(0)) for c in (1.0, 100_000.0))
    np.testing.assert_allclose(even[0, 1:], 0.4 / 7, rtol=0.1)
    assert sharp[~np.eye(8, dtype=bool)].std() > 10 * even[~np.eye(8, dtype=bool)].std()


def test_labels_follow_the_given_matrix():
    matrix = np.array([[0.7, 0.2, 0.1], [0.0, 0.5, 0.5], [0.05, 0.25, 0.7]])
    labels = ClassDependentNoise(seed=1).simulate(TRUTH, "abc", transition=matrix).given
    for k in range(3):
        counts = np.bincount(labels[k == TRUTH], minlength=3)
        possible = matrix[k] > 0
        assert not counts[~possible].any()
        expected = matrix[k, possible] * counts.sum()
        assert chisquare(counts[possible], expected).pvalue > 1e-4


def test_overall_rate_on_even_classes():
    labels = ClassDependentNoise(0.3, seed=5).simulate(TRUTH, "abc").given
    assert (labels != TRUTH).mean() == pytest.approx(0.3, abs=0.015)


@pytest.mark.parametrize(
    ("matrix", "rule"),
    [
        (np.eye(2), r"shape \(classes, classes\) = \(3, 3\)"),
        (np.eye(3) * 0.9, "every row of transition must be a distribution"),
        (np.eye(3) - np.eye(3)[[1, 2, 0]] + np.eye(3)[[2, 0, 1]], "must be a distribution"),
        (np.full((3, 3), np.nan), "must be a distribution"),
    ],
)
def test_wrong_matrix_is_told(matrix, rule):
    with pytest.raises(DataError, match=rule):
        ClassDependentNoise().simulate(TRUTH, "abc", transition=matrix)
