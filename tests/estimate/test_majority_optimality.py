"""The certificate against weighing every pattern of votes."""

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest

from assay.bench.data.stored import stored_votes
from assay.errors import DataError
from assay.estimate import MajorityOptimality
from assay.evidence import Evidence, Source
from assay.infer import MajorityVote, OneCoin
from assay.kernels.estimate.majority_margin import Panels, margins

NAMES = tuple("abcd")


def beaten(table, prior):
    """Tell whether some pattern of votes has a strict winner that Bayes' rule would not choose.

    `table` (S, K, K) is P(says j | truth k) at [s, k, j].
    """
    s, k = table.shape[:2]
    said, count, winner = patterns(s, k)
    # (patterns, K): log prior and the log chance of what each source says, under each truth.
    logs = np.log(prior) + np.log(table)[np.arange(s), :, said].sum(axis=1)
    worse = logs[np.arange(len(said)), winner] < logs.max(axis=1) - 1e-12
    return bool((worse & ((count == count.max(axis=1, keepdims=True)).sum(axis=1) == 1)).any())


@cache
def patterns(s, k):
    """Return all ways to vote (P, S), the votes each class gets (P, K), and the first winner."""
    said = np.array(list(product(range(k), repeat=s)))
    count = (said[:, :, None] == np.arange(k)).sum(axis=1)
    return said, count, count.argmax(axis=1)


def one_coin(p, k):
    """Return (S, K, K) tables of sources that are right with chance p."""
    wrong = (1 - p[:, None, None]) / (k - 1)
    return np.where(np.eye(k, dtype=bool), p[:, None, None], wrong)


def panel(s, k=2):
    return Panels(np.zeros(s, int), np.arange(s), 1, k)


def test_four_thousand_one_coin_panels():
    random = np.random.default_rng(0)
    mismatches = optimal = 0
    for _ in range(4000):
        s = int(random.choice([3, 5, 7], p=[0.5, 0.3, 0.2]))
        p = random.uniform(0.5, 0.9, s) if random.random() < 0.5 else random.uniform(0.7, 0.85, s)
        share = random.uniform(0.3, 0.7)
        prior = np.array([1 - share, share])
        found = bool(panel(s).margin(p[:, None], p[:, None], prior, prior)[0] >= 0)
        mismatches += found == beaten(one_coin(p, 2), prior)
        optimal += found
    assert mismatches == 0
    assert 400 < optimal < 3600


@pytest.mark.parametrize("k", [2, 3])
def test_panels_of_every_size_with_bad_sources_too(k):
    random = np.random.default_rng(k)
    verdicts = []
    for _ in range(600):
        s = int(random.integers(1, 7 if k == 2 else 6))
        p = random.uniform(*random.choice([[0.3, 0.9], [0.6, 0.8]]), s)
        prior = random.dirichlet(np.full(k, 60.0))
        found = bool(panel(s, k).margin(p[:, None], p[:, None], prior, prior)[0] >= 0)
        verdicts.append(found)
        # Certified is never beaten; for two classes the converse holds as well. For more, a
        # pattern can be out of reach of the worst case: the certificate is then too careful.
        truth = beaten(one_coin(p, k), prior)
        assert not (found and truth)
        if k == 2:
            assert found != truth
    assert 50 < sum(verdicts) < 550


def test_three_classes_are_exact_where_classes_are_equally_common():
    random = np.random.default_rng(5)
    for _ in range(300):
        s = int(random.integers(1, 7))
        p = random.uniform(*random.choice([[0.25, 0.9], [0.5, 0.8]]), s)
        flat = np.full(3, 1 / 3)
        found = bool(panel(s, 3).margin(p[:, None], p[:, None], flat, flat)[0] >= 0)
        assert found != beaten(one_coin(p, 3), flat)


def test_three_thousand_two_coin_panels():
    random = np.random.default_rng(1)
    mismatches = optimal = 0
    for _ in range(3000):
        s = int(random.integers(1, 7))
        rates = random.uniform(*random.choice([[0.45, 0.95], [0.7, 0.85]]), (s, 2))
        share = random.uniform(0.35, 0.65)
        prior = np.array([1 - share, share])
        table = np.stack([np.stack([rates[:, 0], 1 - rates[:, 0]], 1),
                          np.stack([1 - rates[:, 1], rates[:, 1]], 1)], 1)  # fmt: skip
        found = bool(panel(s).margin(rates, rates, prior, prior)[0] >= 0)
        mismatches += found == beaten(table, prior)
        optimal += found
    assert mismatches == 0
    assert 300 < optimal < 2700


def test_one_accuracy_for_all_is_odds_against_the_ratio_of_shares():
    p = np.full((5, 1), 0.8)
    for share, holds in ((0.79, True), (0.81, False)):
        prior = np.array([1 - share, share])
        assert (panel(5).margin(p, p, prior, prior)[0] >= 0) == holds


def test_an_interval_certifies_only_what_holds_in_every_corner():
    random = np.random.default_rng(3)
    for _ in range(200):
        s = int(random.integers(2, 6))
        low = random.uniform(0.55, 0.8, s)
        high = low + random.uniform(0, 0.15, s)
        flat = np.full(2, 0.5)
        corners = [np.where(c, low, high)[:, None] for c in product([True, False], repeat=s)]
        each = [panel(s).margin(p, p, flat, flat)[0] for p in corners]
        sure = panel(s).margin(low[:, None], high[:, None], flat, flat)[0]
        may = panel(s).margin(high[:, None], low[:, None], flat, flat)[0]
        assert sure == pytest.approx(min(each))
        assert may >= max(each) - 1e-12


