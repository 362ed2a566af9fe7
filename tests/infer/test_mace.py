import numpy as np
import pytest
from scipy.special import digamma

from assay.infer import Mace


def by_hand(evidence, rounds, variational):
    """Return the posterior by sums over plain chances, vote by vote."""
    k, s, n = len(evidence.classes), evidence.n_sources, evidence.n_items
    votes = list(zip(evidence.item, evidence.source, evidence.claim.indices, strict=True))
    know, guess = np.full(s, 0.5), np.full((s, k), 0.5 / k)
    for _ in range(rounds + 1):
        proba = np.full((n, k), 1 / k)
        for i, j, said in votes:
            proba[i] *= guess[j, said] + know[j] * (np.arange(k) == said)
        proba /= proba.sum(axis=1, keepdims=True)
        knew, guessed = np.zeros(s), np.zeros((s, k))
        for i, j, said in votes:
            right = proba[i, said] * know[j] / (know[j] + guess[j, said])
            knew[j] += right
            guessed[j, said] += 1 - right
        lots = guessed.sum(axis=1)
        if variational:
            know = np.exp(digamma(knew + 0.5) - digamma(knew + lots + 1))
            share = np.exp(digamma(lots + 0.5) - digamma(knew + lots + 1))
            habit = np.exp(digamma(guessed + 10) - digamma(lots + 10 * k)[:, None])
        else:
            know = (knew + 0.01 / k) / (knew + lots + 0.02 / k)
            share = (lots + 0.01 / k) / (knew + lots + 0.02 / k)
            habit = (guessed + 0.01 / k) / (lots + 0.01)[:, None]
        guess = share[:, None] * habit
    return proba


@pytest.mark.parametrize("variational", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_is_the_papers_steps_by_hand(crowds, seed, variational):
    _, evidence = crowds.drawn(seed, k=2 + seed)
    found = Mace(variational=variational, rounds=6, tolerance=1e-300).infer(evidence)
    np.testing.assert_allclose(found.proba, by_hand(evidence, 6, variational), atol=1e-9)


@pytest.mark.parametrize("method", ["vb", "em"])
def test_agrees_with_crowd_kit(crowds, method):
    # Sources and classes in sorted order from the start: there, habits go to others if not.
    random = np.random.default_rng(0)
    truth = np.concatenate([[0, 1, 2], random.integers(0, 3, 37)])
    evidence = crowds.of(truth, np.linspace(0.99, 0.4, 7), random, 3)
    first = np.unique(evidence.claim.indices, return_index=True)[1]
    assert (np.diff(first) > 0).all()
    _, proba = crowds.crowd_kit(evidence, "MACE", n_restarts=1, n_iter=40, method=method)
    found = Mace(variational=method == "vb", rounds=40).infer(evidence)
    np.testing.assert_allclose(found.proba, proba, atol=1e-3)
    np.testing.assert_array_equal(found.labels, proba.argmax(axis=1))


def test_a_habit_is_worth_little():
    """A source that always says "a" says nothing by it."""
    from assay.evidence import Evidence

    random = np.random.default_rng(3)
    truth = random.integers(0, 2, 400)
    good = np.where(random.random((3, 400)) < 0.75, truth, 1 - truth)
    lazy = np.zeros((4, 400), int)
    said = np.concatenate([good, lazy]).ravel()
    evidence = Evidence.votes(np.tile(np.arange(400), 7), np.repeat(np.arange(7), 400), said)
    found = Mace().infer(evidence)
    assert (found.labels == truth).mean() > 0.8
    assert found.accuracy[:3].min() > found.accuracy[3:].max()


def test_likelihood_never_falls_without_priors(crowds):
    for seed in range(5):
        _, evidence = crowds.drawn(seed, n=25)
        runs = [
            Mace(variational=False, smoothing=1e-12, rounds=r, tolerance=1e-300)
            for r in range(1, 12)
        ]
        path = [run.infer(evidence).log_likelihood for run in runs]
        assert np.diff(path).min() > -1e-6


def test_gold_teaches_who_knows(crowds):
    random = np.random.default_rng(1)
    truth = random.integers(0, 3, 300)
    evidence = crowds.of(truth, np.array([0.95, 0.34, 0.33, 0.32]), random, 3)
    found = Mace().infer(crowds.with_gold(evidence, truth, np.arange(0, 300, 3)))
    assert (found.labels == truth).mean() > 0.93
    assert found.accuracy[4] == 1.0


@pytest.mark.shared
def test_real_votes(real):
    """Majority vote .759, .661 and .536."""
    assert real(Mace(), "bluebird") == pytest.approx(0.861, abs=0.02)
    assert real(Mace(), "trec_crowd") > 0.70
    assert real(Mace(), "relevance") > 0.60
