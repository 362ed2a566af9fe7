"""Posteriors given counts of several classes: brute force, two classes, and large bags."""

from itertools import product

import numpy as np
import pytest

from assay.kernels.learn.counts import bag_posterior
from assay.kernels.learn.many_counts import counts_posterior, exact, tilted


def brute(proba, counts):
    """Return the posterior of one bag by going through all labellings."""
    size, k = proba.shape
    found = np.zeros((size, k))
    for labels in product(range(k), repeat=size):
        if (np.bincount(labels, minlength=k) == counts).all():
            weight = np.prod(proba[np.arange(size), labels])
            found[np.arange(size), labels] += weight
    return found / found.sum(axis=1, keepdims=True)


def drawn(bags, size, k, seed=0):
    random = np.random.default_rng(seed)
    proba = random.dirichlet(np.full(k, 0.5), size=(bags, size)) + 1e-6
    labels = random.integers(0, k, (bags, size))
    counts = np.stack([np.bincount(row, minlength=k) for row in labels])
    return proba / proba.sum(axis=2, keepdims=True), counts


@pytest.mark.parametrize(("size", "k"), [(1, 3), (5, 3), (6, 4), (4, 5)])
def test_small_bags_by_brute_force(size, k):
    proba, counts = drawn(12, size, k)
    found = exact(proba, counts)
    for bag in range(12):
        np.testing.assert_allclose(found[bag], brute(proba[bag], counts[bag]), atol=1e-9)


def test_two_classes_are_those_of_one_count():
    proba, counts = drawn(9, 30, 2)
    bag = np.repeat(np.arange(9), 30)
    one, _ = bag_posterior(proba.reshape(-1, 2)[:, 1], bag, counts[:, 1])
    found = counts_posterior(proba.reshape(-1, 2), bag, counts)
    np.testing.assert_allclose(found[:, 1], one, atol=1e-6)


def test_large_bags_are_tilted_to_their_counts_and_come_near_the_exact_answer():
    gaps = []
    for size in (4, 8, 16):
        proba, counts = drawn(40, size, 3, seed=1)
        near = tilted(proba, counts)
        np.testing.assert_allclose(near.sum(axis=1), counts, atol=0.1)
        gaps.append(np.abs(near - exact(proba, counts)).mean())
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 0.02


def test_bags_of_all_kinds_at_once():
    """Of sizes one by one, of an item in no bag, and of a class that no bag has."""
    random = np.random.default_rng(2)
    bag = np.array([2, 0, 1, 2, 0, -1, 2, 1, 2])
    counts = np.array([[1, 0, 1, 0], [0, 0, 2, 0], [2, 0, 1, 1]])
    proba = random.dirichlet(np.ones(4), size=9)
    found = counts_posterior(proba, bag, counts)
    for one in range(3):
        items = np.flatnonzero(bag == one)
        np.testing.assert_allclose(found[items], brute(proba[items], counts[one]), atol=1e-9)
    np.testing.assert_array_equal(found[5], proba[5])
