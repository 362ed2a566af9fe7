"""Rows of counts drawn towards what is expected of them."""

import numpy as np
import pytest
from scipy.stats import dirichlet_multinomial

from assay.kernels.infer.drawn_together import HOLDS, drawn_together


@pytest.mark.parametrize("seed", range(4))
def test_the_hold_makes_the_counts_likeliest(seed):
    random = np.random.default_rng(seed)
    mean = random.dirichlet(np.ones(3), 20)
    chance = np.array([random.dirichlet(6 * row) for row in mean])
    seen = np.array([random.multinomial(30, row) for row in chance])
    likely = [
        sum(
            dirichlet_multinomial.logpmf(x, one * m, x.sum())
            for x, m in zip(seen, mean, strict=True)
        )
        for one in HOLDS
    ]
    rows, hold = drawn_together(seen.astype(float), mean)
    assert hold == HOLDS[int(np.argmax(likely))]
    np.testing.assert_allclose(rows, (seen + hold * mean) / (30 + hold), atol=1e-9)


def test_finds_the_concentration_that_rows_were_drawn_with():
    random = np.random.default_rng(0)
    mean = np.array([[0.5, 0.3, 0.2]])
    seen = np.array([random.multinomial(50, random.dirichlet(8 * mean[0])) for _ in range(2000)])
    assert 5 < drawn_together(seen.astype(float), mean)[1] < 13


def test_rows_that_were_not_seen_are_as_expected():
    mean = np.array([[0.9, 0.1], [0.2, 0.8]])
    rows, _ = drawn_together(np.array([[0.0, 0.0], [3.0, 1.0]]), mean)
    np.testing.assert_allclose(rows[0], mean[0])
    np.testing.assert_allclose(drawn_together(np.zeros((2, 2)), mean)[0], mean)
