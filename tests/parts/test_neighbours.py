import sys

import numpy as np
import pytest

import assay.parts  # noqa: F401 - loads the module that the function hides
from assay.parts.neighbours import neighbours

MODULE = sys.modules["assay.parts.neighbours"]


def brute(rows, k):
    far = np.sqrt(((rows[:, None].astype(float) - rows) ** 2).sum(axis=2))
    np.fill_diagonal(far, np.inf)
    return np.sort(far, axis=1)[:, :k]


@pytest.mark.parametrize("width", [1, 3, 40])
def test_distances_are_those_of_a_search_over_all_pairs(width):
    rows = np.random.default_rng(width).standard_normal((300, width)).astype(np.float32)
    rows[20:30] = rows[7]  # ten copies of one item
    found = neighbours(rows)
    np.testing.assert_allclose(found.distance, brute(rows, 10), atol=2e-3)
    assert (found.index != np.arange(300)[:, None]).all()
    told = np.linalg.norm(rows[:, None] - rows[found.index], axis=2)
    np.testing.assert_allclose(told, found.distance, atol=2e-3)
    assert (np.diff(found.distance, axis=1) >= 0).all()
    for row in found.index:
        assert len(set(row)) == 10


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_few_items_have_few_neighbours(n):
    found = neighbours(np.arange(3.0 * n).reshape(n, 3).astype(np.float32))
    assert found.index.shape == (n, max(0, min(10, n - 1)))


def test_equal_items_are_at_no_distance():
    found = neighbours(np.ones((40, 4), np.float32))
    assert (found.distance == 0).all()
    assert (found.index != np.arange(40)[:, None]).all()


def test_cells_find_nearly_all(monkeypatch):
    rng = np.random.default_rng(0)
    rows = (rng.standard_normal((20, 12))[rng.integers(0, 20, 4000)] * 3).astype(np.float32)
    rows += rng.standard_normal((4000, 12)).astype(np.float32)
    exact = neighbours(rows)
    monkeypatch.setattr(MODULE, "EXACT", 0)
    quick = neighbours(rows)
    same = [len(set(a) & set(b)) for a, b in zip(exact.index, quick.index, strict=True)]
    assert np.mean(same) >= 9.5
    again = neighbours(rows, workers=1)
    assert quick.index.tobytes() == again.index.tobytes()
    assert quick.distance.tobytes() == again.distance.tobytes()


def test_the_graph_finds_nearly_all_and_the_same_each_time(monkeypatch):
    pytest.importorskip("faiss")
    rows = np.random.default_rng(0).standard_normal((3000, 12)).astype(np.float32)
    exact = neighbours(rows)
    monkeypatch.setattr(MODULE, "EXACT", 0)
    monkeypatch.setattr(MODULE, "GRAPH", 0)
    quick = neighbours(rows)
    same = [len(set(a) & set(b)) for a, b in zip(exact.index, quick.index, strict=True)]
    assert np.mean(same) >= 9.5
    again = neighbours(rows, workers=1)
    assert quick.index.tobytes() == again.index.tobytes()
    assert quick.distance.tobytes() == again.distance.tobytes()
