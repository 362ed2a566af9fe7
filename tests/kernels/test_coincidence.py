import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.kernels.coincidence import by_coincidence, equal_pairs, scrambled


def hashes(*columns):
    return [scrambled(np.asarray(c).astype(np.uint64), j) for j, c in enumerate(columns)]


@given(st.lists(st.integers(0, 5), max_size=40))
def test_equal_pairs_are_those_of_a_plain_count(values):
    plain = sum(a == b for i, a in enumerate(values) for b in values[:i])
    assert equal_pairs(np.array(values, np.uint64)) == plain


def test_a_coarse_table_expects_the_pairs_it_has():
    rng = np.random.default_rng(0)
    columns = [rng.integers(0, 8, 2000) for _ in range(4)]
    rows = np.ravel_multi_index(columns, [8] * 4)
    assert by_coincidence(hashes(*columns)) == pytest.approx(equal_pairs(rows), rel=0.2)


def test_copied_rows_are_no_coincidence():
    rng = np.random.default_rng(1)
    columns = rng.random((3, 1000))
    columns[:, 500:600] = columns[:, :100]
    assert by_coincidence(hashes(*columns.view(np.uint64))) == 0


def test_nothing_expects_nothing():
    assert by_coincidence([]) == 0
    assert by_coincidence(hashes([], [])) == 0
    assert by_coincidence(hashes([3, 3], [1, 1])) == 0


def test_a_salt_makes_other_numbers():
    codes = np.arange(100, dtype=np.uint64)
    one, other = scrambled(codes, 0), scrambled(codes, 1)
    assert len(set(one.tolist()) | set(other.tolist())) == 200
