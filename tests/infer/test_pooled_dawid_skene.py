from dataclasses import replace

import numpy as np
import pytest

from assay.bench.data.stored import stored_votes
from assay.evidence import Evidence
from assay.infer import DawidSkene, MajorityVote, PooledDawidSkene
from assay.kernels.infer.full_table import FullTable
from assay.kernels.infer.named_table import NamedTable
from assay.kernels.infer.pooled import _strength, fit
from assay.kernels.votes import cut, majority


def drawn(seed, items, per, sources, k, wrong="any", right=(0.4, 0.9), prior=None):
    """Return the truth and votes of sources drawn for each item."""
    random = np.random.default_rng(seed)
    truth = random.choice(k, items, p=prior)
    item = np.repeat(np.arange(items), per)
    source = np.concatenate([random.choice(sources, per, replace=False) for _ in range(items)])
    skill = random.uniform(*right, sources)
    t = truth[item]
    other = (t + random.integers(1, k, len(t))) % k
    if wrong == "next":
        other = np.where(random.random(len(t)) < 0.7, (t + 1) % k, other)
    said = np.where(random.random(len(t)) < skill[source], t, other)
    names = [str(c) for c in range(k)]
    return truth, Evidence.votes(item, source, said, names, n_items=items)


def accuracy(method, truth, evidence):
    return float((method.infer(evidence).labels == truth).mean())


WORLDS = {
    "ten votes a source": {"items": 2000, "per": 5, "sources": 1000, "k": 10},
    "three votes a source": {"items": 2000, "per": 3, "sources": 2000, "k": 5},
    "a hundred classes": {"items": 1500, "per": 5, "sources": 60, "k": 100, "wrong": "next"},
    "five hundred classes": {"items": 1000, "per": 4, "sources": 100, "k": 500},
    "two votes an item": {"items": 1500, "per": 2, "sources": 50, "k": 2},
    "uneven classes": {"items": 2000, "per": 3, "sources": 700, "k": 2, "prior": (0.67, 0.33)},
    "errors that go one way": {"items": 1500, "per": 5, "sources": 100, "k": 4, "wrong": "next"},
    "mostly right": {"items": 1000, "per": 7, "sources": 20, "k": 3, "right": (0.85, 0.95)},
}


@pytest.mark.parametrize("world", [pytest.param(w, id=name) for name, w in WORLDS.items()])
def test_is_not_worse_than_the_majority_vote(world):
    found = np.array(
        [
            [accuracy(m, *drawn(seed, **world)) for m in (PooledDawidSkene(), MajorityVote())]
            for seed in (0, 1)
        ]
    )
    assert found[:, 0].mean() > found[:, 1].mean() - 0.003


def test_few_votes_a_source_stay_sharp_and_sober():
    truth, votes = drawn(0, 4000, 5, 2000, 10)
    found = PooledDawidSkene().infer(votes)
    assert (found.labels == truth).mean() >= 0.9
    assert -np.log(found.proba[np.arange(4000), truth]).mean() <= 0.5
    unpooled = DawidSkene().infer(votes)
    assert (unpooled.labels == truth).mean() < 0.88


def test_sources_that_are_mostly_wrong_are_turned_round():
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 600)
    item, source = np.repeat(np.arange(600), 5), np.tile(np.arange(5), 600)
    right = np.array([0.9, 0.9, 0.85, 0.1, 0.1])[source]
    said = np.where(random.random(3000) < right, truth[item], 1 - truth[item])
    found = PooledDawidSkene().infer(Evidence.votes(item, source, said, ("a", "b")))
    assert (found.labels == truth).mean() > 0.95
    np.testing.assert_allclose(found.accuracy, [0.9, 0.9, 0.85, 0.1, 0.1], atol=0.06)
    np.testing.assert_allclose(found.confusion[3, 0], [0.1, 0.9], atol=0.08)


def test_copies_count_as_one():
    random = np.random.default_rng(1)
    truth = random.integers(0, 2, 3000)
    votes = np.where(random.random((12, 3000)) < 0.68, truth, 1 - truth)
    votes[1:5] = np.where(random.random((4, 3000)) < 0.9, votes[0], votes[1:5])
    item, source = np.tile(np.arange(3000), 12), np.repeat(np.arange(12), 3000)
    evidence = Evidence.votes(item, source, votes.ravel(), ("a", "b"))
    assert accuracy(PooledDawidSkene(), truth, evidence) > 0.02 + max(
        accuracy(PooledDawidSkene(copies=False), truth, evidence),
        accuracy(MajorityVote(), truth, evidence),
    )


