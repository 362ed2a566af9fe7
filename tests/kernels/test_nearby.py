"""What neighbours vote, against plain loops."""

import numpy as np
import pytest

from assay.dataset import Neighbours
from assay.kernels import nearby as module
from assay.kernels.nearby import typical, votes


@pytest.mark.parametrize("piece", [7, 1 << 13])
@pytest.mark.parametrize("by_distance", [True, False])
def test_same_as_a_plain_loop(monkeypatch, piece, by_distance):
    monkeypatch.setattr(module, "PIECE", piece)
    r = np.random.default_rng(0)
    index = np.stack([np.delete(np.arange(50), i)[r.permutation(49)[:6]] for i in range(50)])
    distance = np.sort(r.random((50, 6)), axis=1)
    labels = r.integers(-1, 4, 50)
    scale, seen = typical(distance), 0
    for vote in votes(labels, Neighbours(index, distance), by_distance=by_distance):
        winner, most = vote.winner()
        for row, item in enumerate(range(50)[vote.piece]):
            told = np.zeros(4)
            for other, far in zip(index[item], distance[item], strict=True):
                if labels[other] >= 0:
                    told[labels[other]] += (
                        np.exp(-((far / scale) ** 2)) + 1e-6 if by_distance else 1
                    )
            own = told[labels[item]] if labels[item] >= 0 else 0
            rest = np.delete(told, labels[item]) if labels[item] >= 0 else told
            if labels[item] >= 0:
                assert vote.own[row] == pytest.approx(own)
                assert vote.rival[row] == pytest.approx(rest.max(), abs=1e-9)
            assert vote.total[row] == pytest.approx(told.sum())
            assert vote.length[row] == pytest.approx(np.linalg.norm(told))
            assert vote.judged[row] == (labels[item] >= 0 and told.any())
            if told.any():
                assert most[row] == pytest.approx(told.max())
                assert told[winner[row]] == pytest.approx(told.max())
            seen += 1
    assert seen == 50


def test_typical_distance_is_of_those_above_nought():
    assert typical(np.array([[0.0, 1], [2, 3]])) == 2
    assert typical(np.zeros((3, 2))) == typical(np.empty((0, 5))) == 1


def test_no_neighbours_no_votes():
    assert not list(votes(np.array([0, 1]), Neighbours(np.empty((2, 0), int), np.empty((2, 0)))))
