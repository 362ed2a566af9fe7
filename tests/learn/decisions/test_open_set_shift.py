"""Shares with items of no class: by hand, against the likelihood, and on digits."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.learn.shift import open_shift, undone
from assay.learn import Classifier, OpenSetShift


def test_a_perfect_second_classifier_counts():
    proba = np.array([[1.0, 0], [1, 0], [0, 1], [0.5, 0.5]])
    shares, began = open_shift(proba, np.array([1.0, 1, 1, 0]), np.array([0.5, 0.5]), 1, 0.5)
    np.testing.assert_allclose(began, [0.5, 0.5, 0], atol=1e-5)
    shares, began = open_shift(proba, np.array([1.0, 1, 1, 0]), np.array([0.5, 0.5]), 0.9, 0.1)
    # Where it learnt half are inside, of which each class is half.
    np.testing.assert_allclose(began, [0.25, 0.25, 0.5])
    np.testing.assert_allclose(shares, [0.5, 0.25, 0.25])


def test_the_correction_by_hand():
    # Of six in ten inside the second classifier calls 9 of 10, of the rest 2 of 10: 0.62.
    found = undone(np.array([0.31, 0.31, 0.38]), 0.9, 0.2)
    np.testing.assert_allclose(found, [0.3, 0.3, 0.4])
    same = np.array([0.3, 0.3, 0.4])
    np.testing.assert_array_equal(undone(same, 0.5, 0.5), same)
    np.testing.assert_allclose(undone(np.array([0.1, 0.1, 0.8]), 0.9, 0.3), [0, 0, 1])


def test_it_climbs_the_likelihood_of_what_is_seen():
    from scipy.optimize import minimize

    random = np.random.default_rng(0)
    proba, inside = random.dirichlet(np.ones(2), 300), random.random(300)
    prior = np.array([0.3, 0.7])
    shares, began = open_shift(proba, inside, prior, 0.8, 0.3, rounds=3000)
    both = np.column_stack([proba * inside[:, None], 1 - inside]) / began

    def cost(at):
        now = np.exp(at - at.max())
        return -np.log(both @ (now / now.sum())).mean()

    best = minimize(cost, np.zeros(3), tol=1e-10).x
    wanted = np.exp(best - best.max())
    np.testing.assert_allclose(shares, wanted / wanted.sum(), atol=2e-3)


@pytest.fixture(scope="module")
def opened():
    """Return digits of which the first six are known, and 300 to use a model on."""
    from sklearn.datasets import load_digits

    pixels, digit = load_digits(return_X_y=True)
    random = np.random.default_rng(0)
    order = random.permutation(len(digit))
    learn, use = order[:900], order[900:]
    shares = random.dirichlet(np.ones(6))
    known, other = use[digit[use] < 6], use[digit[use] >= 6]
    weight = shares[digit[known]]
    there = np.r_[random.choice(known, 180, p=weight / weight.sum()), other[:120]]
    return pixels / 16, digit, learn, there


def test_digits_of_which_some_are_of_no_class(opened):
    """The reference, six known: L1 error of shares .216, naive .282."""
    pixels, digit, learn, there = opened
    mine, reference = learn[digit[learn] < 6], learn[digit[learn] >= 6]
    evidence = Evidence.labels(digit[mine], tuple("012345"))
    right = np.minimum(digit[there], 6)
    shares = np.bincount(right, minlength=7) / len(there)
    model = OpenSetShift().learn(
        pixels[mine], evidence, pixels[there], pixels[reference], Classifier()
    )
    assert model.classes[-1] == "none of these"
    assert np.abs(model.about["prior"] - shares).sum() < 0.216
    assert (model.predict(pixels[there]) == right).mean() > 0.85
    proba = model.probabilities(pixels[there])
    np.testing.assert_allclose(proba.sum(axis=1), 1)


def test_without_a_reference_it_is_of_the_classes_alone(opened):
    pixels, digit, learn, there = opened
    mine = learn[digit[learn] < 6]
    evidence = Evidence.labels(digit[mine], tuple("012345"))
    model = OpenSetShift().learn(pixels[mine], evidence, pixels[there], carrier=Classifier())
    assert len(model.classes) == 6
    with pytest.raises(DataError, match="some that are of no class"):
        OpenSetShift().learn(pixels[mine], evidence, pixels[there], pixels[:0], Classifier())
