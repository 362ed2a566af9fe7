"""Cores of sure predictions."""

import numpy as np

from assay.kernels.core import core_low, cores, flatness, surest_first


def test_every_predicted_class_keeps_its_weight():
    r = np.random.default_rng(0)
    best, top = r.choice(3, 900, p=[0.7, 0.2, 0.1]), r.random(900)
    share = surest_first(best, top, 3)
    for which in range(3):
        mine = best == which
        order = np.argsort(-top[mine])
        np.testing.assert_allclose(share[mine][order], (np.arange(mine.sum()) + 1) / mine.sum())


def test_doubt_that_has_ended_leaves_the_limit_as_it_is():
    share = np.arange(1, 2001) / 2000
    assert flatness(np.full(2000, 0.9), share) == 1
    unlike = np.arange(2000) % 10 == 0
    assert 0 < core_low(unlike, np.full(2000, 0.9), share) < 0.1


def test_doubt_that_still_falls_leaves_nothing():
    share = np.arange(1, 2001) / 2000
    assert flatness(1 - share / 3, share) == 0
    assert core_low(np.ones(2000, bool), 1 - share / 3, share) == 0


def test_few_items_and_weak_predictions_leave_nothing():
    assert cores(99) == []
    assert flatness(np.full(300, 0.9), np.arange(1, 301) / 300) == 0
    assert flatness(np.full(2000, 0.45), np.arange(1, 2001) / 2000) == 0
