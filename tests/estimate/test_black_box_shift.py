"""Shares where nothing is labelled, by a classifier as it is; what all rules share."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.estimate import BlackBoxShift, EfficientShift, LikelihoodShift

RULES = [BlackBoxShift(), EfficientShift(), LikelihoodShift()]
MIDDLES = np.array([[0.0, 0.0], [1.5, 0.0], [0.0, 1.5]])
HERE, THERE = np.array([0.4, 0.4, 0.2]), np.array([0.2, 0.2, 0.6])


def drawn(random, n=400, m=300):
    """Return labels, and right predictions where classes are as common as among the labelled."""
    truth = np.concatenate([random.choice(3, n, p=HERE), random.choice(3, m, p=THERE)])
    rows = MIDDLES[truth] + random.normal(size=(n + m, 2))
    raw = HERE * np.exp(-((rows[:, None] - MIDDLES) ** 2).sum(axis=2) / 2)
    labels = np.where(np.arange(n + m) < n, truth, -1)
    return labels, raw / raw.sum(axis=1, keepdims=True)


def test_by_hand():
    """Of 0 it says .8 and .2, of 1 .3 and .7, elsewhere .4 and .6: a fifth is of class 0."""
    guess = np.array([[0.8, 0.2], [0.8, 0.2], [0.3, 0.7], [0.3, 0.7], [0.4, 0.6]])
    found = BlackBoxShift().estimate(np.array([0, 0, 1, 1, -1]), guess)
    np.testing.assert_allclose(found.value, [0.2, 0.8])
    np.testing.assert_allclose(found.about["ratio"], [0.4, 1.6])
    assert found.verdict == "identified"
    other = BlackBoxShift().estimate(np.array([0, 0, 1, 1]), guess[:4], guess[4:])
    np.testing.assert_allclose(other.value, found.value)


def test_it_is_what_solves_the_equations():
    labels, guess = drawn(np.random.default_rng(0))
    means = np.stack([guess[labels == k].mean(axis=0) for k in range(3)], axis=1)
    right = np.linalg.solve(means, guess[labels < 0].mean(axis=0))
    np.testing.assert_allclose(BlackBoxShift().estimate(labels, guess).value, right)
    # At one round the function that tells most is the prediction itself.
    np.testing.assert_allclose(EfficientShift(1).estimate(labels, guess).value, right, atol=1e-9)


@pytest.mark.parametrize("rule", RULES)
def test_intervals_hold_the_truth_as_often_as_they_say(rule):
    random = np.random.default_rng(1)
    held, values, errors = [], [], []
    for _ in range(250):
        found = rule.estimate(*drawn(random))
        held.append((found.low <= THERE) & (found.high >= THERE))
        values.append(found.value)
        errors.append(found.about["error"])
    assert np.mean(held) == pytest.approx(0.95, abs=0.025)
    np.testing.assert_allclose(np.mean(values, axis=0), THERE, atol=0.01)
    np.testing.assert_allclose(np.std(values, axis=0), np.mean(errors, axis=0), rtol=0.12)


@pytest.mark.parametrize("rule", RULES)
def test_what_cannot_be_told_is_said(rule):
    labels, guess = drawn(np.random.default_rng(2))
    same = np.broadcast_to(HERE, guess.shape)
    found = rule.estimate(labels, same)
    assert found.verdict == "cannot-be-told"
    assert found.low.tolist() == [0, 0, 0]
    assert found.high.tolist() == [1, 1, 1]
    assert rule.estimate(np.maximum(labels, 0), guess).verdict == "cannot-be-told"
    fewer = rule.estimate(np.where(labels == 2, 0, labels), guess)
    assert fewer.verdict == "bounded"
    assert fewer.high[2] == 1
    assert fewer.about["strain"] >= 0
    with pytest.raises(DataError, match="sum to one"):
        rule.estimate(labels, guess, guess * 2)


def test_a_share_below_zero_is_a_strain():
    """Items that look like none of the classes pull the shares of others below zero."""
    labels, guess = drawn(np.random.default_rng(3))
    far = np.tile([0.0, 0.0, 1.0], (300, 1))
    found = BlackBoxShift().estimate(labels, guess, far)
    assert found.about["strain"] > 3
    assert BlackBoxShift().estimate(labels, guess).about["strain"] < 1
