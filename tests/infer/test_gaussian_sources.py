"""Numbers from sources with bias and scatter."""

import numpy as np
import pytest
from scipy.special import polygamma

from assay.evidence import Evidence, Source
from assay.infer import GaussianSources
from assay.kernels.infer.numbers import middles
from assay.kernels.infer.squeeze import inverse_trigamma, squeeze


def drawn(seed, items=500, per=5, sources=30, bias=0.0, hard=0.0):
    """Return truth, claims by item and source, and what the sources are like."""
    random = np.random.default_rng(seed)
    truth = random.normal(50, 10, items)
    scatter = np.exp(random.uniform(0, np.log(20), sources))
    lean = random.normal(0, bias, sources)
    item = np.repeat(np.arange(items), per)
    source = np.concatenate([random.permutation(sources)[:per] for _ in range(items)])
    harder = np.exp(random.normal(0, hard, items))[item]
    said = truth[item] + lean[source] + scatter[source] * harder * random.normal(size=len(item))
    return truth, item, source, said, lean, scatter


def numbers(item, source, said, items):
    return Evidence.numbers(said, item=item, source=source, n_items=items)


def test_a_bias_is_taken_off_and_scatter_weighed_by_hand():
    # Two sources agree but for a shift of 4, the third says anything: the mean of the first two.
    truth = np.arange(40.0)
    wild = 30 * np.random.default_rng(0).normal(size=40)
    said = np.stack([truth - 2, truth + 2, truth + wild], axis=1).ravel()
    found = GaussianSources().infer(
        numbers(np.repeat(np.arange(40), 3), np.tile(np.arange(3), 40), said, 40)
    )
    assert found.bias[1] - found.bias[0] == pytest.approx(4, abs=0.1)
    apart = found.value - truth
    assert np.abs(apart - apart.mean()).max() < 0.2
    assert found.spread[2] > 20 * found.spread[:2].max()


def test_sources_that_are_alike_give_the_plain_mean():
    random = np.random.default_rng(1)
    item, source = np.repeat(np.arange(200), 3), np.tile(np.arange(3), 200)
    said = random.normal(size=600) + 5 * np.repeat(random.normal(size=200), 3)
    found = GaussianSources().infer(numbers(item, source, said, 200))
    mean = said.reshape(200, 3).mean(axis=1)
    assert np.abs(found.value - mean).max() < 0.1
    assert found.deviation.mean() == pytest.approx(1 / np.sqrt(3), rel=0.1)


@pytest.mark.parametrize("shape", [(500, 5, 30, 0, 0), (500, 5, 30, 3, 0.7), (300, 10, 20, 5, 0)])
def test_near_what_knowing_the_sources_would_give_and_intervals_hold(shape):
    held, ours, plain, best = [], [], [], []
    for seed in range(4):
        items, per, sources, bias, hard = shape
        truth, item, source, said, lean, scatter = drawn(seed, items, per, sources, bias, hard)
        found = GaussianSources().infer(numbers(item, source, said, items))
        weight = 1 / scatter[source] ** 2
        known = np.bincount(item, weight * (said - lean[source])) / np.bincount(item, weight)
        # A shift that all sources share nobody can see.
        shift = np.average(lean, weights=np.bincount(source, minlength=sources))
        off = found.value - truth - shift
        held.append((np.abs(off) < 1.96 * found.deviation).mean())
        ours.append(np.abs(off).mean())
        plain.append(np.abs(np.bincount(item, said) / per - truth - shift).mean())
        best.append(np.abs(known - truth).mean())
    assert np.mean(ours) < 0.5 * np.mean(plain)
    assert np.mean(ours) < 1.25 * np.mean(best)
    assert 0.9 < np.mean(held) < 0.985


def test_units_do_not_matter():
    _, item, source, said, _, _ = drawn(3, items=60)
    plain = GaussianSources().infer(numbers(item, source, said, 60))
    found = GaussianSources().infer(numbers(item, source, 1000 * said - 7, 60))
    np.testing.assert_allclose(found.value, 1000 * plain.value - 7, rtol=1e-6)
    np.testing.assert_allclose(found.deviation, 1000 * plain.deviation, rtol=1e-6)
    np.testing.assert_allclose(found.spread, 1000 * plain.spread, rtol=1e-6)


