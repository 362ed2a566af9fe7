import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from assay.evidence import heaviest
from assay.infer import Glad
from assay.infer.glad import climb_ability, climb_ease
from assay.kernels.infer.hard_votes import hard_votes


def objective(evidence, ability, ease):
    """Return log P(votes, abilities, eases) but for constants, summed item by item."""
    k, said = len(evidence.classes), heaviest(evidence.claim)
    x = ability[evidence.source] * np.exp(ease)[evidence.item]
    right, wrong = -np.logaddexp(0, -x), -np.logaddexp(0, x) - np.log(k - 1)
    logits = np.full((evidence.n_items, k), -np.log(k))
    for truth in range(k):
        np.add.at(logits[:, truth], evidence.item, np.where(said == truth, right, wrong))
    prior = ((ability - 1) ** 2).sum() / 2 + ((ease - 1) ** 2).sum() / 2
    return np.logaddexp.reduce(logits, axis=1).sum() - prior, logits


def fitted(evidence, rounds):
    """Return abilities and eases after so many rounds, by the kernels."""
    votes = hard_votes(evidence, "test")
    ability, ease = np.ones(votes.s), np.ones(votes.n)
    for _ in range(rounds):
        x = ability[votes.source] * np.exp(ease)[votes.item]
        p = votes.support(votes.posterior(x + np.log(votes.k - 1))[0])
        ability = climb_ability(votes, p, ability, ease, x)
        x = ability[votes.source] * np.exp(ease)[votes.item]
        ease = climb_ease(votes, p, ease, x)
    return ability, ease


@pytest.mark.parametrize("seed", range(4))
def test_finds_the_optimum_that_another_way_does(crowds, seed):
    _, evidence = crowds.drawn(seed, n=25, sources=7, k=2 + seed % 3)
    s, start = evidence.n_sources, np.ones(evidence.n_sources + evidence.n_items)
    best = minimize(
        lambda both: -objective(evidence, both[:s], both[s:])[0], start, options={"gtol": 1e-4}
    )
    ability, ease = fitted(evidence, 500)
    assert objective(evidence, ability, ease)[0] == pytest.approx(-best.fun, abs=1e-3)
    logits = objective(evidence, best.x[:s], best.x[s:])[1]
    proba = np.exp(logits - np.logaddexp.reduce(logits, axis=1)[:, None])
    found = Glad(tolerance=1e-6, rounds=2000).infer(evidence)
    np.testing.assert_allclose(found.proba, proba, atol=5e-3)


def test_is_no_worse_than_crowd_kits_optimum(crowds):
    _, evidence = crowds.drawn(0, n=8, sources=5, k=3)
    kit, proba = crowds.crowd_kit(
        evidence, "GLAD", n_iter=6, tol=-1e300, m_step_max_iter=40, m_step_tol=1e-4
    )
    ability = kit.alphas_.sort_index().to_numpy()
    theirs = objective(evidence, ability, kit.betas_.sort_index().to_numpy())[0]
    assert objective(evidence, *fitted(evidence, 500))[0] > theirs - 1e-3
    found = Glad(tolerance=1e-6, rounds=1000).infer(evidence)
    np.testing.assert_allclose(found.proba, proba, atol=0.01)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_objective_never_falls(crowds, seed):
    _, evidence = crowds.drawn(seed, n=20, low=0.0, k=2 + seed % 3)
    path = [objective(evidence, *fitted(evidence, rounds))[0] for rounds in range(12)]
    assert np.diff(path).min() > -1e-6


def test_learns_ability_and_ease(crowds):
    from assay.evidence import Evidence

    random = np.random.default_rng(0)
    ability, ease = random.normal(1, 1, 60), random.normal(1, 1, 300)
    truth = random.integers(0, 2, 300)
    chance = 1 / (1 + np.exp(-ability * np.exp(ease)[:, None]))
    said = np.where(random.random((300, 60)) < chance, truth[:, None], 1 - truth[:, None])
    evidence = Evidence.votes(
        np.repeat(np.arange(300), 60), np.tile(np.arange(60), 300), said.ravel()
    )
    found = Glad().infer(evidence)
    learnt = fitted(evidence, 100)
    assert np.corrcoef(learnt[0], ability)[0, 1] > 0.98
    assert np.corrcoef(learnt[1], ease)[0, 1] > 0.8
    assert (found.labels == truth).mean() > 0.99
    right = (said == truth[:, None]).mean(axis=0)
    np.testing.assert_allclose(found.accuracy, right, atol=0.05)


def test_gold_has_the_last_word(crowds):
    random = np.random.default_rng(1)
    truth = random.integers(0, 2, 300)
    evidence = crowds.of(truth, np.array([0.95, 0.2, 0.2, 0.2]), random, 2)
    found = Glad().infer(crowds.with_gold(evidence, truth, np.arange(0, 300, 2)))
    assert (found.labels == truth).mean() > 0.9


@pytest.mark.shared
def test_real_votes(real):
    """Majority vote .710, .897 and .745."""
    assert real(Glad(), "music") == pytest.approx(0.796, abs=0.01)
    assert real(Glad(), "product") > 0.92
    assert real(Glad(), "zencrowd_in") > 0.76
