"""Noise that depends on what the item looks like."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from assay.dataset import Neighbours
from assay.estimate import HighOrderConsensus, LocalNoise
from assay.kernels.regions import canonical, reduced, regions


def world(kind, seed, n=2000, k=3):
    r = np.random.default_rng(seed)
    y = r.integers(0, k, n)
    x = np.column_stack([r.uniform(0, 10, n), 2 * np.eye(k)[y] + 0.2 * r.normal(size=(n, k))])
    rate = {"even": np.full(n, 0.2), "half": np.where(x[:, 0] > 5, 0.4, 0.05)}[kind]
    labels = np.where(r.random(n) < rate, (y + 1) % k, y)
    distance, index = NearestNeighbors(n_neighbors=6).fit(x).kneighbors(x)
    return x, labels, rate, Neighbours(index[:, 1:], distance[:, 1:])


def test_regions_by_hand():
    x = np.array([[0.0, 0], [10, 0], [1, 0], [11, 0], [0, 1], [10, 1], [1, 1], [11, 1]])
    assert regions(x, 4).tolist() == [0, 1, 0, 1, 0, 1, 0, 1]
    assert len(np.unique(regions(x, 2))) == 4
    assert (
        np.bincount(regions(np.random.default_rng(0).normal(size=(1000, 5)), 100)).tolist()
        == [125] * 8
    )


def test_order_of_items_and_signs_of_directions_do_not_matter():
    r = np.random.default_rng(0)
    x, order = r.normal(size=(200, 6)), r.permutation(200)
    np.testing.assert_array_equal(regions(x[order], 20), regions(x, 20)[order])
    np.testing.assert_array_equal(order[canonical(x[order])], canonical(x))


def test_directions_keep_distances_as_the_decomposition_does():
    x = np.random.default_rng(0).normal(size=(60, 30))
    centred = x - x.mean(axis=0)
    kept = np.linalg.svd(centred, full_matrices=False)
    best = kept.U[:, :4] * kept.S[:4]
    ours = reduced(x, 4)
    np.testing.assert_allclose(ours @ ours.T, best @ best.T, atol=1e-8)


def test_rates_of_regions_are_found_where_noise_is_local():
    off, whole, held = [], [], []
    for seed in range(5):
        x, labels, rate, near = world("half", seed)
        found = LocalNoise().estimate(labels, x, near)
        off.append(np.abs(found.about["rate"] - rate).mean())
        whole.append(np.abs(rate.mean() - rate).mean())
        region = found.about["region"]
        inside = (found.about["low_rates"][region] <= rate) & (
            rate <= found.about["high_rates"][region]
        )
        held.append(inside.mean())
        assert found.about["strength"] < 100
    assert np.mean(off) < 0.03 < np.mean(whole)
    assert np.mean(held) > 0.9


def test_even_noise_is_drawn_to_the_matrix_of_all():
    for seed in range(3):
        x, labels, rate, near = world("even", seed)
        found = LocalNoise().estimate(labels, x, near)
        plain = HighOrderConsensus().estimate(labels, near)
        assert np.abs(found.about["rate"] - rate).mean() < 0.02
        np.testing.assert_allclose(found.value, plain.value, atol=0.02)
        assert found.about["strength"] >= 300


def test_matrices_agree_with_rates_and_the_whole():
    x, labels, _, near = world("half", 0)
    about = LocalNoise().estimate(labels, x, near).about
    wrong = 1 - np.einsum("ck,ckk->c", about["priors"], about["matrices"])
    np.testing.assert_allclose(about["rates"], wrong)
    np.testing.assert_allclose(about["matrices"].sum(axis=2), 1)
    np.testing.assert_allclose(about["joint"].sum(), 1)


def test_without_neighbours_nothing_is_told():
    found = LocalNoise().estimate(np.array([0, 1, 0]), np.eye(3))
    assert found.verdict == "cannot-be-told"


def test_digits(digits):
    noise, labels = digits.noisy("pair", 0.35)
    found = LocalNoise().estimate(labels, digits.x, digits.neighbours)
    assert np.abs(found.value - noise).mean() < 0.015
    assert found.about["rate"].mean() == pytest.approx(0.35, abs=0.05)
