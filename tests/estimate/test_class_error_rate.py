"""The error rate of every class."""

import numpy as np
import pytest

from assay.estimate import ClassErrorRate


def world(n=12_000, seed=0):
    r = np.random.default_rng(seed)
    t = np.array([[0.7, 0.3, 0, 0], [0.05, 0.95, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    truth = r.choice(4, n, p=[0.4, 0.35, 0.2495, 0.0005])
    labels = (r.random(n)[:, None] > t[truth].cumsum(axis=1)).sum(axis=1)
    z = 4 * (r.standard_normal((n, 4)) + 4 * np.eye(4)[truth])
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return labels, p / p.sum(axis=1, keepdims=True), truth


def test_rates_of_large_classes_are_found():
    labels, p, truth = world()
    found = ClassErrorRate().estimate(labels=labels, predictions=p)
    for j in range(3):
        rate = (truth != labels)[labels == j].mean()
        assert found.value[j] == pytest.approx(rate, abs=0.02)
        assert found.low[j] - 0.001 <= rate <= found.high[j]
    assert found.value[1] > 5 * found.value[2]
    np.testing.assert_array_equal(found.about["count"], np.bincount(labels, minlength=4))


def test_a_tiny_class_is_drawn_to_the_pooled_rate():
    labels, p, truth = world()
    found = ClassErrorRate().estimate(labels=labels, predictions=p)
    pooled = (truth != labels).mean()
    assert found.about["count"][3] < 12
    assert abs(found.value[3] - pooled) < pooled
    assert found.high[3] - found.low[3] > 0.2


@pytest.mark.parametrize("n", [3, 40, 500])
@pytest.mark.parametrize("shrinkage", [0.0, 10.0])
def test_intervals_stay_inside(n, shrinkage):
    labels, p, _ = world(n, 1)
    labels[0], labels[-1] = -1, 3
    found = ClassErrorRate(shrinkage).estimate(labels=labels, predictions=p)
    assert (found.low >= 0).all()
    assert (found.high <= 1).all()
    assert (found.low <= found.value).all()
    assert (found.value <= found.high).all()