def test_items_are_each_judged_by_their_own_sources():
    random = np.random.default_rng(4)
    item = np.sort(random.integers(0, 30, 150))
    weight = random.normal(1, 0.5, (2, 150))
    for k in (2, 3):
        found = margins(item, weight[0], weight[1], 30, k)
        for i in range(30):
            mine = item == i
            alone = margins(np.zeros(mine.sum(), int), weight[0][mine], weight[1][mine], 1, k)
            assert found[i] == pytest.approx(alone[0], abs=1e-9)


def drawn(rates, n=3000, seed=0, per=None):
    """Return truth and votes of sources with these accuracies, on all items or `per` of them."""
    random = np.random.default_rng(seed)
    s = len(rates)
    truth = random.integers(0, 2, n)
    source = np.concatenate([random.permutation(s)[: per or s] for _ in range(n)])
    item = np.repeat(np.arange(n), per or s)
    right = random.random(len(item)) < np.asarray(rates)[source]
    said = np.where(right, truth[item], 1 - truth[item])
    return truth, Evidence.votes(item, source, said, ("a", "b"), n_items=n)


def gold_of(evidence, truth, items):
    given = np.full(evidence.n_items, -1)
    given[items] = truth[items]
    gold = Evidence.labels(given, evidence.classes, name="gold")
    return evidence.join(replace(gold, sources=(Source("gold", "annotator", trusted=True),)))


def test_says_which_source_breaks_it_and_how_much_noise_is_tolerable():
    truth, evidence = drawn([0.7, 0.7, 0.7, 0.7, 0.98])
    found = MajorityOptimality(prior="flat").estimate(evidence)
    assert float(found) == float(found.high) == 0.0
    assert found.about["breaks"].tolist() == [0, 0, 0, 0, 3000]
    assert not found.about["tolerable"].any()
    # Weighing does better, as the certificate says.
    assert (OneCoin().infer(evidence).labels == truth).mean() > 0.97
    assert (MajorityVote().infer(evidence).labels == truth).mean() < 0.93
    truth, evidence = drawn([0.75] * 5)
    found = MajorityOptimality(prior="flat").estimate(evidence)
    assert float(found.low) == 1.0
    off = found.about["tolerable"][0]
    assert 0.02 < off < 0.1
    rates = found.about["accuracy"]
    flat = np.full(2, 0.5)
    for by, holds in ((off, True), (off + 2e-4, False)):
        least = panel(5).margin(rates - by, rates + by, flat, flat)[0]
        assert (least >= 0) == holds


def test_gold_is_counted_and_leaves_its_items_out():
    truth, evidence = drawn([0.8] * 7, n=4000, per=3)
    seen = gold_of(evidence, truth, np.arange(2000))
    found = MajorityOptimality(prior="flat").estimate(seen)
    assert found.verdict == "identified"
    assert not found.about["certified"][:2000].any()
    assert float(found.low) == 1.0
    first = (evidence.source == 2) & (evidence.item < 2000)
    right = (evidence.claim.indices == truth[evidence.item])[first]
    assert found.about["accuracy"][2, 0] == pytest.approx(right.mean(), abs=2e-3)
    assert found.about["low"][2, 0] < 0.8 < found.about["high"][2, 0]


@pytest.mark.parametrize("seed", range(3))
def test_two_coins_see_what_one_cannot(seed):
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, 4000)
    # Sources that nearly always know an "a" and often take a "b" for one: with three of them a
    # single "b" is worth more than two "a".
    right = random.random((3, 4000)) < np.where(truth == 0, 0.97, 0.6)
    said = np.where(right, truth, 1 - truth).ravel()
    evidence = Evidence.votes(
        np.tile(np.arange(4000), 3), np.repeat(np.arange(3), 4000), said, ("a", "b")
    )
    gold = gold_of(evidence, truth, np.arange(2000))
    assert float(MajorityOptimality(prior="flat").estimate(gold)) == 1.0
    found = MajorityOptimality(coins=2, prior="flat").estimate(gold)
    assert float(found) == float(found.high) == 0.0


def test_what_cannot_be_told_is_said():
    given = Evidence.labels(["a", "b", "a"])
    found = MajorityOptimality().estimate(given)
    assert found.verdict == "cannot-be-told"
    assert (float(found.low), float(found.high)) == (0.0, 1.0)
    three = Evidence.votes([0, 0, 0], [0, 1, 2], ["a", "b", "c"])
    with pytest.raises(DataError, match="two coins need two classes; got 3"):
        MajorityOptimality(coins=2).estimate(three)


@pytest.mark.shared
def test_real_votes(shared):
    """Weighing helps on bluebird (majority .759), and intervals hold the value."""
    for name, most in (("bluebird", 0.0), ("rte", 0.3)):
        evidence = stored_votes(0, shared / "data", name).given["evidence"]
        found = MajorityOptimality().estimate(evidence)
        assert float(found.low) <= float(found) <= float(found.high)
        assert float(found) <= most
