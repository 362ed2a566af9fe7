"""The share of wrong labels from reviews in mixed orders: by hand, and how often it holds."""

import numpy as np
import pytest

from assay.kernels.asking.drawing import interleaved
from assay.review.mistaken import corrected
from assay.review.orders import drawing
from assay.review.outcome import Seen
from assay.review.population import BINS, Population
from assay.review.rate import prefix, rate
from assay.review.recalibrated import fitted


def world(n, seed, noise=0.8, base=0.01):
    """Return P(wrong) and which are wrong: rarely where it is low, often where it is high."""
    random = np.random.default_rng(seed)
    p = random.beta(0.15, 2, n)
    return p, random.random(n) < p * noise + base


def laid(p, seed=0, **more):
    """Return the population and both orders."""
    first = np.argsort(-p, kind="stable")
    draw = drawing(first, p, np.isfinite(p), seed)
    return Population.of(p, likely=first, drawn=draw, **more), first, draw


def told(rows, wrong, ambiguous=None):
    """Return what a reviewer who knows says of these rows."""
    rows = np.asarray(rows, np.int64)
    low = wrong[rows].astype(float)
    none = np.zeros(len(rows), bool) if ambiguous is None else ambiguous
    return Seen(rows, low, low, none)


def test_only_suspects_say_what_is_certain_and_no_more():
    p, wrong = world(1000, 0)
    population, first, _ = laid(p)
    found = rate(population, told(first[:100], wrong))
    hits = wrong[first[:100]].sum()
    assert (found.counted, found.drawn, found.told) == (100, 0, False)
    assert found.low == hits / 1000
    assert found.high == (1000 - (100 - hits)) / 1000
    assert found.low < found.value < 0.3


def test_all_looked_at_is_known():
    p, wrong = world(300, 1)
    population, first, _ = laid(p)
    found = rate(population, told(first[::-1], wrong))
    np.testing.assert_allclose(found[:3], wrong.mean())
    assert found.told


def test_nothing_looked_at_and_nothing_there():
    p, wrong = world(300, 1)
    found = rate(laid(p)[0], told([], wrong))
    assert (found.low, found.high, found.reviewed) == (0, 1, 0)
    assert found.value == pytest.approx(p.mean(), rel=0.1)
    none = Population.of(np.empty(0), likely=np.empty(0, int), drawn=np.empty(0, int))
    assert rate(none, told([], wrong))[:3] == (0, 0, 1)


def test_a_census_of_the_top_does_not_fool_it():
    """The top is nearly all wrong and was looked at most; the estimate stays where it belongs."""
    p, wrong = world(20_000, 2)
    values = []
    for seed in range(24):
        population, first, draw = laid(p, seed)
        rows = np.unique(np.concatenate([first[:1500], draw[:300]]))
        found = rate(population, told(rows, wrong))
        values.append(found.value)
        assert found.low <= wrong.mean() <= found.high
    assert wrong[rows].mean() > 4 * wrong.mean()
    error = np.std(values) / np.sqrt(24)
    assert abs(np.mean(values) - wrong.mean()) < 4 * error
    # The top is counted: this is as good as an even draw of 300 of the rest, or better.
    below = ~np.isin(np.arange(20_000), first[:1500])
    even = np.sqrt(wrong[below].var() / 300) * below.mean()
    assert np.std(values) < 1.3 * even


def test_items_met_otherwise_only_count_for_themselves():
    """A reviewer who picks what looks wrong from a table moves the ends, not the estimate."""
    p, wrong = world(5000, 3)
    population, _, draw = laid(p)
    sample = draw[:200]
    plain = rate(population, told(sample, wrong))
    picked = np.setdiff1d(np.flatnonzero(wrong), sample)[:40]
    more = rate(population, told(np.concatenate([sample, picked]), wrong))
    assert more.elsewhere >= 35
    assert abs(more.value - plain.value) < 0.005
    assert more.low >= plain.low
    assert more.found == plain.found + 40


def test_order_of_work_does_not_matter():
    p, wrong = world(3000, 4)
    population, first, draw = laid(p)
    rows = np.unique(np.concatenate([first[:200], draw[:100]]))
    one = rate(population, told(rows, wrong))
    two = rate(population, told(rows[::-1], wrong))
    np.testing.assert_allclose(one[:3], two[:3])


def test_what_is_not_known_widens_the_interval():
    p, wrong = world(3000, 5)
    population, _, draw = laid(p)
    sure = told(draw[:200], wrong)
    some = np.arange(200) % 10 == 0
    unsure = sure._replace(low=np.where(some, 0.0, sure.low), high=np.where(some, 1.0, sure.high))
    one, two = rate(population, sure), rate(population, unsure)
    assert two.unknown == 20
    assert two.low <= one.low
    assert two.high > one.high + 0.03
    assert abs(two.value - one.value) < 0.03


