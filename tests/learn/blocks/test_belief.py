"""Belief propagation: exact without loops, by brute force, and sensible with them."""

from itertools import product

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.learn.belief import beliefs, paired
from assay.kernels.learn.counts import bag_posterior


def brute(logit, bag, counts, pairs, strength):
    """Return P(positive) by going through all labellings."""
    n, total = len(logit), 0.0
    found = np.zeros(n)
    for labels in product((0, 1), repeat=n):
        labels = np.array(labels)
        if any(labels[bag == b].sum() != count for b, count in enumerate(counts)):
            continue
        same = labels[pairs[0]] == labels[pairs[1]]
        weight = np.exp((labels * logit).sum() + (same * strength).sum())
        total += weight
        found += weight * labels
    return found / total


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z, float)))


def test_without_loops_it_is_exact():
    """Two bags of three whose items touch by one chain, and items in no bag."""
    bag = np.array([0, 0, 0, 1, 1, 1, -1, -1])
    counts = np.array([1, 2])
    pairs = np.array([0, 3, 6]), np.array([3, 6, 7])
    logit = np.random.default_rng(0).normal(size=8)
    strength = np.array([1.5, 0.7, 2.0])
    found = beliefs(logit, bag, counts, pairs, strength, rounds=200, tolerance=1e-7)
    np.testing.assert_allclose(
        sigmoid(found), brute(logit, bag, counts, pairs, strength), atol=1e-4
    )


def test_without_pairs_it_is_the_count_posterior():
    random = np.random.default_rng(1)
    logit, bag = random.normal(size=40), np.arange(40) // 8
    counts = random.integers(0, 9, 5)
    none = np.zeros(0, int)
    found = beliefs(logit, bag, counts, (none, none), np.zeros(0), rounds=60, tolerance=0)
    exact, _ = bag_posterior(sigmoid(logit), bag, counts)
    np.testing.assert_allclose(sigmoid(found), exact, atol=1e-4)


def test_with_loops_it_is_near():
    random = np.random.default_rng(2)
    gaps = []
    for _ in range(10):
        logit, bag = random.normal(size=9), np.arange(9) // 3
        counts = random.integers(0, 4, 3)
        first, second = np.triu_indices(9, 1)
        some = random.random(len(first)) < 0.25
        pairs, strength = (first[some], second[some]), random.random(some.sum()) * 0.8
        found = sigmoid(beliefs(logit, bag, counts, pairs, strength))
        gaps.append(np.abs(found - brute(logit, bag, counts, pairs, strength)).mean())
    assert np.mean(gaps) < 0.05


def test_pairs_stand_once():
    index = np.array([[1, 2], [0, 2], [1, 0]])
    distance = np.array([[1.0, 2.0], [1.0, 1.5], [1.5, 2.0]])
    pairs, alike = paired(Neighbours(index, distance), 2)
    assert np.stack(pairs, axis=1).tolist() == [[0, 1], [0, 2], [1, 2]]
    assert alike[0] > alike[2] > alike[1] > 0
    assert len(paired(Neighbours(index, distance), 1)[1]) == 2
