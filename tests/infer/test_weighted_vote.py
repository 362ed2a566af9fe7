import numpy as np
import pytest

from assay.infer import MajorityVote, WeightedVote


def by_hand(evidence, rounds, pull):
    """Return what the formula gives, vote by vote."""
    k, s = len(evidence.classes), evidence.n_sources
    votes = list(zip(evidence.item, evidence.source, evidence.claim.indices, strict=True))
    weight = np.ones(s)
    for _ in range(rounds):
        found, told = np.zeros(s), np.zeros(s)
        for number, (i, j, said) in enumerate(votes):
            logits = np.zeros(k)
            for other, (i2, j2, said2) in enumerate(votes):
                if i2 == i and other != number:
                    logits[said2] += weight[j2]
            q = np.exp(logits - logits.max())
            q /= q.sum()
            square = (q * q).sum()
            chance = (1 - square) / (k - 1)
            found[j] += q[said] - chance
            told[j] += square - chance
        mean = np.clip(found.sum() / told.sum(), 1 / k, 1)
        agreed = np.clip((found + pull * mean) / (told + pull), 1e-3, 1 - 1e-3)
        weight = np.log((k - 1) * agreed / (1 - agreed))
    return agreed, weight


@pytest.mark.parametrize("seed", range(4))
def test_is_the_formula(crowds, seed):
    _, evidence = crowds.drawn(seed, n=15, sources=6, k=[2, 3, 4, 5][seed])
    agreed, weight = by_hand(evidence, 3, 1.5)
    found = WeightedVote(pull=1.5, rounds=3).infer(evidence)
    np.testing.assert_allclose(found.accuracy, agreed, atol=1e-8)
    logits = np.zeros(found.proba.shape)
    np.add.at(logits, (evidence.item, evidence.claim.indices), weight[evidence.source])
    proba = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.proba, proba, atol=1e-8)


def test_recovers_accuracies(crowds):
    random = np.random.default_rng(0)
    right = np.array([0.95, 0.85, 0.75, 0.6, 0.5, 0.4])
    truth = random.integers(0, 3, 4000)
    found = WeightedVote().infer(crowds.of(truth, right, random, 3))
    np.testing.assert_allclose(found.accuracy, right, atol=0.03)


def test_a_source_with_few_votes_is_not_taken_at_its_word(crowds):
    random = np.random.default_rng(2)
    truth = random.integers(0, 4, 600)
    right = random.uniform(0.4, 0.9, 240)  # ten votes each
    evidence = crowds.of(truth, right, random, 4, per=4)
    ours, majority = (m().infer(evidence).labels == truth for m in (WeightedVote, MajorityVote))
    assert ours.mean() > majority.mean() + 0.02


def test_gold_judges_its_own_items(crowds):
    random = np.random.default_rng(1)
    truth = random.integers(0, 2, 300)
    evidence = crowds.of(truth, np.array([0.9, 0.2, 0.2, 0.2]), random, 2)
    found = WeightedVote().infer(crowds.with_gold(evidence, truth, np.arange(0, 300, 2)))
    assert (found.labels == truth).mean() > 0.85


@pytest.mark.shared
def test_real_votes(real):
    """Majority vote .710, .897 and .745."""
    assert real(WeightedVote(), "music") > 0.79
    assert real(WeightedVote(), "product") > 0.925
    assert real(WeightedVote(), "zencrowd_in") > 0.765
