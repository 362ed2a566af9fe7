import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans

from assay.errors import DataError
from assay.evidence import Evidence
from assay.infer import LatentLabelShift
from assay.kernels.infer.shifted_domains import factorise, in_domain, shares_of_items


def matched(found, truth, k):
    """Return the accuracy of clusters under the best names."""
    table = np.zeros((k, k))
    np.add.at(table, (found, truth), 1)
    return table[linear_sum_assignment(-table)].sum() / len(truth)


def nobody(n, names):
    return Evidence.labels(np.full(n, -1), names)


def exclusive_or(seed, n=1500, domains=5):
    """Return features in four corners, of two classes across, with shares that shift."""
    random = np.random.default_rng(seed)
    share = random.permutation(np.linspace(0.1, 0.9, domains))
    domain = random.integers(0, domains, n)
    truth = (random.random(n) < share[domain]).astype(int)
    side = random.integers(0, 2, n)
    centre = np.stack([side * 4 - 2, (side ^ truth) * 4 - 2], axis=1)
    return centre + random.normal(size=(n, 2)) * 0.7, truth, domain, share


def test_anchored_cells_give_the_factors_back():
    cells = np.array([[0.6, 0.0], [0.0, 0.5], [0.4, 0.5]])
    share = np.array([[0.9, 0.5, 0.2], [0.1, 0.5, 0.8]])
    found_cells, found = factorise(cells @ share * 1000, 2, seed=0)
    order = linear_sum_assignment(-(found @ share.T))[1]
    np.testing.assert_allclose(found, share[order], atol=0.02)
    np.testing.assert_allclose(found_cells, cells[:, order], atol=0.02)


def test_shares_of_items_by_hand():
    # Class 0 is all of domain 0, class 1 half of each: an item at (3/4, 1/4) is half of each class.
    share = np.array([[1.0, 0.0], [0.5, 0.5]])
    told = share / share.sum(axis=1, keepdims=True)
    domain = np.array([[1.0, 0.0], [0.5, 0.5], [0.75, 0.25]]) @ np.eye(2)
    found = shares_of_items(domain, share)
    np.testing.assert_allclose(found, [[1, 0], [0, 1], [0.5, 0.5]], atol=0.02)
    np.testing.assert_allclose(found @ told, domain, atol=0.02)
    # In a domain of class 1 mostly, the item of both is of class 1 mostly.
    share = np.array([[0.5, 0.1], [0.5, 0.9]])
    here = in_domain(np.array([[0.5, 0.5]]), share, np.array([1]))
    np.testing.assert_allclose(here, [[0.1 / 0.3 / (0.1 / 0.3 + 0.9 / 0.7), 9 / 16.333]], atol=0.3)
    want = np.array([0.5 * 0.1 / 0.3, 0.5 * 0.9 / 0.7])
    np.testing.assert_allclose(here[0], want / want.sum())


@pytest.mark.parametrize("seed", [0, 1])
def test_classes_that_do_not_lie_together_are_found_by_their_shift(seed):
    features, truth, domain, _ = exclusive_or(seed)
    names = np.array(list("vwxyz"))[domain]
    found = LatentLabelShift().infer(nobody(len(truth), "ab"), features, names)
    together = KMeans(2, n_init=5, random_state=0).fit_predict(features)
    assert matched(found.labels, truth, 2) > 0.9
    assert matched(together, truth, 2) < 0.65
    again = LatentLabelShift().infer(nobody(len(truth), "ab"), features, names)
    np.testing.assert_array_equal(found.proba, again.proba)


def test_a_few_labels_name_the_classes():
    features, truth, domain, _ = exclusive_or(3, n=1000)
    few = np.where(np.arange(len(truth)) < 6, truth, -1)
    for turn in (0, 1):
        evidence = Evidence.labels(np.where(few < 0, -1, few ^ turn), ("a", "b"))
        found = LatentLabelShift().infer(evidence, features, domain)
        assert ((found.labels ^ turn) == truth).mean() > 0.9


def test_digits_of_fifteen_domains():
    """Within chance of an earlier reproduction's .73, at Dirichlet shares of .1."""
    from sklearn.datasets import load_digits

    pixels, digit = load_digits(return_X_y=True)
    random = np.random.default_rng(0)
    share = 0.9 * random.dirichlet(np.full(10, 0.1), 15) + 0.01
    left = [list(random.permutation(np.flatnonzero(digit == k))) for k in range(10)]
    chosen = []
    for _ in range(len(digit)):
        place = int(random.integers(15))
        k = int(random.choice(10, p=share[place]))
        if left[k]:
            chosen.append((left[k].pop(), place))
    rows, domain = np.array(chosen).T
    made = LatentLabelShift(waves=0)
    found = made.infer(nobody(len(rows), "0123456789"), pixels[rows] / 16, domain)
    assert matched(found.labels, digit[rows], 10) > 0.68


def test_what_cannot_be_told_is_said():
    features, _, domain, _ = exclusive_or(0, n=100)
    with pytest.raises(DataError, match="two domains"):
        LatentLabelShift().infer(nobody(100, "ab"), features, np.zeros(100))
    with pytest.raises(DataError, match="a cell a class"):
        LatentLabelShift(cells=1).infer(nobody(100, "ab"), features, domain)
    with pytest.raises(DataError, match="more items than cells"):
        LatentLabelShift().infer(nobody(30, "ab"), features[:30], domain[:30])
