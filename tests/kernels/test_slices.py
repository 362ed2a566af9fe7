import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.kernels.interval import wilson
from assay.kernels.slices import Slices, false_flags, measured

LABELS = np.array([0, 0, 0, 1, 1, -1])
FLAGGED = np.array([True, True, False, True, False, False])
SLICES = Slices(("odd", "none"), csr_array(np.array([[0, 1, 0, 1, 0, 1], [0] * 6]).T * 1.0))


def test_measured_by_hand():
    wrong = np.array([True, False, False, True, True, True])
    every, first, second, odd, none = measured(FLAGGED, wrong, LABELS, ("a", "b"), SLICES)
    assert (every.group, every.kind, every.items, every.planted) == ("all", "all", 5, 3)
    assert [s[0] for s in (every.precision, every.recall, every.false_flags)] == [2 / 3, 2 / 3, 0.5]
    assert every.recall[1:] == tuple(map(float, wilson(2, 3)))
    assert (first.group, first.kind, first.items, first.planted) == ("a", "class", 3, 1)
    assert [s[0] for s in (first.precision, first.recall, first.false_flags)] == [0.5, 1, 0.5]
    assert second.recall[0] == 0.5
    assert np.isnan(second.false_flags).all()
    assert (odd.group, odd.kind, odd.items, odd.planted) == ("odd", "slice", 2, 1)
    assert none.items == 0
    assert np.isnan([none.precision, none.recall, none.false_flags]).all()


def test_only_what_is_known_is_measured():
    wrong = np.array([True, False, False, True, True, True])
    known = np.array([True, False, True, False, False, True])
    every = measured(FLAGGED, wrong, LABELS, ("a", "b"), known=known)[0]
    assert (every.items, every.planted) == (5, 1)
    assert (every.precision[0], every.recall[0], every.false_flags[0]) == (1, 1, 0)


def test_false_flags_by_hand():
    p_wrong = np.array([1.0, 0.25, 0.0, 0.5, 0.0, 0.0])
    every, first, second, odd, none = false_flags(FLAGGED, p_wrong, LABELS, ("a", "b"), SLICES)
    assert (every.items, every.flagged) == (5, 3)
    assert every.expected == pytest.approx(1.25)
    assert every.rate[0] == pytest.approx(1.25 / 3.25)
    assert first.rate[0] == pytest.approx(0.75 / 1.75)
    assert second.expected == pytest.approx(0.5)
    assert (odd.items, odd.flagged) == (2, 2)
    assert odd.rate[0] == 1
    assert np.isnan(none.rate).all()


def test_sure_labels_have_wilsons_interval():
    found = false_flags(FLAGGED, np.zeros(6), LABELS, ("a", "b"))[0]
    assert found.rate == (0.6, *map(float, wilson(3, 5)))


def test_the_rate_of_false_flags_is_in_its_interval():
    random = np.random.default_rng(0)
    held = 0
    for _ in range(200):
        p_wrong = random.beta(0.2, 0.6, 400)
        wrong = random.random(400) < p_wrong
        flagged = random.random(400) < np.where(p_wrong > 0.5, 0.9, 0.05)
        found = false_flags(flagged, p_wrong, np.zeros(400, int), ("a",))[0]
        held += found.rate[1] <= (flagged & ~wrong).sum() / (~wrong).sum() <= found.rate[2]
    assert held >= 190
