from itertools import pairwise, permutations

import numpy as np

from assay.audit import Order
from assay.kernels.runs import pairs_alike


def test_the_moments_are_those_of_all_orders():
    labels = [0, 0, 0, 1, 1, 2]
    same = [sum(a == b for a, b in pairwise(p)) for p in permutations(labels)]
    mean, variance = pairs_alike(np.array([3.0, 2.0, 1.0]))
    np.testing.assert_allclose([mean, variance], [np.mean(same), np.var(same)])


def test_sorted_and_drifting_orders_are_told(look):
    found = look(Order(), labels=np.repeat([0, 1, 2], 50), classes="abc")
    assert "sorted by label" in found["ordered-items"].message
    rng = np.random.default_rng(0)
    drift = (rng.random(2000) < np.linspace(0.1, 0.9, 2000)).astype(int)
    assert (
        "more often than by chance"
        in look(Order(), labels=drift, classes="ab")["ordered-items"].message
    )
    turns = np.arange(200) % 2
    assert "less often" in look(Order(), labels=turns, classes="ab")["ordered-items"].message


def test_random_orders_are_fine(look):
    for seed in range(300):
        labels = np.random.default_rng(seed).integers(0, 4, 500)
        assert look(Order(), labels=labels, classes="abcd") == {}
