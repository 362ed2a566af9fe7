import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.spatial.distance import cdist
from sklearn.covariance import LedoitWolf

from assay.flag import MahalanobisDistance


def classes(seed=0, n=200, d=4):
    random = np.random.default_rng(seed)
    labels = random.integers(0, 3, n)
    shape = np.diag([1, 3, 0.2, 1.0])
    return labels, (np.eye(3, d)[labels] * 5 + random.normal(size=(n, d))) @ shape


def test_distances_are_mahalanobis_of_the_nearest_tenths():
    labels, features = classes()

    def distances(core):
        means = np.stack([features[core & (labels == k)].mean(axis=0) for k in range(3)])
        shrunk = LedoitWolf(assume_centered=True).fit((features - means[labels])[core])
        return cdist(features, means, "mahalanobis", VI=shrunk.precision_).min(axis=1)

    first = distances(np.ones(200, bool))
    wanted = distances(first <= np.quantile(first, 0.9))
    found = MahalanobisDistance().flag(labels, features)
    np.testing.assert_allclose(found.score, wanted, rtol=1e-6)


def test_a_stranger_may_be_near_in_plain_distance():
    labels, features = classes()
    features[3] = features[labels == 0].mean(axis=0)
    features[3, 2] += 5  # no farther than others go elsewhere, but nobody goes there
    found = MahalanobisDistance().flag(labels, features)
    assert found.worst(1).tolist() == [3]
    assert np.flatnonzero(found.flagged).tolist() == [3]


@pytest.mark.parametrize("seed", range(5))
def test_clean_classes_have_no_strangers(seed):
    found = MahalanobisDistance().flag(*classes(seed, 500))
    assert not found.flagged.any()


def test_wide_or_sparse_features():
    labels, features = classes()
    random = np.random.default_rng(1)
    wide = features @ random.normal(size=(4, 600))
    wide[3] += 30 * random.normal(size=600)
    for rows in (wide, csr_array(wide)):
        found = MahalanobisDistance().flag(labels, rows)
        assert found.worst(1).tolist() == [3]


def test_equal_rows_and_a_class_of_far_items():
    assert not MahalanobisDistance().flag(np.zeros(40, int), np.ones((40, 3))).score.any()
    labels, features = classes()
    labels[:4] = 3
    features[:4] += 500
    found = MahalanobisDistance().flag(labels, features)
    assert np.isfinite(found.score).all()