def test_two_kinds_of_a_class_are_told_apart():
    """A third of class b is answered `a` by most sources; only sources 0 to 2 know better."""
    random = np.random.default_rng(0)
    truth = (random.random(1500) < 0.4).astype(int)
    tricky = (truth == 1) & (random.random(1500) < 0.4)
    item, source = np.repeat(np.arange(1500), 9), np.tile(np.arange(9), 1500)
    right = np.where(tricky[item] & (source > 2), 0.25, 0.85)
    said = np.where(random.random(len(item)) < right, truth[item], 1 - truth[item])
    evidence = Evidence.votes(item, source, said, ("a", "b"))
    found = PooledDawidSkene().infer(evidence)
    assert (found.labels == truth).mean() > accuracy(MajorityVote(), truth, evidence) + 0.05


def test_gold_settles_items_and_how_far_claims_are_believed():
    """Half the items fool everybody alike, which no vote can tell."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 2000)
    fooled = random.random(2000) < 0.3
    item, source = np.repeat(np.arange(2000), 5), np.tile(np.arange(5), 2000)
    clear = np.where(fooled, 1 - truth, truth)[item]
    said = np.where(random.random(len(item)) < 0.9, clear, 1 - clear)
    votes = Evidence.votes(item, source, said, ("a", "b"))
    gold = np.full(2000, -1)
    gold[:500] = truth[:500]
    checked = Evidence.labels(gold, ("a", "b"), name="gold")
    checked = replace(checked, sources=(replace(checked.sources[0], trusted=True),))
    plain, told = PooledDawidSkene().infer(votes), PooledDawidSkene().infer(votes.join(checked))
    assert (told.labels[:500] == truth[:500]).all()
    assert told.accuracy[-1] == 1
    sure = [p.proba[500:].max(axis=1).mean() for p in (plain, told)]
    right = (told.labels[500:] == truth[500:]).mean()
    assert sure[0] > right + 0.2
    assert abs(sure[1] - right) < 0.1


def test_soft_and_candidate_claims_are_read():
    truth, votes = drawn(2, 400, 5, 8, 3)
    soft = Evidence.soft(np.eye(3)[truth] * 0.7 + 0.1, votes.classes, name="model")
    found = PooledDawidSkene().infer(votes.join(soft))
    assert (found.labels == truth).mean() > (PooledDawidSkene().infer(votes).labels == truth).mean()


def test_full_and_named_tables_agree_where_all_classes_are_named():
    """On votes that name every class of every item both hold the same cells."""
    random = np.random.default_rng(0)
    said = np.stack([random.permutation(3) for _ in range(60)])
    extra = random.integers(0, 3, (60, 4))
    said = np.concatenate([said, extra], axis=1).ravel()
    item, source = np.repeat(np.arange(60), 7), np.tile(np.arange(7), 60)
    evidence = Evidence.votes(item, source, said, ("a", "b", "c"))
    pieces, none = cut(evidence), np.zeros(7, bool)
    share = majority(evidence, pieces)
    one, two = (
        fit(table, share, 1.0, 1e-12, 7)
        for table in (FullTable(pieces, none, 3), NamedTable(pieces, none, 3))
    )
    np.testing.assert_allclose(two.by_class(1.0), one.by_class(1.0), atol=1e-6)
    np.testing.assert_allclose(two.accuracy, one.accuracy, atol=1e-9)


def test_strength_is_that_of_the_draws():
    random = np.random.default_rng(0)
    mean = np.array([0.6, 0.3, 0.1])
    rows = random.dirichlet(12 * mean, 4000)
    counts = np.stack([random.multinomial(40, row) for row in rows]).astype(float)
    now = 4.0
    for _ in range(20):
        now = _strength(counts, np.tile(mean, (4000, 1)), counts.sum(axis=1), now)
    assert now == pytest.approx(12, rel=0.1)


def test_a_single_claim_leaves_the_crowds_view():
    """One source, one claim: nothing but what is expected of anybody can be said of it."""
    found = PooledDawidSkene(doubt=0).infer(Evidence.votes([0], [0], [1], ("a", "b")))
    assert 0.5 < found.proba[0, 1] < 0.95


CROWD = {"bluebird": 0.889, "rte": 0.925, "zencrowd_us": 0.89, "music": 0.785, "product": 0.93}


@pytest.mark.shared
@pytest.mark.parametrize("name", CROWD)
def test_real_crowds(shared, name):
    problem = stored_votes(0, shared / "data", name)
    truth = problem.truth["labels"]
    known = truth >= 0
    found = PooledDawidSkene().infer(problem.given["evidence"]).labels
    assert (found == truth)[known].mean() >= CROWD[name]
