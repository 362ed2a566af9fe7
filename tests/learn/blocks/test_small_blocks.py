"""Blocks against what they say, worked by hand or gone through by force."""

from itertools import permutations, product

import numpy as np
import pytest

from assay.errors import DataError
from assay.kernels.learn.assignment import assigned, matched
from assay.kernels.learn.decisions import (
    answered,
    best_cuts,
    complementary_answer,
    least_cost,
    reweighted,
    sharpened,
)
from assay.kernels.learn.pairs import at_least_one, order_table, pair_posterior, same_table
from assay.kernels.learn.priors import aligned, matched_shift, positive_share, shifted_prior
from assay.kernels.learn.propensity import hidden_chance, inverse_weights
from assay.kernels.learn.scores import jensen_shannon, margin, neighbour_mean, rescaled
from assay.kernels.learn.selection import clean_chance, smallest, smallest_by_class
from assay.kernels.learn.transitions import anchored, counted, learnt, symmetric
from assay.kernels.learn.views import dropped, jittered, mixed, partners
from assay.learn.store import TargetStore

RANDOM = np.random.default_rng(0)


def test_pairs_against_all_truths():
    proba = RANDOM.dirichlet(np.ones(3), 4)
    first, second = np.array([0, 2]), np.array([1, 3])
    for table in (same_table(np.array([True, False]), 3, 0.1), order_table(3, 0.05)):
        left, right, log = pair_posterior(proba, first, second, table)
        for p in range(2):
            one = table[p] if table.ndim == 3 else table
            joint = np.zeros((3, 3))
            for a, b in product(range(3), repeat=2):
                joint[a, b] = proba[first[p], a] * proba[second[p], b] * one[a, b]
            np.testing.assert_allclose(left[p], joint.sum(1) / joint.sum())
            np.testing.assert_allclose(right[p], joint.sum(0) / joint.sum())
            np.testing.assert_allclose(log[p], np.log(joint.sum()))


def test_at_least_one_against_all_truths():
    proba = RANDOM.random((1, 4))
    each, total = np.zeros(4), 0.0
    for truth in product([0, 1], repeat=4):
        if any(truth):
            chance = np.prod(np.where(truth, proba[0], 1 - proba[0]))
            total += chance
            each += chance * np.array(truth)
    found, log = at_least_one(proba)
    np.testing.assert_allclose(found[0], each / total)
    np.testing.assert_allclose(np.exp(log[0]), total)


def test_assignment_against_all_orders():
    score = RANDOM.normal(size=(5, 5))
    best = max(permutations(range(5)), key=lambda order: score[range(5), order].sum())
    assert assigned(score).tolist() == list(best)
    inside = assigned(score, np.array([0, 0, 1, 1, 1]))
    assert set(inside[:2]) == {0, 1}
    assert matched(np.array([[1, 5], [4, 0]])).tolist() == [1, 0]


def test_selection():
    labels, score = np.array([0, 0, 0, 1, 1, -1]), np.array([3.0, 1, 2, 9, 8, 0])
    assert np.flatnonzero(smallest_by_class(score, labels, 0.5)).tolist() == [1, 2, 4]
    assert np.flatnonzero(smallest(score, 1 / 3)).tolist() == [1, 5]
    loss = np.r_[RANDOM.normal(0, 0.1, 80), RANDOM.normal(3, 0.1, 20)]
    found = clean_chance(loss)
    assert found[:80].min() > 0.99
    assert found[80:].max() < 0.01
    assert clean_chance(np.ones(5)).tolist() == [1] * 5


def test_noise_matrices():
    np.testing.assert_allclose(symmetric(0.3, 4).sum(axis=1), 1)
    truth = RANDOM.integers(0, 3, 20000)
    noise = np.array([[0.8, 0.2, 0], [0, 0.7, 0.3], [0.1, 0, 0.9]])
    said = (RANDOM.random((20000, 1)) > np.cumsum(noise[truth], axis=1)).sum(axis=1)
    np.testing.assert_allclose(counted(np.eye(3)[truth], np.eye(3)[said], 0), noise, atol=0.02)
    sure = np.log(np.eye(3)[truth] * 0.98 + 0.02 / 3)
    np.testing.assert_allclose(
        learnt(sure, np.eye(3)[said], symmetric(0.4, 3), rounds=20), noise, atol=0.03
    )
    assert anchored(noise, 1.0).round(9).tolist() == noise.tolist()


