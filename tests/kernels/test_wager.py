"""A range that holds after every draw: by hand, over all orders, and whoever stops when."""

from itertools import permutations

import numpy as np
import pytest

from assay.kernels.asking import wager
from assay.kernels.asking.wager import Draws, fewer, more, total, walk
from assay.kernels.interval import clopper_pearson

#: A small world: four items of one stratum and three of another.
STRATUM = np.array([0, 0, 0, 0, 1, 1, 1])
BAD = np.array([0, 1, 0, 0, 1, 1, 0], float)
SIZES, WEIGHTS, GUESS = np.array([4, 3]), np.array([0.2, 0.5]), np.array([0.1, 0.6])


def test_by_hand_one_stake_and_two_draws_of_four(monkeypatch):
    # Both are good. Who stakes all on M being too many has 4 / (4 - M), then times 3 / (3 - M):
    # (4 - M)(3 - M) = 3 where the product is 1 / 0.25.
    monkeypatch.setattr(wager, "STAKES", np.array([0.99999]))
    drawn = Draws(np.zeros(2, int), np.zeros(2), np.zeros(2))
    found = total(np.array([4]), np.ones(1), np.zeros(1), drawn, (0, 2), level=0.5)
    assert found.low == 0
    assert found.high == pytest.approx((7 - np.sqrt(13)) / 2, abs=1e-3)


def test_every_draw_is_right_on_average_over_all_orders():
    mean = np.zeros(7)
    for order in permutations(range(7)):
        rows, chance, left = np.array(order), 1.0, WEIGHTS[STRATUM].sum()
        for row in order:
            chance *= WEIGHTS[STRATUM[row]] / left
            left -= WEIGHTS[STRATUM[row]]
        drawn = Draws(STRATUM[rows], BAD[rows], BAD[rows])
        mean += chance * walk(SIZES, WEIGHTS, GUESS, drawn, drawn.low).told
    np.testing.assert_allclose(mean, BAD.sum(), rtol=1e-9)


def test_the_estimate_is_the_truth_and_a_guess_that_counts_as_five_draws():
    """All triples of seven items of one stratum: what the guess adds is all that is off."""
    bad, size = BAD, np.array([7])
    guess, mean = np.array([0.2]), 0.0
    for three in permutations(range(7), 3):
        drawn = Draws(np.zeros(3, int), bad[list(three)], bad[list(three)])
        mean += total(size, np.ones(1), guess, drawn, (-99, 99)).value / 210
    trust = 1 / (np.array([7, 6, 5]) ** 2)  # the fewer are left, the more a draw tells
    first = 5 * trust[0]
    assert mean == pytest.approx((first * 1.4 + trust.sum() * bad.sum()) / (first + trust.sum()))


def test_what_is_told_stays_between_its_ends():
    random = np.random.default_rng(0)
    for _ in range(50):
        rows = random.permutation(7)
        drawn = Draws(STRATUM[rows], BAD[rows], BAD[rows])
        path = walk(SIZES, WEIGHTS, GUESS, drawn, drawn.low)
        assert (path.least <= path.told + 1e-9).all()
        assert (path.told <= path.most + 1e-9).all()
        assert (path.least <= BAD.sum() + 1e-9).all()
        assert (path.most >= BAD.sum() - 1e-9).all()


def test_all_drawn_is_known_exactly():
    rows = np.random.default_rng(3).permutation(7)
    drawn = Draws(STRATUM[rows], BAD[rows], BAD[rows])
    assert total(SIZES, WEIGHTS, GUESS, drawn, (3, 3)) == (3, 3, 3)


def test_the_range_only_shrinks():
    random = np.random.default_rng(1)
    bad = (random.random(400) < 0.2).astype(float)
    low, high = [], []
    for many in range(0, 401, 40):
        drawn = Draws(np.zeros(many, int), bad[:many], bad[:many])
        found = total(np.array([1000]), np.ones(1), np.full(1, 0.1), drawn, (0, 1000))
        low.append(found.low)
        high.append(found.high)
    assert (np.diff(low) >= -1e-3).all()
    assert (np.diff(high) <= 1e-3).all()


def test_what_is_not_known_leaves_room():
    bad = np.zeros(100)
    sure = total(
        np.array([10_000]), np.ones(1), np.full(1, 0.1), Draws(bad.astype(int), bad, bad), (0, 1e4)
    )
    maybe = bad.copy()
    maybe[:10] = 1
    open_ = total(
        np.array([10_000]),
        np.ones(1),
        np.full(1, 0.1),
        Draws(bad.astype(int), bad, maybe),
        (0, 1e4),
    )
    assert open_.low == sure.low == 0
    assert open_.high > sure.high + 500


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.5])
def test_costs_less_than_twice_the_width_of_one_look(rate):
    random = np.random.default_rng(0)
    widths = []
    for many in (200, 1000):
        bad = (random.random(many) < rate).astype(float)
        drawn = Draws(np.zeros(many, int), bad, bad)
        found = total(np.array([10**6]), np.ones(1), np.full(1, rate), drawn, (0, 10**6))
        low, high = clopper_pearson(bad.sum(), many)
        widths.append((found.high - found.low) / 1e6 / float(high - low))
    assert max(widths) < 2


@pytest.mark.parametrize(
    ("sizes", "bad", "guess"),
    [
        ([200, 60, 30], [4, 10, 20], [0.02, 0.2, 0.7]),
        ([200, 60, 30], [10, 30, 20], [0.5, 0.01, 0.01]),
        ([250, 30, 10], [1, 0, 0], [0.001, 0.1, 0.5]),
    ],
)
def test_holds_at_every_moment_at_once(sizes, bad, guess):
    """Whoever stops as soon as the truth is left out finds it left out in 5 % of runs at most."""
    sizes, weights = np.array(sizes), np.array([0.14, 0.3, 0.5])
    stratum = np.repeat(np.arange(3), sizes)
    wrong = np.concatenate([np.arange(n) < b for n, b in zip(sizes, bad, strict=True)]) * 1.0
    truth, missed, runs = wrong.sum(), 0, 1000
    random = np.random.default_rng(7)
    for _ in range(runs):
        rows = np.argsort(random.exponential(size=len(wrong)) / weights[stratum])
        drawn = Draws(stratum[rows], wrong[rows], wrong[rows])
        path = walk(sizes, weights, np.array(guess), drawn, drawn.low)
        missed += more(path, truth) >= np.log(40) or fewer(path, truth) >= np.log(40)
    assert missed <= 0.05 * runs
    assert missed > 0
