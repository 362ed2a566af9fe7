"""How far apart classes lie, without labels."""

import numpy as np
import pytest
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import cdist
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from assay.estimate import ClassSeparability
from assay.kernels.estimate.persistence import clusters, merging_distances, unit_rows


def blobs(k, d, apart, n=900, seed=0):
    r = np.random.default_rng(seed)
    y = r.integers(0, k, n)
    return r.normal(size=(n, d)) + apart * np.eye(k, d)[y], y


def test_by_hand():
    assert merging_distances(np.array([[0.0, 0], [0, 3], [4, 0], [0, 3]])).tolist() == [0, 3, 4]
    assert merging_distances(np.zeros((1, 2))).tolist() == []


def test_distances_are_edges_of_the_minimum_spanning_tree():
    x = np.random.default_rng(0).normal(size=(80, 5))
    tree = minimum_spanning_tree(cdist(x, x)).data
    np.testing.assert_allclose(merging_distances(x), np.sort(tree))


@pytest.mark.parametrize("k", [2, 3, 5, 8])
def test_k_blobs_have_k_minus_one_long_edges(k):
    x, _ = blobs(k, 10, 25, n=400)
    assert clusters(merging_distances(unit_rows(x))) == k
    assert ClassSeparability().estimate(x).about["clusters"] == k


@pytest.mark.parametrize(("k", "d"), [(2, 10), (4, 10), (8, 20)])
def test_it_ranks_as_a_classifier_that_has_the_labels(k, d):
    told, known = [], []
    for at, apart in enumerate((0, 0.7, 1.2, 1.6, 2, 2.5, 3, 4, 6)):
        x, y = blobs(k, d, apart, seed=at)
        told.append(float(ClassSeparability(items=300, draws=8).estimate(x)))
        p = cross_val_predict(LogisticRegression(), x, y, cv=3, method="predict_proba")
        known.append(roc_auc_score(y, p if k > 2 else p[:, 1], multi_class="ovr"))
    assert spearmanr(told, known)[0] > 0.9


def test_interval_covers_the_mean_of_fresh_draws():
    fresh = [blobs(4, 10, 4, n=150, seed=1000 + s)[0] for s in range(150)]
    lengths = [merging_distances(unit_rows(x)) for x in fresh]
    mean = np.mean([1 - (one / one[-1]).mean() for one in lengths])
    held = 0
    for seed in range(30):
        x, _ = blobs(4, 10, 4, n=450, seed=seed)
        found = ClassSeparability(items=150, draws=10).estimate(x)
        held += found.low <= mean <= found.high
    assert held >= 28


def test_length_does_not_count_and_few_items_tell_nothing():
    x, _ = blobs(3, 5, 6)
    stretched = x * np.random.default_rng(0).uniform(1, 9, len(x))[:, None]
    lengths = merging_distances(unit_rows(stretched))
    np.testing.assert_allclose(lengths, merging_distances(unit_rows(x)), atol=1e-9)
    assert ClassSeparability().estimate(x[:7]).verdict == "cannot-be-told"
