import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assay.kernels.clusters import by_cluster, own_share, sizes, straddling

ITEMS = st.lists(st.tuples(st.integers(0, 6), st.integers(-1, 3)), max_size=40)


@given(ITEMS)
def test_shares_are_those_of_a_plain_count(items):
    cluster = np.array([c for c, _ in items], int)
    labels = np.array([k for _, k in items], int)
    share, wrong = own_share(cluster, labels)
    plain, most = [], {}
    for c, k in items:
        mine = [other for d, other in items if d == c and other >= 0]
        plain.append(mine.count(k) / len(mine) if k >= 0 else 1.0)
        if mine:
            most[c] = len(mine) - max(mine.count(j) for j in mine)
    np.testing.assert_allclose(share, plain)
    assert wrong == sum(most.values())


@given(ITEMS)
def test_sizes_are_those_of_a_plain_count(items):
    cluster = [c for c, _ in items]
    assert sizes(np.array(cluster, int)).tolist() == [cluster.count(c) for c in cluster]


def test_large_clusters_first_and_side_by_side():
    cluster = np.array([9, 4, 9, 4, 4])
    assert by_cluster(cluster, np.arange(5)).tolist() == [1, 3, 4, 0, 2]


def test_the_tested_side_is_told_by_name_then_by_size():
    cluster = np.array([0, 1, 2, 0, 1, 5, 6])
    split = np.array(["train", "train", "train", "test", "test", "test", "test"], object)
    (one,) = straddling(cluster, split)
    assert (one.tested, one.learnt, one.clusters, one.share) == ("test", "train", 2, 0.5)
    assert (one.items.tolist(), one.others.tolist()) == ([3, 4], [0, 1])
    (one,) = straddling(cluster, np.where(split == "train", "b", "a"))
    assert (one.tested, one.learnt) == ("b", "a")


def test_many_splits_give_the_worst_pairs():
    cluster = np.zeros(30, int)
    split = np.array([f"fold {i % 10}" for i in range(30)], object)
    assert len(straddling(cluster, split)) == 10
    assert straddling(np.arange(30), split) == []
    assert straddling(np.zeros(0, int), np.zeros(0, object)) == []
