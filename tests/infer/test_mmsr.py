import numpy as np
import pytest

from assay.evidence import Evidence
from assay.infer import MajorityVote, Mmsr
from assay.kernels.infer import rank_one
from assay.kernels.infer.hard_votes import hard_votes


def of_skill(skill, shared=None):
    """Return the pairs of sources whose agreement is exactly the products of skills."""
    s = len(skill)
    shared = ~np.eye(s, dtype=bool) if shared is None else shared
    first, second = np.nonzero(shared)
    return rank_one.Pairs(s, first, second, np.full(len(first), 20.0), skill[first] * skill[second])


def test_pairs_are_counted_as_by_hand(crowds):
    _, evidence = crowds.drawn(2, n=25, sources=7, k=3)
    found = rank_one.pairs(hard_votes(evidence, "test"), np.arange(7) != 5)
    said = np.full((7, 25), -1)
    said[evidence.source, evidence.item] = evidence.claim.indices
    expected = {}
    for a in range(7):
        for b in range(7):
            both = (said[a] >= 0) & (said[b] >= 0)
            if a != b and both.any() and 5 not in (a, b):
                rate = (said[a] == said[b])[both].mean()
                expected[a, b] = (both.sum(), (3 * rate - 1) / 2)
    told = zip(found.first, found.second, found.common, found.covariance, strict=True)
    assert {(int(a), int(b)): (int(c), pytest.approx(v)) for a, b, c, v in told} == expected


def test_runs_are_sorted_each_by_itself():
    random = np.random.default_rng(0)
    run = np.sort(random.integers(0, 50, 1000))
    value = random.lognormal(0, 3, 1000)
    expected = value[np.lexsort((value, run))]
    np.testing.assert_allclose(rank_one.sort_runs(run, value), expected, rtol=1e-6)


def test_exact_products_give_their_factors():
    random = np.random.default_rng(1)
    skill = random.uniform(0.2, 0.9, 12) * np.array([1] * 9 + [-1] * 3)
    size = rank_one.robust_sizes(of_skill(skill), np.sign(skill), 0.01, 1e-12, 500)
    np.testing.assert_allclose(size, np.abs(skill), atol=1e-6)
    np.testing.assert_array_equal(rank_one.signs(of_skill(skill)), np.sign(skill))


def test_groups_that_share_no_items_have_their_own_scale():
    skill = np.array([0.9, 0.8, 0.7, 0.6, 0.2, 0.3, 0.25, 0.4])
    shared = np.kron(np.eye(2, dtype=bool), np.ones((4, 4), bool)) & ~np.eye(8, dtype=bool)
    pairs = of_skill(skill, shared)
    size = rank_one.robust_sizes(pairs, np.ones(8), 0.01, 1e-12, 500)
    np.testing.assert_allclose(size, skill, atol=1e-5)
    np.testing.assert_array_equal(rank_one.signs(pairs), 1)


def test_a_source_that_shares_nothing_is_taken_for_the_middle_one(crowds):
    truth = np.zeros(200, int)
    three = crowds.of(truth, np.full(5, 0.8), np.random.default_rng(0), 2)
    alone = Evidence.votes([200], [0], [1], three.classes, n_items=201)
    both = Evidence.votes(
        np.append(three.item, alone.item), np.append(three.source, 5),
        np.append(three.claim.indices, 1), three.classes,
    )  # fmt: skip
    accuracy = Mmsr().infer(both).accuracy
    assert accuracy[5] == pytest.approx(np.median(accuracy[:5]))


@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_crowd_kit_on_full_panels(crowds, seed):
    from crowdkit.aggregation import MMSR

    random = np.random.default_rng(seed)
    k = 2 + seed
    truth = random.integers(0, k, 400)
    evidence = crowds.of(truth, random.uniform(0.6, 0.9, 10), random, k)
    kit = MMSR(n_iter=100, tol=1e-7).fit(crowds.frame(evidence))
    odds = np.exp(kit.skills_.sort_index().to_numpy())
    found = Mmsr().infer(evidence)
    np.testing.assert_allclose(found.accuracy, odds / (odds + k - 1), atol=0.02)


def test_adversaries_do_not_bend_it(crowds):
    """Six of fifteen sources give one false answer together; the majority vote is lost on many."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 600)
    fair = np.where(random.random((9, 600)) < 0.75, truth, 1 - truth)
    false = np.where(random.random(600) < 0.9, 1 - truth, truth)
    said = np.concatenate([fair, np.where(random.random((6, 600)) < 0.95, false, truth)]).ravel()
    evidence = Evidence.votes(np.tile(np.arange(600), 15), np.repeat(np.arange(15), 600), said)
    found = Mmsr().infer(evidence)
    np.testing.assert_allclose(found.accuracy[:9], 0.75, atol=0.06)
    assert found.accuracy[9:].max() < 0.3
    assert (found.labels == truth).mean() > 0.9
    assert (MajorityVote().infer(evidence).labels == truth).mean() < 0.8


def test_two_thousand_sources_take_little(crowds):
    """There, a dense (2,000, 20,000) table and 45 GB."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 3, 4000)
    right = random.uniform(0.5, 0.95, 2000)
    source = random.integers(0, 40, 20_000) + 40 * random.integers(0, 50, 4000).repeat(5)
    item = np.repeat(np.arange(4000), 5)
    other = (truth[item] + random.integers(1, 3, len(item))) % 3
    said = np.where(random.random(len(item)) < right[source], truth[item], other)
    evidence = Evidence.votes(item, source, said, tuple("abc"), n_items=4000)
    pairs = rank_one.pairs(hard_votes(evidence, "test"), np.ones(evidence.n_sources, bool))
    assert len(pairs.first) < 100_000
    assert Mmsr().infer(evidence).proba.shape == (4000, 3)


@pytest.mark.shared
def test_real_votes(real):
    """On bluebird all sources saw all items: crowd-kit's MMSR has .7130 too."""
    assert real(Mmsr(), "bluebird") == pytest.approx(0.7130, abs=5e-4)
    assert real(Mmsr(), "music") > 0.78
    assert real(Mmsr(), "product") > 0.92