def test_slips_are_let_be_where_tails_are_heavy():
    truth, item, source, _, _, _ = drawn(4, items=200, per=6, sources=10)
    random = np.random.default_rng(4)
    said = truth[item] + random.normal(size=len(item))
    slips = random.random(len(item)) < 0.05
    said[slips] += 100 * random.normal(size=int(slips.sum()))
    votes = numbers(item, source, said, 200)
    plain, robust = (GaussianSources(tails=t).infer(votes).value for t in (0.0, 0.25))
    assert np.abs(robust - truth).mean() < 0.5
    assert np.abs(robust - truth).mean() < 0.3 * np.abs(plain - truth).mean()


def test_gold_tells_what_all_sources_share():
    random = np.random.default_rng(5)
    truth = random.normal(size=100)
    item, source = np.repeat(np.arange(100), 3), np.tile(np.arange(3), 100)
    said = truth[item] + 5 + 0.1 * random.normal(size=300)
    votes = numbers(item, source, said, 100)
    gold = Evidence.numbers(truth[:20], n_items=100)
    gold = Evidence(
        votes.truth, 100, gold.item, gold.source, gold.claim, gold.negated,
        (Source("gold", trusted=True),),
    )  # fmt: skip
    found = GaussianSources().infer(votes.join(gold))
    np.testing.assert_array_equal(found.value[:20], truth[:20])
    assert np.abs(found.value[20:] - truth[20:]).max() < 0.6
    assert found.bias[:3] == pytest.approx(5, abs=0.2)


@pytest.mark.shared
def test_ratings_of_emotion(shared):
    folder = shared / "data/crowd/emotion_numeric"
    item, source, said = np.loadtxt(folder / "votes.csv.gz", delimiter=",", skiprows=1).T
    place, value = np.loadtxt(folder / "truth.csv.gz", delimiter=",", skiprows=1).T
    truth = np.empty(700)
    truth[place.astype(int)] = value
    item, source = item.astype(int), source.astype(int)
    found = GaussianSources().infer(numbers(item, source, said, 700))
    mean = np.bincount(item, said) / np.bincount(item)
    assert np.abs(mean - truth).mean() == pytest.approx(12.022, abs=1e-3)
    assert np.abs(found.value - truth).mean() == pytest.approx(11.91, abs=0.02)


class TestMiddles:
    def test_as_numpy_by_group(self):
        random = np.random.default_rng(0)
        group, value = random.integers(0, 9, 200), random.normal(size=200).round(1)
        found = middles(group, value, np.ones(200), 10)
        right = [np.median(value[group == g]) if (group == g).any() else 0 for g in range(10)]
        np.testing.assert_allclose(found, right)

    def test_a_weight_of_two_is_two_values(self):
        random = np.random.default_rng(1)
        value, weight = random.normal(size=31), random.integers(1, 4, 31)
        found = middles(np.zeros(31, int), value, weight.astype(float), 1)
        assert found[0] == pytest.approx(np.median(np.repeat(value, weight)))


class TestSqueeze:
    def test_finds_the_law_that_variances_were_drawn_from(self):
        random = np.random.default_rng(0)
        true = 6 * 2.0 / random.chisquare(6, 4000)
        seen = true * random.chisquare(4, 4000) / 4
        found, prior = squeeze(seen, np.full(4000, 4.0))
        assert prior == pytest.approx(6, rel=0.15)
        # The mean of the variance given what was seen, which nothing beats on average.
        np.testing.assert_allclose(found, (6 * 2 + 4 * seen) / 10, rtol=0.05)

    @pytest.mark.parametrize("x", [0.01, 0.5, 3.0, 200.0])
    def test_inverse(self, x):
        assert inverse_trigamma(float(polygamma(1, x))) == pytest.approx(x)

    def test_groups_that_saw_nothing_get_the_average(self):
        found, _ = squeeze(np.array([2.0, 2.0, 0.0]), np.array([50.0, 50.0, 0.0]))
        assert found[2] == pytest.approx(2, rel=0.05)
