"""Epochs in which a label wasn't known, counted by hand and on digits."""

from itertools import pairwise

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from assay.dynamics import Dynamics
from assay.flag import Forgetting
from assay.kernels.dynamics.curves import first_learnt, forgotten, usual
from assay.parts import dynamics
from assay.simulate import PairFlip, SymmetricNoise


def watched(known):
    """Return dynamics in which items (columns) are known in the epochs (rows) that have a 1."""
    margin = np.where(known, 1, -1).astype(np.float32)
    return Dynamics(margin, np.log1p(np.exp(-margin)), np.ones(margin.shape, np.int8))


def test_epochs_are_counted():
    known = np.array([[0, 0, 1, 0], [0, 1, 1, 1], [0, 0, 1, 1], [0, 1, 1, 1]])
    flags = Forgetting().flag(np.zeros(4, int), watched(known))
    assert flags.values["wrong"].tolist() == [4, 2, 0, 1]
    assert flags.values["forgotten"].tolist() == [0, 1, 0, 0]
    assert flags.values["first_learnt"].tolist() == [4, 1, 0, 1]
    assert flags.worst().tolist() == [0, 1, 3, 2]
    assert flags.flagged.tolist() == [True, False, False, False]


def test_curves_are_those_of_a_loop():
    random = np.random.default_rng(0)
    known, other = random.random((9, 200)) < 0.5, random.integers(0, 3, (9, 200))
    for i in range(200):
        column = known[:, i].tolist()
        lost = sum(a and not b for a, b in pairwise(column))
        assert forgotten(known)[i] == lost
        assert first_learnt(known)[i] == (column.index(True) if any(column) else 9)
        names = other[:, i].tolist()
        assert usual(other)[i] == max(names, key=names.count)
    barred = usual(other, barred=1)
    assert (barred != 1).all()


def test_pieces_change_nothing(monkeypatch):
    known = np.random.default_rng(0).random((6, 50)) < 0.6
    whole = Forgetting().flag(np.zeros(50, int), watched(known))
    monkeypatch.setattr("assay.kernels.dynamics.curves.PIECE", 30)
    again = Forgetting().flag(np.zeros(50, int), watched(known))
    np.testing.assert_array_equal(again.score, whole.score)
    np.testing.assert_array_equal(again.suggested, whole.suggested)


@pytest.mark.parametrize(("noise", "precision"), [(SymmetricNoise, 0.98), (PairFlip, 0.94)])
def test_not_knowing_says_more_than_forgetting(noise, precision):
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    labels = noise(rate=0.2, seed=1).simulate(truth, tuple("0123456789")).given
    wrong, flags = labels != truth, Forgetting().flag(labels, dynamics(labels, pixels))
    assert average_precision_score(wrong, flags.score) > precision
    assert average_precision_score(wrong, flags.values["forgotten"]) < 0.5
    assert wrong[flags.flagged].mean() > 0.9
