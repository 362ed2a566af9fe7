"""The share of decisions on tags that are wrong."""

import numpy as np
import pytest

from assay.estimate import TagErrorRate


def world(seed, rate, n=2000, tags=4, *, sharp=0.1):
    """Return tags of which `rate` are turned, and P(fits) of the truth."""
    random = np.random.default_rng(seed)
    proba = random.beta(sharp, sharp, (n, tags))
    truth = random.random(proba.shape) < proba
    return (truth ^ (random.random(proba.shape) < rate)).astype(np.int8), proba


@pytest.mark.parametrize("rate", [0.0, 0.02, 0.1, 0.2])
def test_interval_holds_the_rate(rate):
    for seed in range(10):
        found = TagErrorRate().estimate(*world(seed, rate))
        assert found.verdict == "bounded"
        assert found.low <= rate + 0.005
        assert rate <= found.high
        assert abs(found.value - rate) < 0.04


def test_tags_that_cannot_be_told_are_left_out():
    tags, proba = world(0, 0.05)
    random = np.random.default_rng(1)
    tags[:, 3] = random.random(len(tags)) < 0.1
    proba[:, 3] = 0.1
    found = TagErrorRate().estimate(tags, proba)
    assert found.about["decisions"].tolist() == [2000, 2000, 2000, 0]
    assert any("3 of 4 tags can be told" in sentence for sentence in found.assumes)


def test_nothing_told_is_said_so():
    random = np.random.default_rng(2)
    tags = (random.random((500, 3)) < 0.2).astype(np.int8)
    found = TagErrorRate().estimate(tags, np.full(tags.shape, 0.2))
    assert found.verdict == "cannot-be-told"
    assert (found.low, found.high) == (0, 1)


def test_unknown_tags_are_no_decisions():
    tags, proba = world(3, 0.05)
    tags[::2] = -1
    assert TagErrorRate().estimate(tags, proba).about["decisions"].tolist() == [1000] * 4
