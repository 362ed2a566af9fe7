from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.evidence import Evidence, Source
from assay.infer import OneCoin


def by_hand(evidence, right, prior):
    """Return the posterior by one plain product an item and truth, and its log P."""
    k = len(prior)
    proba = np.tile(prior, (evidence.n_items, 1))
    for i, s, said in zip(evidence.item, evidence.source, evidence.claim.indices, strict=True):
        for truth in range(k):
            proba[i, truth] *= right[s] if said == truth else (1 - right[s]) / (k - 1)
    total = proba.sum(axis=1, keepdims=True)
    return proba / total, float(np.log(total).sum())


@pytest.mark.parametrize("k", [2, 4])
@pytest.mark.parametrize("prior", ["flat", "learnt"])
def test_posterior_is_bayes_rule_by_hand(crowds, k, prior):
    _, evidence = crowds.drawn(k, k=k)
    model = OneCoin(prior=prior, tolerance=1e-12, rounds=2000)
    found = model.infer(evidence)
    shares = np.full(k, 1 / k) if prior == "flat" else found.proba.mean(axis=0)
    proba, log_likelihood = by_hand(evidence, found.accuracy, shares)
    np.testing.assert_allclose(found.proba, proba, atol=1e-6)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=1e-4)


@given(seed=st.integers(0, 10_000), prior=st.sampled_from(["flat", "learnt"]))
@settings(max_examples=20, deadline=None)
def test_likelihood_never_falls(crowds, seed, prior):
    _, evidence = crowds.drawn(seed, n=20, sources=5)
    runs = [OneCoin(prior, smoothing=1e-9, tolerance=1e-300, rounds=r) for r in range(1, 10)]
    path = [run.infer(evidence).log_likelihood for run in runs]
    assert np.diff(path).min() > -1e-6


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_crowd_kit(crowds, seed):
    random = np.random.default_rng(seed)
    k, sources = int(random.integers(2, 5)), int(random.integers(3, 9))
    per = int(random.integers(2, sources + 1))
    _, evidence = crowds.drawn(seed, n=int(random.integers(20, 50)), sources=sources, k=k, per=per)
    kit, proba = crowds.crowd_kit(evidence, "OneCoinDawidSkene", n_iter=8, tol=-1e300)
    model = OneCoin("learnt", smoothing=1e-10, tolerance=1e-300, rounds=8)
    found = model.infer(evidence)
    np.testing.assert_allclose(found.proba, proba, atol=1e-6)
    np.testing.assert_allclose(found.accuracy, kit.skills_.sort_index(), atol=1e-6)


def test_recovers_accuracies(crowds):
    random = np.random.default_rng(0)
    right = np.array([0.95, 0.8, 0.65, 0.5, 0.35])
    truth = random.integers(0, 3, 4000)
    found = OneCoin().infer(crowds.of(truth, right, random, 3))
    np.testing.assert_allclose(found.accuracy, right, atol=0.03)


def test_gold_settles_items_and_teaches_who_is_right(crowds):
    random = np.random.default_rng(1)
    truth = random.integers(0, 2, 300)
    right = np.array([0.9, 0.2, 0.2, 0.2])  # without gold, the three win
    evidence = crowds.of(truth, right, random, 2)
    assert (OneCoin().infer(evidence).labels == truth).mean() < 0.3
    found = OneCoin().infer(crowds.with_gold(evidence, truth, np.arange(0, 300, 3)))
    assert (found.labels == truth).mean() > 0.85
    np.testing.assert_array_equal(found.proba[::3], np.eye(2)[truth[::3]])
    assert found.accuracy[-1] == 1.0


@pytest.mark.shared
def test_real_votes(real):
    """Majority vote: .759, .818 and .919; crowd-kit's model, with learnt shares: bluebird .583."""
    assert real(OneCoin("learnt"), "bluebird") == pytest.approx(0.5833, abs=5e-4)
    assert real(OneCoin(), "dog") == pytest.approx(0.830, abs=0.005)
    assert real(OneCoin(), "rte") == pytest.approx(0.925, abs=0.005)


def test_smoothing_counts_once_for_right_and_once_for_every_way_to_be_wrong():
    gold = Evidence.labels(["a", "a", "a"], ("a", "b", "c"))
    gold = replace(gold, sources=(Source("gold", trusted=True),))
    votes = Evidence.votes([0, 1, 2], [0, 0, 0], ["a", "a", "b"], ("a", "b", "c"))
    found = OneCoin(smoothing=0.5).infer(votes.join(gold))
    assert found.accuracy.tolist() == pytest.approx([(2 + 0.5) / (3 + 3 * 0.5), 1.0])