def test_a_gap_ends_an_order_unless_much_follows():
    assert prefix(np.array([0, 1, 2, 5, 6])) == 3
    assert prefix(np.concatenate([np.arange(100), np.arange(101, 160)])) == 160
    assert prefix(np.array([], int)) == 0
    assert prefix(np.array([0, 3]), np.array([1, 2])) == 4
    assert prefix(np.array([0]), np.array([1, 2])) == 1


def test_who_left_one_item_open_loses_little():
    p, wrong = world(3000, 6)
    population, _, draw = laid(p)
    whole = rate(population, told(draw[:300], wrong))
    without = rate(population, told(np.delete(draw[:300], 17), wrong))
    assert whole.drawn == without.drawn == 300
    assert without.low <= whole.low
    assert without.high - whole.high < 0.02


def test_unlabelled_items_have_no_part():
    p, wrong = world(500, 7)
    p[::5] = np.nan
    population, first, _ = laid(p)
    assert population.size == 400
    found = rate(population, told(first, wrong))
    assert found.reviewed == 400
    assert found.value == pytest.approx(wrong[np.isfinite(p)].mean())


def test_without_probabilities_all_items_are_alike():
    p, wrong = np.full(400, np.nan), world(400, 8)[1]
    rows = np.random.default_rng(0).permutation(400)
    population = Population.of(p, likely=np.arange(400), drawn=rows)
    found = rate(population, told(rows[:100], wrong))
    assert population.size == 400
    assert found.low <= wrong.mean() <= found.high


@pytest.mark.parametrize(("noise", "base"), [(0.8, 0.01), (0.05, 0.05), (0.5, 0.0)])
def test_the_interval_holds_for_a_reviewer_who_stops_when_he_likes(noise, base):
    """Mixed order, looked at after every 40 reviews; a run fails if any look misses.

    P(wrong) says three times too much, nearly nothing, or twice too much.
    """
    p, wrong = world(1500, 9, noise, base)
    missed, runs = 0, 20
    for seed in range(runs):
        population, first, draw = laid(p, seed)
        rows = interleaved(first, draw, 4)
        for many in range(40, 401, 90):
            found = rate(population, told(rows[:many], wrong))
            if not found.low <= wrong.mean() <= found.high:
                missed += 1
                break
    assert missed <= 0.05 * runs


def test_who_lets_what_was_drawn_decide_how_far_to_look_is_covered_too():
    """An adversary: goes down the ranking for as long as that moves the interval off the truth."""
    p, wrong = world(800, 10, 0.5, 0.03)
    missed, runs = 0, 30
    for seed in range(runs):
        population, first, draw = laid(p, seed)
        worst = np.inf
        for top in range(0, 200, 50):
            rows = np.unique(np.concatenate([draw[:80], first[:top]]))
            found = rate(population, told(rows, wrong))
            room = min(wrong.mean() - found.low, found.high - wrong.mean())
            worst = min(worst, room)
        missed += worst < 0
    assert missed <= 0.05 * runs


def test_found_shares_bend_what_was_stated():
    items, hits = np.zeros(BINS), np.zeros(BINS)
    np.testing.assert_allclose(fitted(items, hits), 1 / (1 + np.exp(-np.linspace(-7, 7, BINS))))
    items[40], hits[40] = 400, 100  # stated .94, found .25
    found = fitted(items, hits)
    assert found[40] == pytest.approx(0.25, abs=0.02)
    assert (np.diff(found) > 0).all()
    assert found[28] < 0.1  # what was stated as .5 is taken down too


@pytest.mark.parametrize("errs", [0.05, 0.1])
def test_mistakes_of_reviewers_are_taken_off(errs):
    """Two who err independently; how often they differ tells how often they err."""
    p, wrong = world(4000, 11)
    random, held = np.random.default_rng(0), 0
    for seed in range(20):
        population, _, draw = laid(p, seed)
        rows = draw[:400]
        mine, other = (wrong[rows] ^ (random.random(400) < errs) for _ in range(2))
        same = float((mine == other).mean())
        agree = {"same_doubt": [same, same - 0.04, same + 0.04]}
        now = rate(population, Seen(rows, mine * 1.0, mine * 1.0, np.zeros(400, bool)))
        less = corrected(now, agree, None)
        assert less["value"] < now.value
        held += less["low"] <= wrong.mean() <= less["high"]
    assert held >= 19
    assert corrected(now, None, None) is None
    gold = corrected(now, agree, {"doubt_accuracy": [1.0, 0.9, 1.0]})
    assert gold["value"] == now.value
    assert gold["from"] == "gold"
