"""Counts of bags against every way the items could be."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.kernels.learn.counts import bag_posterior, by_size, count_posterior, tilted


def brute(proba, count):
    """Return posteriors and log P(count) by going through all 2^m truths."""
    total, each = 0.0, np.zeros(len(proba))
    for truth in product([0, 1], repeat=len(proba)):
        if sum(truth) == count:
            chance = np.prod(np.where(truth, proba, 1 - proba))
            total += chance
            each += chance * np.array(truth)
    return each / total, np.log(total)


@given(st.integers(1, 9), st.integers(0, 999))
@settings(max_examples=60, deadline=None)
def test_against_all_truths(size, seed):
    random = np.random.default_rng(seed)
    proba = random.beta(0.3, 0.3, size).clip(1e-6, 1 - 1e-6)
    count = int(random.integers(0, size + 1))
    found, told = count_posterior(proba[None], np.array([count]))
    each, log = brute(proba, count)
    np.testing.assert_allclose(found[0], each, atol=1e-6)
    np.testing.assert_allclose(told[0], log, rtol=1e-5, atol=1e-6)


def test_by_hand():
    found, told = count_posterior(np.array([[0.5, 0.5], [0.2, 0.6]]), np.array([1, 2]))
    np.testing.assert_allclose(found, [[0.5, 0.5], [1, 1]], atol=1e-6)
    np.testing.assert_allclose(np.exp(told), [0.5, 0.12], atol=1e-6)


@pytest.mark.parametrize("size", [100, 512])
def test_posteriors_of_large_bags_add_up_to_the_count(size):
    random = np.random.default_rng(0)
    proba = random.random((6, size))
    counts = np.array([0, 1, size // 2, size - 1, size, 7])
    found, told = count_posterior(proba, counts)
    np.testing.assert_allclose(found.sum(axis=1), counts, atol=1e-4)
    assert np.isfinite(told).all()


def test_bags_of_all_sizes_and_items_in_none():
    bag = np.array([2, -1, 0, 2, 0, 2, 1])
    assert sorted(len(items[0]) for _, items in by_size(bag)) == [1, 2, 3]
    proba = np.full(7, 0.3)
    found, told = bag_posterior(proba, bag, np.array([1, 0, 3]))
    np.testing.assert_allclose(found, [1, 0.3, 0.5, 1, 0.5, 1, 0], atol=1e-6)
    np.testing.assert_allclose(np.exp(told), [0.42, 0.7, 0.027], atol=1e-6)


@pytest.mark.parametrize("size", [1, 2, 3, 17, 64])
def test_the_compiled_form_is_the_same(size):
    numba = pytest.importorskip("assay.kernels.learn.counts_numba")
    random = np.random.default_rng(size)
    proba = random.beta(0.4, 0.4, (40, size))
    counts = random.integers(0, size + 1, 40)
    plain, told = count_posterior(proba, counts)
    found, evidence = np.zeros_like(proba), np.zeros(40)
    numba.walk(proba, counts, 1e-9, found, evidence)
    # Where the count is far out one of the two was tilted, and chances held off zero anew.
    np.testing.assert_allclose(found, plain, rtol=1e-9, atol=1e-8)
    np.testing.assert_allclose(evidence, told, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("many", [0, 1, 199, 200])
def test_counts_that_the_model_finds_impossible(many):
    """Half the items hardly can be positive, half hardly not; the count says otherwise."""
    random = np.random.default_rng(many)
    p = np.where(np.arange(200) % 2 == 0, 1e-7, 1 - 1e-7) * np.ones((3, 1))
    p = np.clip(p + random.uniform(0, 1e-8, p.shape), 1e-9, 1 - 1e-9)
    found, evidence = count_posterior(p, np.full(3, many))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found.sum(axis=1), many, atol=1e-6)
    # One at a time, in logs: the same sum without products that vanish.
    for row, told in zip(p, evidence, strict=True):
        logs = np.full(201, -np.inf)
        logs[0] = 0.0
        for one in row:
            with np.errstate(divide="ignore"):
                up = np.r_[-np.inf, logs[:-1]] + np.log(one)
            logs = np.logaddexp(logs + np.log1p(-one), up)
        assert told == pytest.approx(logs[many], rel=1e-9)


def test_a_tilt_leaves_the_posterior_as_it_is():
    random = np.random.default_rng(3)
    p, counts = random.uniform(0.02, 0.98, (40, 12)), random.integers(0, 13, 40)
    q, owed = tilted(p, counts)
    inner = (counts > 0) & (counts < 12)
    np.testing.assert_allclose(q.sum(axis=1)[inner], counts[inner], atol=1e-4)
    plain, log = count_posterior(p, counts)
    turned, other = count_posterior(q, counts)
    np.testing.assert_allclose(turned, plain, atol=1e-9)
    np.testing.assert_allclose(other + owed, log, rtol=1e-9)
