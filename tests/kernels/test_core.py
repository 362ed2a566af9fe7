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


def test_even_disagreement_is_flat_and_leaves_the_limit_as_it_is():
    share = np.arange(1, 2001) / 2000
    unlike = np.arange(2000) % 10 == 0
    assert flatness(unlike, share) == 1
    assert 0 < core_low(unlike, share) < 0.1


def test_flatness_by_hand():
    share = np.array([0.5 / np.e**0.8, 0.5 / np.e**0.95, 0.9])
    unlike = np.array([True, True, True])
    # Mean log-distance (0.8 + 0.95) / 2 stands half way between fading and flat.
    np.testing.assert_allclose(flatness(unlike, share), 0.5)
    np.testing.assert_allclose(flatness(unlike[:1], share[:1]), 0, atol=1e-12)
    np.testing.assert_allclose(flatness(unlike[1:2], share[1:2]), 1)


def test_the_mean_log_distance_tells_the_power_of_the_fall():
    r = np.random.default_rng(0)
    for power, flat in ((0.0, 1.0), (0.15, 0.46), (0.5, 0.0)):
        share = np.arange(1, 100_001) / 100_000
        unlike = r.random(100_000) < 0.3 * share**power
        np.testing.assert_allclose(flatness(unlike, share), flat, atol=0.1)


def test_fading_disagreement_leaves_nothing():
    share = np.arange(1, 2001) / 2000
    unlike = np.random.default_rng(0).random(2000) < 0.3 * share
    assert flatness(unlike, share) == 0
    assert core_low(unlike, share) == 0


def test_few_items_leave_nothing():
    assert cores(99) == []
    assert core_low(np.ones(99, bool), np.arange(1, 100) / 99) == 0
    assert flatness(np.zeros(300, bool), np.arange(1, 301) / 300) == 0
