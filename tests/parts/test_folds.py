import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assay.parts.copies import Copies
from assay.parts.folds import FOLDS, folds


@given(st.integers(1, 300), st.integers(1, 9), st.integers(0, 5))
def test_every_class_is_spread_evenly(n, n_classes, seed):
    labels = np.random.default_rng(seed).integers(-1, n_classes, n)
    fold = folds(labels, seed=seed)
    for k in range(-1, n_classes):
        counts = np.bincount(fold[labels == k], minlength=FOLDS)
        assert counts.max() - counts.min() <= 1
    assert (fold == folds(labels, seed=seed)).all()


@given(st.integers(1, 200), st.integers(1, 40), st.integers(0, 5))
def test_a_group_stays_together(n, n_groups, seed):
    rng = np.random.default_rng(seed)
    groups = np.array([f"household {g}" for g in rng.integers(0, n_groups, n)], object)
    fold = folds(rng.integers(-1, 3, n), groups, seed)
    for name in set(groups):
        assert len(set(fold[groups == name])) == 1


def test_groups_of_one_are_spread_nearly_as_evenly_as_items():
    labels = np.repeat([0, 1, 2], [500, 100, 20])
    fold = folds(labels, np.arange(620), 0)
    for k in range(3):
        counts = np.bincount(fold[labels == k], minlength=FOLDS)
        assert counts.max() - counts.min() <= 2


def test_another_seed_deals_otherwise():
    labels = np.zeros(100, int)
    assert (folds(labels, seed=0) != folds(labels, seed=1)).any()


def test_many_items_are_dealt_into_four():
    fold = folds(np.arange(20_000) % 3)
    assert np.bincount(fold).tolist() == [5000] * 4


def test_copies_are_held_out_together_unless_they_share_a_value_only():
    labels = np.arange(600) % 3
    exact = np.arange(600)
    exact[300:400] = np.arange(100)
    exact[500:] = 500
    fold = folds(labels, copies=Copies(exact, exact))
    assert (fold[300:400] == fold[:100]).all()
    assert len(np.unique(fold[500:])) == FOLDS
    alone = np.arange(600)
    assert (folds(labels, copies=Copies(alone, alone)) == folds(labels)).all()
