import numpy as np
import pytest

from assay.audit import GroupLeakage, SplitLeakage, SplitShift
from assay.parts.copies import Copies


def test_copies_across_splits_by_hand(look):
    cluster = np.array([0, 1, 2, 0, 1, 5])
    split = np.array(["train", "train", "train", "test", "test", "test"], object)
    found = look(SplitLeakage(), copies=Copies(cluster, cluster), split=split)
    leak = found["split-leakage"]
    assert leak.severity == "error"
    assert leak.items.tolist() == [3, 4, 0, 1]
    assert "2 items of `test` stand in `train` too" in leak.message
    assert leak.value == pytest.approx(2 / 3)


def test_items_without_split_leak_nothing(look):
    cluster = np.array([0, 0, 2])
    split = np.array(["train", "", "test"], object)
    assert look(SplitLeakage(), copies=Copies(cluster, cluster), split=split) == {}


def test_groups_across_splits_by_hand(look):
    groups = np.array(["ann", "bob", "ann", "cid"], object)
    split = np.array(["train", "train", "test", "test"], object)
    leak = look(GroupLeakage(), groups=groups, split=split)["group-leakage"]
    assert sorted(leak.items) == [0, 2]
    assert "1 groups" in leak.message or "1 group" in leak.message
    assert look(GroupLeakage(), groups=np.arange(4), split=split) == {}


def test_shifted_shares_are_found_and_random_ones_are_not(look):
    rng = np.random.default_rng(0)
    split = np.where(np.arange(2000) % 4 == 0, "test", "train").astype(object)
    shifted = np.where(split == "test", rng.random(2000) < 0.5, rng.random(2000) < 0.2).astype(int)
    found = look(SplitShift(), labels=shifted, split=split, classes=("no", "yes"))
    assert "split-shift" in found
    alarms = 0
    for seed in range(100):
        labels = np.random.default_rng(seed).integers(0, 3, 2000)
        alarms += bool(look(SplitShift(), labels=labels, split=split, classes=("a", "b", "c")))
    assert alarms == 0


def test_the_effect_is_cramers_v(look):
    from scipy.stats.contingency import association

    table = np.array([[300, 100, 50], [100, 150, 100]])
    labels = np.concatenate([np.repeat([0, 1, 2], row) for row in table])
    split = np.repeat(np.array(["train", "test"], object), table.sum(axis=1))
    found = look(SplitShift(), labels=labels, split=split, classes=("a", "b", "c"))
    assert found["split-shift"].value == pytest.approx(association(table, method="cramer"))
