"""Tokens whose truth and mistakes go on from token to token."""

from itertools import product

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence, Source
from assay.infer import DawidSkene, MajorityVote, SequenceDawidSkene
from assay.kernels.infer.chains import Chains, likeliest, walked
from assay.kernels.infer.tagged_tokens import allowed, came_before
from assay.kernels.kinds.spans import Scheme, dangling, same_spans, spans, starts_of

SIGNS = ("O", "B-city", "I-city")


def by_hand(log_chance, sizes, start, follow):
    """Return P(class), expected steps, log P and the likeliest path, over all paths of a chain."""
    proba, steps, log_total, best = [], np.zeros_like(follow), 0.0, []
    at = 0
    for size in sizes:
        here = np.exp(log_chance[at : at + size])
        weight = {}
        for path in product(range(len(start)), repeat=size):
            chance = start[path[0]] * here[0, path[0]]
            for t in range(1, size):
                chance *= follow[path[t - 1], path[t]] * here[t, path[t]]
            weight[path] = chance
        total = sum(weight.values())
        marginal = np.zeros_like(here)
        for path, chance in weight.items():
            marginal[np.arange(size), path] += chance / total
            for t in range(1, size):
                steps[path[t - 1], path[t]] += chance / total
        proba.append(marginal)
        log_total += np.log(total)
        best += max(weight, key=weight.get)
        at += size
    return np.concatenate(proba), steps, log_total, best


@pytest.mark.parametrize("seed", range(5))
def test_chains_are_walked_as_over_all_paths(seed):
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 5, 4).tolist()
    log_chance = random.normal(size=(sum(sizes), 3)) * 2
    start, follow = random.dirichlet(np.ones(3)), random.dirichlet(np.ones(3), 3)
    follow[0, 2], start[2] = 0, 0
    chains = Chains.of(starts_of(np.repeat(np.arange(4), sizes)))
    proba, steps, log_total, best = by_hand(log_chance, sizes, start, follow)
    found = walked(log_chance, chains, start, follow)
    np.testing.assert_allclose(found[0], proba, atol=1e-10)
    np.testing.assert_allclose(found[1], steps, atol=1e-10)
    assert found[2] == pytest.approx(log_total)
    assert likeliest(log_chance, chains, start, follow).tolist() == best


def test_what_may_follow_what():
    may = allowed(("O", "B-a", "I-a", "B-b", "I-b"))
    assert may[0].tolist() == [True, True, False, True, False]
    assert may[1].tolist() == [True, True, True, True, False]
    assert may[2].tolist() == [True, True, True, True, False]
    assert may[5].tolist() == [True, True, False, True, False]
    assert allowed(("noun", "verb")).all()
    assert allowed(("O", "I-a")).all()  # nothing begins it, so that it begins by itself


def test_what_a_source_said_before_by_hand():
    votes = Evidence.votes([0, 1, 2, 4, 5, 1], [0, 0, 0, 0, 0, 1], [0, 1, 2, 1, 2, 0], SIGNS)
    first = starts_of(np.array([0, 0, 0, 0, 0, 1]))
    # Token 3 was left out by the source, token 5 begins a sentence.
    assert came_before(votes, first).tolist() == [3, 0, 1, 3, 3, 3]


def test_a_span_that_nothing_began_is_begun():
    groups = np.repeat(np.arange(40), 4)
    truth = np.tile([0, 1, 2, 0], 40)
    random = np.random.default_rng(0)
    said = [np.where(random.random(160) < 0.1, random.integers(0, 3, 160), truth) for _ in range(3)]
    said[0][5], said[1][5] = 0, 0  # two of three leave out the beginning of a span
    item, source = np.tile(np.arange(160), 3), np.repeat([0, 1, 2], 160)
    votes = Evidence.votes(item, source, np.concatenate(said), SIGNS)
    assert MajorityVote().infer(votes).labels[5] == 0
    found = SequenceDawidSkene().infer(votes, groups)
    assert found.labels[5] == 1
    assert not dangling(found.labels, starts_of(groups), Scheme.of(SIGNS)).any()


def test_a_claim_must_name_one_class():
    loose = Evidence.soft(np.full((4, 3), 1 / 3), SIGNS)
    with pytest.raises(DataError, match="SequenceDawidSkene: each claim must name one class"):
        SequenceDawidSkene().infer(loose, np.zeros(4, int))


def test_gold_tokens_lead_their_neighbours():
    votes = Evidence.votes([0, 1, 2, 0, 1, 2], [0, 0, 0, 1, 1, 1], [0, 0, 2, 0, 0, 2], SIGNS)
    gold = Evidence.votes([1], [0], [1], SIGNS, n_items=3)
    gold = Evidence(
        gold.truth, 3, gold.item, gold.source, gold.claim, gold.negated,
        (Source("gold", trusted=True),),
    )  # fmt: skip
    found = SequenceDawidSkene().infer(votes.join(gold), np.zeros(3, int))
    assert found.labels[1:].tolist() == [1, 2]


@pytest.mark.shared
def test_names_tagged_by_a_crowd_lists_rules_and_a_model(shared):
    with np.load(shared / "data/sequence/noisebench/data.npz") as data:
        edges, tags = data["offsets"], tuple(map(str, data["tags"]))
        truth = data["y_true"].astype(int)
        said = [data[f"y_{name}"].astype(int) for name in ("crowd", "distant", "weak", "llm")]
    n, groups = len(truth), np.repeat(np.arange(len(edges) - 1), np.diff(edges))
    votes = Evidence.votes(
        np.tile(np.arange(n), 4), np.repeat(np.arange(4), n), np.concatenate(said), tags
    )
    first, scheme = starts_of(groups), Scheme.of(tags)

    def f1(labels):
        ours, right = spans(labels, first, scheme), spans(truth, first, scheme)
        return 2 * same_spans(ours, right).sum() / (len(ours[0]) + len(right[0]))

    found = SequenceDawidSkene().infer(votes, groups)
    assert not dangling(found.labels, first, scheme).any()
    plain, majority = DawidSkene(rounds=30).infer(votes), MajorityVote().infer(votes)
    assert max(map(f1, said)) == pytest.approx(0.687, abs=1e-3)
    assert f1(majority.labels) == pytest.approx(0.686, abs=1e-3)
    assert f1(plain.labels) == pytest.approx(0.768, abs=2e-3)
    assert f1(found.labels) == pytest.approx(0.788, abs=2e-3)
