"""Noise from the agreement of three labels."""

from itertools import product

import numpy as np
import pytest

from assay.dataset import Neighbours
from assay.estimate import HighOrderConsensus
from assay.evidence import Evidence
from assay.kernels.estimate.consensus import Triples, fit, of_neighbours, tabulate
from assay.kernels.estimate.information import variance
from assay.kernels.estimate.kruskal import identifiable, kruskal_rank

NOISE = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.05, 0.25, 0.7]])
FIGURES = [("pair", 0.35, 0.012), ("symmetric", 0.4, 0.026), ("symmetric", 0.2, 0.015)]
PRIOR = np.array([0.5, 0.3, 0.2])


def exact(noise, prior, n=1.0):
    """Return the table of triples that noise and prior give in the mean, by brute force."""
    k = len(prior)
    label = np.array(list(product(range(k), repeat=3)))
    chance = [sum(prior[t] * noise[t, a] * noise[t, b] * noise[t, c] for t in range(k))
              for a, b, c in label]  # fmt: skip
    return Triples(label, n * np.array(chance))


def votes(truth, noise, draw, seed, sources=3, many=False):
    label = np.stack([draw(truth, noise, 100 * seed + s) for s in range(3)], axis=1)
    item, source = np.divmod(np.arange(label.size), 3)
    if many:
        source = source + 3 * np.random.default_rng(seed).integers(0, sources, len(truth))[item]
    evidence = Evidence.votes(item, source, label.ravel(), classes=range(len(noise)))
    return label[:, 0], evidence


def test_by_hand_two_classes():
    # Truth a is always called a; b is called a in one of five. P(aaa) = 1/2 + 1/2 (1/5)^3.
    noise = np.array([[1.0, 0.0], [0.2, 0.8]])
    table = exact(noise, np.array([0.5, 0.5]))
    assert table.count[0] == pytest.approx(0.504)
    found = fit(table, 2, weight=0.0, rounds=2000, tolerance=1e-10)
    np.testing.assert_allclose(found.noise[0], noise, atol=1e-3)
    np.testing.assert_allclose(found.prior, [0.5, 0.5], atol=1e-3)


def test_exact_tables_give_the_noise_back_and_so_do_least_squares_of_all_orders():
    from scipy.optimize import least_squares
    from scipy.special import softmax

    table = exact(NOISE, PRIOR)
    found = fit(table, 3, weight=0.0, rounds=3000, tolerance=1e-10)
    np.testing.assert_allclose(found.noise[0], NOISE, atol=1e-3)
    target = table.count.reshape(3, 3, 3)

    def off(flat):
        noise, prior = softmax(flat[:9].reshape(3, 3), axis=1), softmax(flat[9:])
        third = np.einsum("k,ka,kb,kc->abc", prior, noise, noise, noise) - target
        orders = third.sum(axis=(1, 2)), third.sum(axis=2).ravel(), third.ravel()
        return np.concatenate(orders)

    start = np.concatenate([(3 * np.eye(3)).ravel(), np.zeros(3)])
    other = least_squares(off, start, xtol=1e-14, ftol=1e-14, gtol=1e-14).x
    np.testing.assert_allclose(softmax(other[:9].reshape(3, 3), axis=1), NOISE, atol=1e-3)


def test_variance_is_that_of_samples():
    r = np.random.default_rng(0)
    table = exact(NOISE, PRIOR)
    seen = []
    for _ in range(100):
        drawn = Triples(table.label, r.multinomial(4000, table.count).astype(float))
        seen.append(fit(drawn, 3, weight=0.0).noise[0])
    big = Triples(table.label, 4000 * table.count)
    told = variance(big, fit(big, 3, weight=0.0))[0]
    np.testing.assert_allclose(np.sqrt(told), np.std(seen, axis=0), rtol=0.3)


@pytest.mark.parametrize("many", [False, True])
def test_three_votes_identify_and_intervals_cover(draw, many):
    held, told, off = [], 0, []
    for seed in range(25):
        r = np.random.default_rng(seed)
        noise = 0.6 * np.eye(3) + 0.4 * r.dirichlet(np.ones(3), 3)
        truth = r.choice(3, 2000, p=r.dirichlet(np.full(3, 8.0)))
        labels, evidence = votes(truth, noise, draw, seed, many=many)
        found = HighOrderConsensus().estimate(labels, evidence=evidence)
        told += found.verdict == "identified"
        held.append(((found.low <= noise) & (noise <= found.high)).mean())
        off.append(np.abs(found.value - noise).mean())
    assert told >= 23
    assert np.mean(held) >= 0.92
    assert np.mean(off) < 0.025
    assert found.about["matrices"].shape == ((1, 3, 3) if many else (3, 3, 3))


