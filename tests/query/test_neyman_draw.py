"""Draws whose chances are known: evenly within a stratum, more where right and wrong differ."""

import numpy as np
import pytest

from assay.kernels.asking.drawing import cuts, drawn, interleaved, stratum_of, weights_of
from assay.posterior import Posterior
from assay.query import NeymanDraw


@pytest.mark.parametrize("n", [0, 1, 5, 17, 100, 1000, 12345])
def test_strata_halve_towards_the_top_and_hold_everything(n):
    items = np.bincount(stratum_of(np.arange(n), n), minlength=len(cuts(n)))
    assert items.sum() == n
    if n >= 100:
        assert items.min() >= 8
        assert items[0] <= 0.3 * n + 1
    assert (np.diff(stratum_of(np.arange(n), n)) <= 0).all()


def test_chances_are_as_stated():
    """A stratum's share of first draws is its items times its weight."""
    doubt = np.linspace(0.9, 0, 64) ** 2
    ranked = np.arange(64)
    stratum = stratum_of(ranked, 64)
    weights = weights_of(doubt, stratum)
    first = np.array([drawn(ranked, doubt, seed)[0] for seed in range(4000)])
    want = np.bincount(stratum) * weights
    want /= want.sum()
    found = np.bincount(stratum[first], minlength=len(want)) / 4000
    np.testing.assert_allclose(found, want, atol=4 * np.sqrt(0.25 / 4000))
    # and evenly within a stratum
    low = first[stratum[first] == 0]
    even = np.bincount(low - low.min(), minlength=(stratum == 0).sum()) / len(low)
    assert even.max() < 3 / len(even)


def test_weights_are_deviations_within_bounds():
    found = weights_of(np.array([0.0, 0.0, 0.2, 1.0]), np.array([0, 0, 1, 2]))
    np.testing.assert_allclose(found, [np.sqrt(0.02 * 0.98), 0.4, 0.5])


def test_first_of_a_draw_are_a_smaller_draw():
    posterior = Posterior(("a", "b"), np.random.default_rng(0).dirichlet([1, 1], 50))
    long, short = (NeymanDraw(seed=3).query(posterior, n).items for n in (40, 10))
    assert short.tolist() == long[:10].tolist()
    assert NeymanDraw(seed=4).query(posterior, 10).items.tolist() != short.tolist()


def test_every_so_manieth_is_of_the_other_order_and_nothing_is_lost():
    random = np.random.default_rng(0)
    first, second = random.permutation(1000), random.permutation(1000)
    mixed = interleaved(first, second, 5)
    assert sorted(mixed.tolist()) == list(range(1000))
    head = set(mixed[:100].tolist())
    assert set(first[:78].tolist()) <= head
    assert set(second[:18].tolist()) <= head


def spread(weighted, runs=400, many=500, n=20_000):
    """Return the deviation of the share that is told by `many` draws."""
    random = np.random.default_rng(0)
    doubt = np.sort(random.beta(0.12, 2, n))[::-1]
    wrong = random.random(n) < doubt
    told = []
    for seed in range(runs):
        if weighted:
            rows = drawn(np.arange(n), doubt, seed)[:many]
            stratum = stratum_of(np.arange(n), n)
            items = np.bincount(stratum)
            seen = np.maximum(np.bincount(stratum[rows], minlength=len(items)), 1)
            hits = np.bincount(stratum[rows], wrong[rows], len(items))
            told.append((items * hits / seen).sum() / n)
        else:
            told.append(wrong[random.choice(n, many, replace=False)].mean())
    return np.std(told), np.mean(told) - wrong.mean()


def test_needs_fewer_answers_than_an_even_draw():
    ours, bias = spread(weighted=True)
    even, _ = spread(weighted=False)
    assert abs(bias) < 0.1 * ours + 4 * ours / 20
    assert 500 * (even / ours) ** 2 > 1300
