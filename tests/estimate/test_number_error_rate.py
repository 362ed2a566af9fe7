"""The share of numbers that are wrong, as far as being far off shows it."""

import numpy as np
import pytest

from assay.estimate import NumberErrorRate


def world(seed, rate, n=3000, far=8.0):
    """Return numbers of which `rate` have a wide scatter, and four predictions of each."""
    random = np.random.default_rng(seed)
    right = 3 * random.normal(size=n)
    bad = random.random(n) < rate
    given = right + random.normal(size=n) * np.where(bad, far, 1)
    return given, right[:, None] + 0.1 * random.normal(size=(n, 4))


@pytest.mark.parametrize("rate", [0.02, 0.05, 0.1])
def test_gross_errors_are_counted(rate):
    for seed in range(5):
        found = NumberErrorRate().estimate(*world(seed, rate))
        assert found.verdict == "bounded"
        assert found.low <= rate <= found.high
        assert found.value == pytest.approx(rate, abs=0.02)


@pytest.mark.parametrize("tails", ["normal", "laplace"])
def test_scatter_without_wrong_numbers_is_not_told_apart(tails):
    random = np.random.default_rng(0)
    right = 5 * random.normal(size=2000)
    found = NumberErrorRate().estimate(
        right + getattr(random, tails)(size=2000), right[:, None] + np.zeros((2000, 2))
    )
    assert found.verdict == "cannot-be-told"
    assert found.value < 0.01
    assert found.settle.startswith("No numbers lie apart")


def test_predictions_that_say_nothing_tell_nothing():
    given, _ = world(1, 0.1)
    found = NumberErrorRate().estimate(given, np.zeros((3000, 3)))
    assert found.verdict == "cannot-be-told"
    assert "off the scatter of the numbers" in found.settle


def test_few_numbers_tell_nothing():
    given, guess = world(2, 0.1, n=20)
    assert "At least 30 numbers" in NumberErrorRate().estimate(given, guess).settle
