import numpy as np
import pytest

from assay.errors import DataError
from assay.posterior import NumberPosterior, Posterior, Strengths, TagPosterior


def test_labels_are_the_first_of_the_best():
    proba = np.array([[0.2, 0.4, 0.4], [1, 0, 0]])
    assert Posterior(("a", "b", "c"), proba).labels.tolist() == [1, 0]


def test_entropy_in_nats():
    proba = np.array([[0.5, 0.5], [1.0, 0.0], [0.9, 0.1]])
    expected = [np.log(2), 0, -(0.9 * np.log(0.9) + 0.1 * np.log(0.1))]
    np.testing.assert_allclose(Posterior(("a", "b"), proba).entropy, expected)


def test_is_closed_to_writing_and_leaves_the_input_open():
    proba = np.array([[0.5, 0.5]])
    with pytest.raises(ValueError, match="read-only"):
        Posterior(("a", "b"), proba).proba[0] = 1
    proba[0] = [1, 0]


@pytest.mark.parametrize(
    ("proba", "message"),
    [
        (np.array([0.5, 0.5]), r"shape \(items, 2\); got shape \(2,\)"),
        (np.ones((1, 3)) / 3, r"shape \(items, 2\); got shape \(1, 3\)"),
        (np.array([[0.5, 0.5], [0.6, 0.6]]), r"must be a distribution; got .*\(row 1\)"),
        (np.array([[0.5, 0.5], [np.nan, 1]]), r"must be a distribution; got .*\(row 1\)"),
        (np.array([[0.5, 0.5], [1.5, -0.5]]), r"must be a distribution; got .*\(row 1\)"),
    ],
)
def test_rows_are_distributions(proba, message):
    with pytest.raises(DataError, match=message):
        Posterior(("a", "b"), proba)


@pytest.mark.parametrize("shape", [(0, 2), (0, 1)])
def test_no_items(shape):
    found = Posterior(tuple("ab"[: shape[1]]), np.empty(shape))
    assert found.labels.shape == found.entropy.shape == (0,)


def test_whole_numbers_and_single_precision_have_an_entropy():
    assert Posterior(("a", "b"), np.eye(2, dtype=int)).entropy.tolist() == [0, 0]
    assert Posterior(("a", "b"), np.eye(2, dtype=np.float32)).entropy.tolist() == [0, 0]


def test_tags_are_those_more_likely_than_not():
    found = TagPosterior(("a", "b"), np.array([[0.9, 0.5], [0.2, 0.6]]))
    assert found.tags.tolist() == [[True, False], [False, True]]
    with pytest.raises(DataError, match=r"in \[0, 1\]; got .*\(row 1\)"):
        TagPosterior(("a",), np.array([[0.5], [np.nan]]))
    with pytest.raises(DataError, match=r"shape \(items, 1\)"):
        TagPosterior(("a",), np.ones((2, 2)))


def test_numbers_have_a_mean_and_a_spread():
    found = NumberPosterior(np.array([1, 2]), np.array([0.5, np.inf]))
    assert found.value.tolist() == [1.0, 2.0]
    with pytest.raises(DataError, match="must both have shape"):
        NumberPosterior(np.zeros(2), np.zeros(3))
    with pytest.raises(DataError, match="finite and deviations at least 0"):
        NumberPosterior(np.zeros(1), np.array([np.nan]))


def test_the_middle_class_is_where_half_is_reached():
    proba = np.array([[0.4, 0.2, 0.4], [0.5, 0.2, 0.3], [0.1, 0.1, 0.8], [1 / 3, 1 / 3, 1 / 3]])
    found = Posterior(("a", "b", "c"), proba)
    assert found.median.tolist() == [1, 0, 2, 1]
    assert found.labels.tolist() == [0, 0, 2, 0]
    # Rounding doesn't decide: seven tenths are not quite seven times a tenth.
    tenths = np.full((1, 10), 0.1)
    assert Posterior(tuple("abcdefghij"), tenths).median.tolist() == [4]


def test_labels_that_hang_together_go_before_the_best_of_each():
    proba = np.array([[0.6, 0.4], [0.6, 0.4]])
    found = Posterior(("a", "b"), proba, together=np.array([0, 1]))
    assert found.labels.tolist() == [0, 1]
    with pytest.raises(ValueError, match="read-only"):
        found.labels[0] = 1
    with pytest.raises(DataError, match="together must have one class an item"):
        Posterior(("a", "b"), proba, together=np.array([0]))


def test_strengths_are_ordered_and_lie_in_their_intervals():
    value = np.array([1.0, 3, -4, 3])
    found = Strengths(tuple("abcd"), value, value - 1, value + 1)
    assert found.order.tolist() == [1, 3, 0, 2]
    with pytest.raises(DataError, match="must lie in its interval"):
        Strengths(tuple("abcd"), value, value + 1, value + 2)
    with pytest.raises(DataError, match="low must have one value a thing"):
        Strengths(tuple("abcd"), value, value[:3], value)