def test_priors():
    truth = RANDOM.random(4000) < 0.3
    score = np.where(truth, 0.5, 0.0)
    picked = truth & (RANDOM.random(4000) < 0.5)
    assert positive_share(score, picked) == pytest.approx(0.3, abs=0.03)
    assert positive_share(score, np.zeros(4000, bool)) == 0
    odds = RANDOM.normal(size=100)
    moved = odds + matched_shift(odds, 0.2)
    assert (1 / (1 + np.exp(-moved))).mean() == pytest.approx(0.2)
    proba = RANDOM.dirichlet(np.ones(3), 50)
    np.testing.assert_allclose(aligned(proba).sum(axis=1), 1)
    fresh = shifted_prior(np.eye(2)[[0, 0, 0, 1]] * 0.9 + 0.05, np.array([0.5, 0.5]))
    assert fresh[0] == pytest.approx(7 / 9, abs=0.01)  # (.75 - .05) / .9


def test_propensity_by_bayes_rule():
    f, e = np.array([0.4]), np.array([0.25])
    joint = np.array([f[0] * (1 - e[0]), 1 - f[0]])
    assert hidden_chance(f, e, np.array([False]))[0] == pytest.approx(joint[0] / joint.sum())
    assert hidden_chance(f, e, np.array([True]))[0] == 1
    ahead, behind = inverse_weights(np.array([True, False]), np.array([0.25, 0.25]))
    assert ahead.tolist() == [4, 0]
    assert behind.tolist() == [-3, 1]


def test_scores():
    one, other = np.array([[1.0, 0], [0.5, 0.5]]), np.array([[0.0, 1], [0.5, 0.5]])
    np.testing.assert_allclose(jensen_shannon(one, other), [np.log(2), 0], atol=1e-9)
    np.testing.assert_allclose(margin(np.eye(2), np.array([[0.7, 0.3], [0.8, 0.2]])), [-0.4, 0.6])
    mean = neighbour_mean(np.eye(3), np.array([[1, 2], [0, 2], [0, 1]]))
    np.testing.assert_allclose(mean, (1 - np.eye(3)) / 2)
    np.testing.assert_allclose(rescaled(np.arange(101.0), tail=0.0), np.linspace(0, 1, 101))


def test_decisions():
    assert least_cost(np.array([[0.4, 0.6]]), 1 - np.eye(2)).tolist() == [1]
    moved = reweighted(np.array([[0.5, 0.5]]), np.array([0.5, 0.5]), np.array([0.9, 0.1]))
    np.testing.assert_allclose(moved, [[0.9, 0.1]])
    table = np.array([[0.0, 0.9, 0.1], [0.5, 0, 0.5], [0.9, 0.1, 0]])
    assert complementary_answer(table, table).tolist() == [0, 1, 2]
    assert answered(np.array([0.1, 0.9, 0.5]), 2 / 3).tolist() == [False, True, True]
    np.testing.assert_allclose(sharpened(np.array([[0.2, 0.8]]), 0.5), [[0.04 / 0.68, 0.64 / 0.68]])
    proba, tags = RANDOM.random((40, 2)), RANDOM.random((40, 2)) < 0.4
    cuts = best_cuts(proba, tags)
    for tag in range(2):

        def f1(cut, tag=tag):
            said = proba[:, tag] > cut
            return 2 * (said & tags[:, tag]).sum() / (said.sum() + tags[:, tag].sum())

        assert f1(cuts[tag]) == max(f1(c) for c in np.append(proba[:, tag] - 1e-9, 0.5))


def test_views():
    rows, random = np.ones((50, 4)), np.random.default_rng(1)
    assert jittered(rows, random, 0.1).std() == pytest.approx(0.1, rel=0.2)
    assert set(np.unique(dropped(rows, random, 0.5))) == {0.0, 2.0}
    group = np.arange(50) % 3
    other, share = partners(50, random, group=group)
    assert (group[other] == group).all()
    assert sorted(other) == list(range(50))
    assert share.min() >= 0.5
    np.testing.assert_allclose(mixed(np.arange(50.0)[:, None], other, np.ones(50))[:, 0], range(50))


def test_the_store_keeps_to_names():
    store = TargetStore(np.array(["c", "a", "b"]), np.arange(6.0).reshape(3, 2))
    assert store.take(np.array(["a", "c"])).tolist() == [[2, 3], [0, 1]]
    store.put(np.array(["b"]), np.array([[9.0, 9]]))
    assert store.take(np.array(["b"])).tolist() == [[9, 9]]
    with pytest.raises(DataError, match=r"must be one of those it began with; got .*'d'"):
        store.take(np.array(["a", "d"]))
    with pytest.raises(DataError, match=r"must differ; got .*'a'.* twice"):
        TargetStore(np.array(["a", "a"]), np.zeros((2, 1)))
