"""Items class by class."""

import numpy as np
import pytest

from assay.kernels import by_class as module


@pytest.mark.parametrize("step", [5, 1 << 16])
def test_every_class_gets_its_items_in_order(monkeypatch, step):
    monkeypatch.setattr(module, "STEP", step)
    labels = np.random.default_rng(0).integers(-1, 6, 200)
    labels[labels == 3] = 2
    counts = np.bincount(labels[labels >= 0], minlength=6)
    for first, last in ((0, 6), (2, 3), (2, 5)):
        found = dict(module.by_class(labels, counts, first, last))
        assert sorted(found) == [j for j in range(first, last) if counts[j]]
        for which, members in found.items():
            np.testing.assert_array_equal(members, np.flatnonzero(labels == which))


def test_blocks_cover_all_classes_once():
    counts = np.array([5, 0, 3, 100, 0, 2, 2])
    blocks = list(module.class_blocks(counts, 8))
    assert blocks == [(0, 3), (3, 4), (4, 7)]


def test_items_can_be_left_out():
    labels, best = np.array([0, 1, 1, 2, 1]), np.array([0, 1, 0, 0, 2], np.int8)
    assert module.select(labels, 1, 3, unless=best).tolist() == [2, 3, 4]


@pytest.mark.parametrize(("stop", "kind"), [(128, "int8"), (129, "int16"), (40_000, "int32")])
def test_the_smallest_type_that_fits(stop, kind):
    assert module.small_ints(stop) == np.dtype(kind)
