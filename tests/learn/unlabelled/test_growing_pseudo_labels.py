"""As many pseudo-labels of every class."""

import numpy as np
import pytest

from assay.learn import GrowingPseudoLabels
from assay.learn.unlabelled.growing_pseudo_labels import surest_of_each


def test_the_surest_of_each_class_by_hand():
    proba = np.array([[0.9, 0.1], [0.7, 0.3], [0.7, 0.3], [0.45, 0.55]])
    assert surest_of_each(proba, 1).tolist() == [True, False, False, True]
    # Ties go by place; a class of one item has no second.
    assert surest_of_each(proba, 2).tolist() == [True, True, False, True]


def test_the_surest_of_each_class_by_brute_force():
    random = np.random.default_rng(0)
    proba = random.dirichlet(np.ones(4), 60)
    guess, sure = proba.argmax(axis=1), proba.max(axis=1)
    expected = np.zeros(60, bool)
    for k in range(4):
        mine = sorted(np.flatnonzero(guess == k), key=lambda i: -sure[i])
        expected[mine[:5]] = True
    np.testing.assert_array_equal(surest_of_each(proba, 5), expected)


def test_the_number_grows_to_an_even_share():
    proba = np.random.default_rng(1).dirichlet(np.ones(3), 90)
    joined = [GrowingPseudoLabels(rounds=3)._choose(proba, turn)[1] for turn in range(3)]
    for turn, weight in enumerate(joined):
        counts = np.bincount(proba.argmax(axis=1), weights=weight, minlength=3)
        assert counts.max() == 10 * (turn + 1)
    fixed = [GrowingPseudoLabels(rounds=3, each=7)._choose(proba, t)[1] for t in range(3)]
    assert [weight.sum() for weight in fixed] == [21] * 3


def test_four_labels_a_class(gain):
    accuracy, more = gain(GrowingPseudoLabels())
    assert accuracy == pytest.approx(0.89, abs=0.04)
    assert more > 0.02
