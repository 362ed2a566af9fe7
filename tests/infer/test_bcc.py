from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import digamma, gammaln

from assay.evidence import Evidence
from assay.infer import Bcc, DawidSkene, MajorityVote


def by_hand(evidence, rounds, right=4.0, wrong=1.0):
    """Return the mean-field posterior vote by vote."""
    n, s, k = evidence.n_items, evidence.n_sources, len(evidence.classes)
    votes = list(zip(evidence.item, evidence.source, evidence.claim.indices, strict=True))
    proba = np.zeros((n, k))
    for i, _, said in votes:
        proba[i, said] += 1
    proba /= proba.sum(axis=1, keepdims=True)
    for _ in range(rounds):
        cells = np.full((s, k, k), wrong) + (right - wrong) * np.eye(k)
        for i, j, said in votes:
            cells[j, :, said] += proba[i]
        logs = digamma(cells) - digamma(cells.sum(axis=2, keepdims=True))
        shares = proba.sum(axis=0) + 1
        logits = np.tile(digamma(shares) - digamma(shares.sum()), (n, 1))
        for i, j, said in votes:
            logits[i] += logs[j, :, said]
        proba = np.exp(logits - logits.max(axis=1, keepdims=True))
        proba /= proba.sum(axis=1, keepdims=True)
    return proba


def dirichlet(counts, prior):
    """Return log P of draws with these counts, their chances drawn from the prior."""
    after, before = counts + prior, prior
    return (
        gammaln(before.sum(-1))
        - gammaln(after.sum(-1))
        + (gammaln(after) - gammaln(before)).sum(-1)
    )


def log_evidence(evidence, right=4.0, wrong=1.0):
    """Return log P(votes), summed over all truths, and P(truth | votes)."""
    n, s, k = evidence.n_items, evidence.n_sources, len(evidence.classes)
    prior = np.full((k, k), wrong) + (right - wrong) * np.eye(k)
    logs, marginal = [], []
    for truth in product(range(k), repeat=n):
        cells = np.zeros((s, k, k))
        np.add.at(
            cells, (evidence.source, np.array(truth)[evidence.item], evidence.claim.indices), 1
        )
        shares = np.bincount(truth, minlength=k)
        logs.append(dirichlet(cells, prior).sum() + dirichlet(shares, np.ones(k)))
        marginal.append(np.eye(k)[list(truth)])
    total = np.logaddexp.reduce(logs)
    return total, np.einsum("t,tik->ik", np.exp(np.array(logs) - total), np.array(marginal))


@pytest.mark.parametrize("seed", range(3))
def test_is_mean_field_by_hand(crowds, seed):
    _, evidence = crowds.drawn(seed, k=2 + seed)
    found = Bcc(rounds=5, tolerance=1e-300).infer(evidence)
    np.testing.assert_allclose(found.proba, by_hand(evidence, 5), atol=1e-9)
    assert found.confusion.shape == (9, 2 + seed, 2 + seed)
    np.testing.assert_allclose(found.confusion.sum(axis=2), 1)


@pytest.mark.parametrize("seed", range(4))
def test_bound_is_below_the_sum_over_all_truths(crowds, seed):
    _, evidence = crowds.drawn(seed, n=7, sources=5, k=2, per=4, low=0.7)
    found = Bcc().infer(evidence)
    total, marginal = log_evidence(evidence)
    assert total - 1 < found.log_likelihood < total
    assert np.abs(found.proba - marginal).max() < 0.35
    sure = marginal.max(axis=1) > 0.8
    np.testing.assert_array_equal(found.labels[sure], marginal.argmax(axis=1)[sure])


@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_bound_never_falls(crowds, seed):
    _, evidence = crowds.drawn(seed, n=25, k=2 + seed % 3)
    runs = [Bcc(tolerance=1e-300, rounds=r) for r in range(1, 12)]
    path = [run.infer(evidence).log_likelihood for run in runs]
    assert np.diff(path).min() > -1e-7


def test_priors_keep_sources_with_few_votes_from_harm(crowds):
    """Ten votes a source and ten classes: a matrix without priors is learnt from a tenth each."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 10, 2000)
    evidence = crowds.of(truth % 8, random.uniform(0.5, 0.95, 1000), random, 8, per=5)
    ours, plain, majority = (
        (m.infer(evidence).labels == truth % 8).mean()
        for m in (Bcc(), DawidSkene(), MajorityVote())
    )
    assert ours > plain + 0.03
    assert ours > majority - 0.005


def test_gold_settles_and_teaches(crowds):
    random = np.random.default_rng(1)
    truth = random.integers(0, 2, 300)
    evidence = crowds.of(truth, np.array([0.9, 0.2, 0.2, 0.2]), random, 2)
    found = Bcc().infer(crowds.with_gold(evidence, truth, np.arange(0, 300, 2)))
    np.testing.assert_allclose(found.proba[::2], np.eye(2)[truth[::2]], atol=1e-12)
    assert (found.labels == truth).mean() > 0.9
    np.testing.assert_array_equal(found.confusion[4], np.eye(2))
    told = Evidence.votes([0], [0], [0], ("a", "b"))
    alone = Bcc().infer(crowds.with_gold(told, np.array([1]), [0]))
    assert alone.labels.tolist() == [1]


@pytest.mark.shared
def test_real_votes(real):
    """Majority vote .759, .897 and .661."""
    assert real(Bcc(), "bluebird") == pytest.approx(0.889, abs=0.02)
    assert real(Bcc(), "product") > 0.93
    assert real(Bcc(), "trec_crowd") > 0.70
