"""Suspicion by neighbours, against a plain loop."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import average_precision_score
from sklearn.neighbors import NearestNeighbors

from assay.dataset import Neighbours
from assay.flag import NeighbourDisagreement


def near(x, k=10):
    distance, index = NearestNeighbors(n_neighbors=k + 1).fit(x).kneighbors(x)
    return Neighbours(index[:, 1:], distance[:, 1:])


def test_by_hand():
    index = np.array([[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]])
    neighbours = Neighbours(index, np.ones((4, 3)))
    labels = np.array([1, 0, 0, -1])
    flags = NeighbourDisagreement().flag(labels=labels, neighbours=neighbours)
    np.testing.assert_allclose(flags.score, [1, 0.5, 0.5, 0], atol=1e-6)
    share = NeighbourDisagreement(rank="share-against").flag(labels, neighbours)
    np.testing.assert_allclose(share.score, [1, 0.5, 0.5, 0], atol=1e-6)
    assert flags.flagged.tolist() == [True, False, False, False]
    assert flags.suggested[0] == 0
    assert flags.explain(0, "dog", "cat") == "2 of its 2 nearest neighbours are cat"


@pytest.mark.parametrize("weight", ["distance", "equal"])
@pytest.mark.parametrize("rank", ["lead", "share-against"])
def test_same_as_a_plain_loop(rank, weight):
    r = np.random.default_rng(0)
    neighbours = near(r.random((200, 3)), 6)
    labels = r.integers(-1, 4, 200)
    flags = NeighbourDisagreement(rank, weight).flag(labels=labels, neighbours=neighbours)
    scale = np.median(neighbours.distance)
    for item in range(200):
        votes = np.zeros(4)
        for other, distance in zip(neighbours.index[item], neighbours.distance[item], strict=True):
            if labels[other] >= 0:
                near_by = np.exp(-((distance / scale) ** 2)) + 1e-6
                votes[labels[other]] += near_by if weight == "distance" else 1
        if labels[item] < 0 or not votes.any():
            assert flags.score[item] == 0
            assert not flags.flagged[item]
            continue
        share = votes / votes.sum()
        own, rival = share[labels[item]], np.delete(share, labels[item]).max()
        told = 1 - own if rank == "share-against" else (1 + rival - own) / 2
        assert flags.score[item] == pytest.approx(told, abs=1e-5)
        assert share[flags.suggested[item]] == pytest.approx(share.max())
        assert flags.flagged[item] == (share.argmax() != labels[item] and share.max() > 0.5)


def test_items_without_labelled_neighbours_are_let_be():
    neighbours = Neighbours(np.array([[1], [0]]), np.zeros((2, 1)))
    flags = NeighbourDisagreement().flag(labels=np.array([1, -1]), neighbours=neighbours)
    assert flags.score.tolist() == [0, 0]
    assert flags.suggested[0] == 1


def test_planted_flips_in_digits_are_found():
    x, y = load_digits(return_X_y=True)
    r = np.random.default_rng(0)
    labels = np.where(r.random(len(y)) < 0.1, (y + r.integers(1, 10, len(y))) % 10, y)
    flags = NeighbourDisagreement().flag(labels=labels, neighbours=near(x))
    wrong = labels != y
    hits = (flags.flagged & wrong).sum()
    assert 2 * hits / (flags.flagged.sum() + wrong.sum()) > 0.9
    assert average_precision_score(wrong, flags.score) > 0.9


def test_figure_on_digits_with_pairs_swapped(digits):
    _, y, labels, _, neighbours = digits("pair-flip")
    wrong = labels != y
    lead, share = (
        average_precision_score(
            wrong, NeighbourDisagreement(rank=rank).flag(labels, neighbours).score
        )
        for rank in ("lead", "share-against")
    )
    assert lead == pytest.approx(0.972, abs=0.01)
    assert lead > share + 0.02
