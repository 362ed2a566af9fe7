from dataclasses import replace

import numpy as np
import pytest

from assay.evidence import Evidence, Source
from assay.infer import DawidSkene, GoldAnchored
from assay.kernels.infer.risk import bayesian_risk, group_risk

NAMES = tuple("abcd")


def with_gold(votes, truth, rows):
    """Return the votes with gold on some items."""
    known = np.full(votes.n_items, -1)
    known[rows] = truth[rows]
    gold = Evidence.labels(known, votes.classes)
    return votes.join(replace(gold, sources=(Source("gold", trusted=True),)))


def field_and_edge(seed, n=4000, sensitivity=(0.9, 0.8, 0.75, 0.7, 0.6), prior=0.4, gold=400):
    """Return truth and votes of five labellers, right on fields and on the rest at these rates."""
    random = np.random.default_rng(seed)
    truth = (random.random(n) < prior).astype(int)
    rate = np.array([sensitivity, np.clip(np.array(sensitivity) + 0.05, 0, 1)]).T
    item, source = np.repeat(np.arange(n), 5), np.tile(np.arange(5), n)
    right = random.random(n * 5) < rate[source, 1 - truth[item]]
    said = np.where(right, truth[item], 1 - truth[item])
    votes = Evidence.votes(item, source, said, ("no", "field"), n_items=n)
    return truth, with_gold(votes, truth, np.arange(gold)), rate


def by_hand(evidence, gold_rows, truth, pooling):
    """Return confusion [source][truth][said] by plain loops: own drawn to all, that to a guess."""
    k, s = len(evidence.classes), evidence.n_sources - 1
    counts = np.zeros((s, k, k))
    triples = zip(evidence.item, evidence.source, evidence.claim.indices, strict=True)
    for item, source, said in triples:
        if source < s and item in gold_rows:
            counts[source, truth[item], said] += 1
    every = np.zeros((k, k))
    for t in range(k):
        for j in range(k):
            guess = 0.9 if t == j else 0.1 / (k - 1)
            every[t, j] = (counts[:, t, j].sum() + pooling * guess) / (counts[:, t].sum() + pooling)
    table = np.zeros_like(counts)
    for source in range(s):
        for t in range(k):
            total = counts[source, t].sum() + pooling
            table[source, t] = (counts[source, t] + pooling * every[t]) / total
    return table


def test_scores_and_posterior_by_hand():
    random = np.random.default_rng(0)
    truth = random.integers(0, 3, 40)
    item, source = np.repeat(np.arange(40), 3), np.tile(np.arange(3), 40)
    said = np.where(random.random(120) < 0.7, truth[item], random.integers(0, 3, 120))
    votes = Evidence.votes(item, source, said, NAMES[:3], n_items=40)
    evidence = with_gold(votes, truth, np.arange(15))
    found = GoldAnchored(pooling=1.5).infer(evidence)
    table = by_hand(evidence, set(range(15)), truth, 1.5)
    np.testing.assert_allclose(found.confusion[:3], table, atol=1e-12)
    np.testing.assert_array_equal(found.confusion[3], np.eye(3))
    np.testing.assert_array_equal(found.labels[:15], truth[:15])
    prior = found.proba.mean(axis=0)
    expected = np.tile(prior, (40, 1))
    for i, s, j in zip(item, source, said, strict=True):
        expected[i] *= table[s, :, j]
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.proba[15:], expected[15:], atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_risk_is_the_error_rate(seed):
    truth, evidence, rate = field_and_edge(seed)
    found = GoldAnchored().infer(evidence)
    rest = slice(400, None)
    wrong = found.labels[rest] != truth[rest]
    risk = bayesian_risk(found.proba)[rest]
    assert abs(risk.mean() - wrong.mean()) < 0.02
    # Calibrated all along, not on average alone.
    for low, high in ((0, 0.05), (0.05, 0.2), (0.2, 0.5)):
        here = (risk >= low) & (risk < high)
        assert abs(risk[here].mean() - wrong[here].mean()) < 0.04
    assert np.abs(np.diagonal(found.confusion[:5], axis1=1, axis2=2) - rate[:, ::-1]).max() < 0.1


def test_groups_have_the_mean_of_their_items():
    _, evidence, _ = field_and_edge(3)
    method, groups = GoldAnchored(), np.arange(4000) % 7
    found = method.risk(evidence, groups)
    risk = bayesian_risk(method.infer(evidence).proba)
    assert found.groups.tolist() == list(range(7))
    np.testing.assert_allclose(found.risk, [risk[groups == g].mean() for g in range(7)])
    assert found.items.sum() == 4000
    assert group_risk(np.empty((0, 2)), np.empty(0)).risk.tolist() == []


@pytest.mark.parametrize("gold", [30, 100])
def test_intervals_hold_the_true_accuracy(gold):
    held = []
    for seed in range(40):
        truth, evidence, rate = field_and_edge(seed, n=gold, gold=gold)
        found = GoldAnchored().scores(evidence)
        share = np.bincount(truth, minlength=2) / gold
        true = rate[:, ::-1] @ share
        held += ((found.low[:5] <= true) & (true <= found.high[:5])).tolist()
        assert (found.claims[:5] == gold).all()
        assert found.accuracy[5] == found.low[5] == found.high[5] == 1
    assert 0.9 <= np.mean(held) <= 0.995


def test_a_crowd_that_agrees_on_something_wrong_does_not_pass_for_right():
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 1000)
    item, source = np.repeat(np.arange(1000), 5), np.tile(np.arange(5), 1000)
    # Three of five say the opposite; agreement makes them right.
    rate = np.array([0.9, 0.9, 0.15, 0.15, 0.15])
    said = np.where(random.random(5000) < rate[source], truth[item], 1 - truth[item])
    votes = Evidence.votes(item, source, said, ("a", "b"))
    evidence = with_gold(votes, truth, np.arange(50))
    found = GoldAnchored().infer(evidence)
    assert (found.labels == truth)[50:].mean() > 0.95
    assert (DawidSkene().infer(votes).labels == truth)[50:].mean() < 0.2


def test_who_judged_no_gold_has_the_average():
    _, evidence, _ = field_and_edge(1, n=500, gold=100)
    kept = (evidence.source != 4) | (evidence.item >= 100)
    found = GoldAnchored().scores(evidence.take(kept))
    assert found.claims[4] == 0
    assert found.low[4] < found.accuracy[:4].mean() < found.high[4]
    assert abs(found.accuracy[4] - found.accuracy[:4].mean()) < 0.01
    assert found.high[4] - found.low[4] > 2 * (found.high[0] - found.low[0])


@pytest.mark.shared
def test_gold_helps_on_real_votes(shared):
    folder = shared / "data" / "crowd" / "bluebird"
    votes, told = (
        np.loadtxt(folder / f"{part}.csv.gz", int, delimiter=",", skiprows=1)
        for part in ("votes", "truth")
    )
    truth = told[np.argsort(told[:, 0]), 1]
    evidence = Evidence.votes(*votes.T, ("a", "b"))
    rows = np.random.default_rng(0).permutation(108)[:54]
    rest = np.setdiff1d(np.arange(108), rows)
    found = GoldAnchored().infer(with_gold(evidence, truth, rows))
    majority = np.bincount(votes[:, 0], votes[:, 2]) / np.bincount(votes[:, 0]) > 0.5
    right = (found.labels == truth)[rest].mean()
    assert right > (majority == truth)[rest].mean() + 0.05
