from itertools import product

import numpy as np
import pytest
from scipy.special import gammaln

from assay.evidence import Evidence
from assay.infer import Bcc, Ebcc, MajorityVote
from assay.infer.ebcc import directions, subtype_start
from assay.kernels.infer import bayes_confusion as kernel
from assay.kernels.infer.hard_votes import hard_votes
from assay.kernels.votes import cut

PRIORS = kernel.Priors(1.0, 0.1, 4.0, 1.0)


def fit(evidence, subtypes, rounds):
    """Return the posterior and the path of the lower bound with so many subtypes."""
    votes, pieces = hard_votes(evidence, "test"), cut(evidence)
    proba = votes.shares()
    counts = kernel.first_counts(votes, pieces, proba, subtype_start(votes, proba, subtypes))
    path = []
    for _ in range(rounds):
        counts, _, bound = kernel.turn(votes, pieces, counts, PRIORS, proba)
        path.append(bound)
    return proba, path


def dirichlet(counts, prior):
    after = counts + prior
    return (
        gammaln(prior.sum(-1)) - gammaln(after.sum(-1)) + (gammaln(after) - gammaln(prior)).sum(-1)
    )


def test_bound_is_below_the_sum_over_all_truths_and_subtypes(crowds):
    _, evidence = crowds.drawn(0, n=5, sources=4, k=2, per=3, low=0.7)
    logs = []
    for hidden in product(product(range(2), repeat=2), repeat=5):
        truth, subtype = np.array(hidden).T
        cells = np.zeros((4, 2, 2, 2))
        place = (evidence.source, truth[evidence.item], subtype[evidence.item])
        np.add.at(cells, (*place, evidence.claim.indices), 1)
        within = np.zeros((2, 2))
        np.add.at(within, (truth, subtype), 1)
        says = np.repeat(np.ones((2, 2)) + 3 * np.eye(2), 2, axis=0).reshape(2, 2, 2)
        logs.append(
            dirichlet(cells, says).sum()
            + dirichlet(within, np.full((2, 2), 0.1)).sum()
            + dirichlet(within.sum(axis=1), np.ones(2))
        )
    total = np.logaddexp.reduce(logs)
    _, path = fit(evidence, 2, 200)
    assert total - 3 < path[-1] < total


@pytest.mark.parametrize("subtypes", [1, 2, 5])
def test_bound_never_falls(crowds, subtypes):
    for seed in range(4):
        _, evidence = crowds.drawn(seed, n=40)
        _, path = fit(evidence, subtypes, 30)
        assert np.diff(path).min() > -1e-7


def test_one_subtype_is_the_model_without(crowds):
    _, evidence = crowds.drawn()
    one, plain = Ebcc(subtypes=1, tolerance=1e-6).infer(evidence), Bcc().infer(evidence)
    np.testing.assert_allclose(one.proba, plain.proba, atol=1e-9)
    np.testing.assert_allclose(one.confusion, plain.confusion, atol=1e-9)


def together(seed, n=1000):
    """Return votes of ten sources of their own, and of three that nearly always say the same."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, n)

    def voter(right):
        return np.where(random.random(n) < right, truth, 1 - truth)

    first = voter(0.7)
    said = [np.where(random.random(n) < 0.95, first, voter(0.7)) for _ in range(3)]
    said += [voter(0.75) for _ in range(10)]
    item, source = np.tile(np.arange(n), 13), np.repeat(np.arange(13), n)
    return truth, Evidence.votes(item, source, np.concatenate(said), ("a", "b"), n_items=n)


@pytest.mark.parametrize("seed", range(3))
def test_errors_that_go_together_are_seen_through(seed):
    truth, evidence = together(seed)
    ours, apart, majority = (
        (m().infer(evidence).labels == truth).mean() for m in (Ebcc, Bcc, MajorityVote)
    )
    assert ours > apart + 0.02
    assert ours > majority + 0.015


def test_subtypes_are_not_made_up(crowds):
    """Of sources that err independently one subtype is enough."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 500)
    evidence = crowds.of(truth, random.uniform(0.6, 0.9, 7), random, 2)
    np.testing.assert_allclose(
        Ebcc(tolerance=1e-6).infer(evidence).proba, Bcc().infer(evidence).proba, atol=1e-6
    )


def test_directions_are_the_same_dense_and_sparse(crowds, monkeypatch):
    from scipy.sparse import csr_array

    random = np.random.default_rng(0)
    matrix = csr_array(random.random((60, 40)) * (random.random((60, 40)) < 0.3))
    dense = directions(matrix, 3)
    monkeypatch.setattr("assay.infer.ebcc.DENSE", 0)
    for one, other in zip(dense, directions(matrix, 3), strict=True):
        np.testing.assert_allclose(one * np.sign(one @ other), other, atol=1e-8)


def test_gold_settles_and_teaches(crowds):
    truth, evidence = together(0)
    found = Ebcc().infer(crowds.with_gold(evidence, truth, np.arange(0, 1000, 4)))
    np.testing.assert_allclose(found.proba[::4], np.eye(2)[truth[::4]], atol=1e-12)
    assert (found.labels == truth).mean() > 0.9


@pytest.mark.shared
def test_real_votes(real):
    """Majority vote .868, .745 and .932; matrices without subtypes .825, .765 and .960."""
    assert real(Ebcc(), "zencrowd_us") > 0.905
    assert real(Ebcc(), "zencrowd_in") > 0.775
    assert real(Ebcc(), "d_sentiment") > 0.955
