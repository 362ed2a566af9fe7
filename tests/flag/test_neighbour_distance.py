import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors

from assay.dataset import Neighbours
from assay.flag import NeighbourDistance
from assay.parts.neighbours import neighbours


def test_the_score_is_the_mean_distance():
    near = Neighbours(np.array([[1, 2], [0, 2], [1, 0]]), np.array([[1.0, 3], [1, 2], [2, 3]]))
    found = NeighbourDistance().flag(np.array([0, 1, -1]), near)
    assert found.score.tolist() == [2, 1.5, 0]
    assert not found.flagged.any()
    assert found.suggested.tolist() == [0, 1, -1]


@pytest.mark.parametrize("seed", range(5))
def test_even_clouds_have_no_strangers(seed):
    features = np.random.default_rng(seed).normal(size=(500, 6))
    found = NeighbourDistance().flag(np.zeros(500, int), neighbours(features))
    assert not found.flagged.any()


def test_digits_that_have_no_class_stand_out():
    pixels, truth = load_digits(return_X_y=True)
    kept = np.flatnonzero((truth < 8) | (np.arange(len(truth)) % 12 == 0))
    features, strange = pixels[kept].astype(np.float32), truth[kept] >= 8
    found = NeighbourDistance().flag(np.minimum(truth[kept], 7), neighbours(features))
    brute = NearestNeighbors(n_neighbors=11).fit(features).kneighbors(features)[0][:, 1:]
    np.testing.assert_allclose(found.score, brute.mean(axis=1), rtol=1e-4)
    assert 0.01 < strange.mean() < 0.03
    assert roc_auc_score(strange, found.score) > 0.95
