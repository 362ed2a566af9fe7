"""Columns that are looked up."""

import numpy as np

from assay.kernels.picked import Picked


def test_looks_up_one_some_and_all():
    table = np.random.default_rng(0).random((6, 3)).astype(np.float32)
    which = np.array([0, 2, 1, -1, 2, 0])
    column = Picked(table, which)
    expected = np.where(which < 0, 0, table[np.arange(6), which]).astype(np.float32)
    np.testing.assert_array_equal(np.asarray(column), expected)
    np.testing.assert_array_equal(column[1:4], expected[1:4])
    np.testing.assert_array_equal(column[np.array([5, 3])], expected[[5, 3]])
    assert column[2] == expected[2]
    assert column.shape == (6,)
    assert len(column) == 6
    assert column.dtype == np.float32
    assert f"{column[3]:.1%}" == "0.0%"
