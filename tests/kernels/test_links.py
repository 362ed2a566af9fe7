import numpy as np
from scipy.sparse import csr_array

from assay.kernels.links import normalised, returns, spread


def graph(seed=0, n=60, links=150):
    rng = np.random.default_rng(seed)
    made = np.zeros((n, n))
    made[rng.integers(0, n, links), rng.integers(0, n, links)] = rng.random(links) + 0.1
    np.fill_diagonal(made, 0)
    return made


def dense(weights, own=False):
    both = np.maximum(weights, weights.T) + own * np.eye(len(weights))
    root = np.sqrt(both.sum(axis=1, keepdims=True))
    return np.divide(both, root * root.T, out=np.zeros_like(both), where=both > 0)


def test_links_count_both_ways_and_are_scaled_by_both_degrees():
    weights = graph()
    for own in (False, True):
        made = normalised(csr_array(weights), own=own)
        np.testing.assert_allclose(made.toarray(), dense(weights, own), atol=1e-6)


def test_items_without_links_stay_alone():
    made = normalised(csr_array((3, 3)))
    assert made.nnz == 0
    one, two, three = spread(made, np.ones((3, 2), np.float32))
    assert not one.any()
    assert not two.any()
    assert not three.any()


def test_steps_are_powers_without_their_diagonals():
    step = dense(graph(1))
    values = np.random.default_rng(2).random((60, 4))
    found = spread(normalised(csr_array(graph(1))), values)
    for power, spreads in enumerate(found, start=1):
        whole = np.linalg.matrix_power(step, power)
        np.testing.assert_allclose(spreads, (whole - np.diag(np.diag(whole))) @ values, atol=1e-5)


def test_what_returns_is_the_same_in_pieces(monkeypatch):
    step = normalised(csr_array(graph(3)))
    whole = returns(step)
    monkeypatch.setattr("assay.kernels.links.ROWS", 7)
    for one, other in zip(returns(step), whole, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_nothing_of_an_item_comes_back():
    values = np.zeros((60, 1), np.float32)
    values[17] = 1
    for found in spread(normalised(csr_array(graph(4))), values):
        assert abs(found[17, 0]) < 1e-6
