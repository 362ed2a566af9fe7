from itertools import pairwise, permutations

import numpy as np

from assay.audit import Order
from assay.kernels.runs import deviations, pairs_alike


def test_the_moments_are_those_of_all_orders():
    labels = [0, 0, 0, 1, 1, 2]
    same = [sum(a == b for a, b in pairwise(p)) for p in permutations(labels)]
    mean, variance = pairs_alike(np.array([3.0, 2.0, 1.0]))
    np.testing.assert_allclose([mean, variance], [np.mean(same), np.var(same)])


def test_sorted_and_drifting_orders_are_told(look):
    found = look(Order(), labels=np.repeat([0, 1, 2], 50), classes="abc")
    assert found["ordered-items"].message == ("The items are sorted by label: 3 classes in 3 runs.")
    rng = np.random.default_rng(0)
    drift = (rng.random(2000) < np.linspace(0.1, 0.9, 2000)).astype(int)
    told = look(Order(), labels=drift, classes="ab")["ordered-items"].message
    assert "more often than by chance" in told
    assert told.endswith("`a` is 10 % of the rows in part 10 of 10 and 86 % in part 1.")
    turns = np.arange(200) % 2
    assert "less often" in look(Order(), labels=turns, classes="ab")["ordered-items"].message


def test_a_slow_drift_is_found_where_neighbours_show_nothing(look):
    rng = np.random.default_rng(0)
    drift = (rng.random(4000) < np.linspace(0.38, 0.62, 4000)).astype(int)
    finding = look(Order(), labels=drift, classes="ab")["ordered-items"]
    assert abs(finding.value) < 4.5
    assert finding.message.startswith("Classes drift along the rows: ")


def test_random_orders_are_fine(look):
    for seed in range(300):
        rng = np.random.default_rng(seed)
        share = rng.dirichlet(np.full(4, rng.choice([0.1, 1.0, 10.0])))
        labels = rng.choice(4, 500, p=share)
        assert look(Order(), labels=labels, classes="abcd") == {}


def test_pairs_of_a_rare_class_are_no_alarm():
    """The normal distribution alone gives about six alarms in a thousand here."""
    n, few = 3000, 20
    mean, variance = pairs_alike(np.array([n - few, few], float))
    plain, ours = 0, 0
    for seed in range(2000):
        labels = np.zeros(n, int)
        labels[np.random.default_rng(seed).choice(n, few, replace=False)] = 1
        same = int((labels[1:] == labels[:-1]).sum())
        plain += (same - mean) / variance**0.5 >= 4.5
        ours += deviations(same, mean, variance) >= 4.5
    assert plain > 0
    assert ours == 0


def test_a_rare_class_in_one_lump_is_told(look):
    labels = np.random.default_rng(0).permutation(np.repeat([0, 1], [2000, 2000]))
    labels[700:800] = 2
    assert "ordered-items" in look(Order(), labels=labels, classes="abc")