def test_each_of_three_sources_has_its_own_matrix(draw):
    truth = np.random.default_rng(0).integers(0, 3, 20_000)
    two = 0.9 * np.eye(3) + 0.1 * np.roll(np.eye(3), 1, axis=1)
    label = np.stack([draw(truth, t, s) for s, t in enumerate((NOISE, two, NOISE))], axis=1)
    item, source = np.divmod(np.arange(label.size), 3)
    evidence = Evidence.votes(item, source, label.ravel(), classes=range(3))
    found = HighOrderConsensus().estimate(label[:, 0], evidence=evidence)
    np.testing.assert_allclose(found.value, NOISE, atol=0.03)
    np.testing.assert_allclose(found.about["matrices"][1], two, atol=0.03)


@pytest.mark.parametrize(("kind", "rate", "most"), FIGURES)
def test_digits_from_neighbours_alone(digits, kind, rate, most):
    noise, labels = digits.noisy(kind, rate)
    found = HighOrderConsensus().estimate(labels, digits.neighbours)
    assert np.abs(found.value - noise).mean() < most
    assert ((found.low <= noise) & (noise <= found.high)).mean() > 0.88
    assert found.verdict == "bounded"
    assert found.about["kruskal"].tolist() == [10, 10, 10]


def test_two_votes_and_no_features_cannot_tell(draw):
    truth = np.random.default_rng(0).integers(0, 3, 500)
    label = np.stack([draw(truth, NOISE, s) for s in range(2)], axis=1)
    item, source = np.divmod(np.arange(label.size), 2)
    evidence = Evidence.votes(item, source, label.ravel(), classes=range(3))
    found = HighOrderConsensus().estimate(label[:, 0], evidence=evidence)
    assert found.verdict == "cannot-be-told"
    assert "fewer than three labels" in found.settle
    np.testing.assert_allclose(found.value, 1 / 3)
    assert (found.low == 0).all()
    assert (found.high == 1).all()


def test_classes_that_are_labelled_alike_cannot_be_told_apart(draw):
    noise = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    truth = np.random.default_rng(0).integers(0, 3, 3000)
    labels, evidence = votes(truth, noise, draw, 0)
    found = HighOrderConsensus().estimate(labels, evidence=evidence)
    assert found.verdict == "cannot-be-told"
    assert "Kruskal" in found.settle


def test_kruskal():
    assert kruskal_rank(np.array([[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]])) == 1
    line = np.array([[1.0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0.3, 0.3, 0.4, 0]])
    assert kruskal_rank(line) == 3
    assert identifiable((3, 3, 4), 4)
    assert not identifiable((3, 3, 3), 4)
    assert identifiable((2, 2, 2), 2)


def test_unlabelled_neighbours_are_passed_over():
    labels = np.array([0, -1, 1, 0, 1])
    index = np.array([[1, 2, 3], [0, 2, 3], [1, 3, 4], [4, 1, 0], [1, 2, 1]])
    items, triples = of_neighbours(labels, index)
    assert items.tolist() == [0, 2, 3]
    assert triples.tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    table = tabulate(triples, 2)
    assert table.label.tolist() == [[0, 0, 1], [0, 1, 1]]
    assert table.count.tolist() == [2, 1]


def test_few_triples_cannot_tell():
    near = Neighbours(np.array([[1, 2], [0, 2], [0, 1]]), np.zeros((3, 2)))
    found = HighOrderConsensus().estimate(np.array([0, 1, 1]), near)
    assert found.verdict == "cannot-be-told"


@pytest.mark.shared
def test_three_people_on_cifar(shared):
    data = np.load(shared / "data" / "image_noise" / "cifar10n" / "labels_emb.npz")
    names = [f"random_label{i}" for i in (1, 2, 3)]
    label = np.stack([np.asarray(data[name]) for name in names], axis=1).astype(int)
    truth = np.asarray(data["clean_label"]).astype(int)
    pairs = truth[:, None] * 10 + label
    counts = np.bincount(pairs.ravel(), minlength=100).reshape(10, 10)
    noise = counts / counts.sum(axis=1, keepdims=True)
    item, source = np.divmod(np.arange(label.size), 3)
    evidence = Evidence.votes(item, source, label.ravel(), classes=range(10))
    found = HighOrderConsensus().estimate(label[:, 0], evidence=evidence)
    assert np.abs(found.about["matrices"].mean(axis=0) - noise).mean() < 0.01
    assert found.verdict == "identified"
