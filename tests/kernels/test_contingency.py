import numpy as np
import pytest
from scipy.stats import chi2_contingency
from scipy.stats.contingency import association as reference

from assay.kernels.contingency import association


def test_against_scipy_where_no_class_is_rare():
    for seed in range(20):
        table = np.random.default_rng(seed).integers(20, 200, (3, 4))
        effect, chance = association(table)
        assert effect == pytest.approx(reference(table, method="cramer"))
        assert chance == pytest.approx(chi2_contingency(table, correction=False).pvalue)


def test_rare_classes_are_pooled():
    table = np.array([[100, 2, 3], [100, 4, 1]])
    assert association(table) == association(np.array([[100, 5], [100, 5]]))


@pytest.mark.parametrize("table", [np.zeros((0, 3)), np.zeros((2, 2)), np.array([[5, 9]])])
def test_nothing_to_compare(table):
    assert association(table.astype(int)) == (0.0, 1.0)


def test_chances_are_even_where_items_are_dealt_at_random():
    chances = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        part, label = (
            rng.integers(0, 3, 600),
            rng.choice(6, 600, p=[0.6, 0.3, 0.05, 0.03, 0.01, 0.01]),
        )
        chances.append(association(np.bincount(part * 6 + label, minlength=18).reshape(3, 6))[1])
    assert np.mean(np.array(chances) < 0.05) == pytest.approx(0.05, abs=0.03)
