import numpy as np
import pytest

from assay.estimate import FleissKappa
from assay.evidence import Evidence


def votes_of(table):
    """Return votes that give this table (items, classes) of counts."""
    item, code = np.nonzero(table)
    times = table[item, code]
    item, code = np.repeat(item, times), np.repeat(code, times)
    source = np.concatenate([np.arange(n) for n in table.sum(axis=1)])
    names = tuple(map(str, range(table.shape[1])))
    return Evidence.votes(item, source, code, names, n_items=len(table))


def test_a_worked_table():
    table = np.array([
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ])  # fmt: skip
    found = FleissKappa().estimate(votes_of(table))
    assert float(found) == pytest.approx(0.210, abs=5e-4)
    # Fleiss's kappa of a class: 1 - sum n (m - n) / (N m (m - 1) p q); alpha's corrects p q.
    share = table.sum(axis=0) / table.sum()
    within = (table * (14 - table)).sum(axis=0) / (10 * 14 * 13)
    by_class = 1 - within / (share * (1 - share))
    np.testing.assert_allclose(found.about["by_class"], by_class, atol=0.01)


def test_items_count_the_same_however_many_answers_they_have():
    few = np.array([[2, 0], [0, 2], [1, 1], [2, 0]])
    share = few.sum(axis=0) / 8
    want = 1 - 0.25 / (1 - (share**2).sum())
    assert float(FleissKappa().estimate(votes_of(few))) == pytest.approx(want)
    mixed = np.array([[20, 0], [0, 2], [1, 1], [2, 0]])
    share = mixed.sum(axis=0) / mixed.sum()
    want = 1 - 0.25 / (1 - (share**2).sum())
    assert float(FleissKappa().estimate(votes_of(mixed))) == pytest.approx(want)


def test_items_with_one_answer_are_left_out():
    table = np.array([[2, 0], [0, 2], [1, 1], [2, 0]])
    more = np.concatenate([table, [[1, 0], [0, 1], [0, 0]]])
    plain, found = (float(FleissKappa().estimate(votes_of(t))) for t in (table, more))
    assert found == pytest.approx(plain)
