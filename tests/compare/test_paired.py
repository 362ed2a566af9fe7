"""The paired bootstrap, by hand and against drawing items one by one."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score

from assay.compare.paired import gains


def test_measures_are_those_of_scikit_learn():
    random = np.random.default_rng(0)
    truth = random.integers(0, 4, 300)
    one = np.where(random.random(300) < 0.6, truth, random.integers(0, 4, 300))
    two = np.where(random.random(300) < 0.8, truth, random.integers(0, 4, 300))
    accuracy, balanced, macro = gains(truth, one, two)
    for told, score in (
        (accuracy, accuracy_score),
        (balanced, balanced_accuracy_score),
        (macro, lambda t, p: f1_score(t, p, average="macro")),
    ):
        assert told.before[0] == pytest.approx(score(truth, one))
        assert told.after[0] == pytest.approx(score(truth, two))
        assert told.difference[0] == pytest.approx(score(truth, two) - score(truth, one))


def test_the_interval_is_that_of_drawing_items():
    random = np.random.default_rng(1)
    truth = random.integers(0, 2, 500)
    one = np.where(random.random(500) < 0.7, truth, 1 - truth)
    two = np.where(random.random(500) < 0.75, truth, 1 - truth)
    told = gains(truth, one, two)[0].difference
    step = (two == truth) * 1.0 - (one == truth)
    means = [step[random.integers(0, 500, 500)].mean() for _ in range(4000)]
    low, high = np.percentile(means, [2.5, 97.5])
    assert told[1:] == pytest.approx((low, high), abs=0.006)


def test_the_interval_covers():
    """Of 300 test sets of two models that are 3 points apart."""
    random = np.random.default_rng(2)
    held = 0
    for turn in range(300):
        truth = np.zeros(400, int)
        both = random.random(400)
        one, two = (both > 0.70).astype(int), (both > 0.73).astype(int)
        low, high = gains(truth, one, two, turn)[0].difference[1:]
        held += low <= 0.03 <= high
    assert 0.9 <= held / 300 <= 0.99


def test_same_models_gain_nothing():
    truth = np.arange(30) % 3
    told = gains(truth, truth, truth)
    assert [one.difference for one in told] == [(0.0, 0.0, 0.0)] * 3
    assert not told[0].told


def test_no_items_tell_nothing():
    nothing = np.empty(0, int)
    assert all(np.isnan(one.difference[0]) for one in gains(nothing, nothing, nothing))
