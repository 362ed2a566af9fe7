"""Mistakes that hide: what is wrong, and who sees it."""

import numpy as np
import pytest

from assay.bench.data import misses
from assay.errors import SettingError


def parted(case, **settings):
    made = misses(1, case, **settings)
    return made.given, made.truth["labels"], made.given["labels"], made.truth["errors"] == 1


def test_look_alikes_are_whole_clusters_with_one_label():
    given, truth, labels, wrong = parted("look-alike")
    assert 0.05 < wrong.mean() < 0.11
    pairs = set(zip(truth[wrong].tolist(), labels[wrong].tolist(), strict=True))
    assert len(pairs) <= 8
    near = given["neighbours"].index[wrong]
    assert (labels[near] == labels[wrong][:, None]).mean() > 0.6  # their neighbours agree
    assert "slices" not in misses(1, "look-alike").truth


def test_copies_stand_twice_with_one_label():
    given, truth, labels, wrong = parted("copies")
    half = len(truth) // 2
    features = given["features"]
    np.testing.assert_array_equal(features[:half], features[half:])
    np.testing.assert_array_equal(labels[:half], labels[half:])
    assert 0.05 < wrong.mean() < 0.15
    assert not given.can("groups")


def test_copies_can_be_named_as_groups():
    given = parted("copies", grouped=True)[0]
    half = len(given["labels"]) // 2
    np.testing.assert_array_equal(given["folds"][:half], given["folds"][half:])


def test_one_class_is_rare_and_all_can_be_scarce():
    made = misses(1, "rare")
    assert np.bincount(made.truth["labels"])[1] == 40
    np.testing.assert_array_equal(made.truth["slices"] == 1, made.given["labels"] == 1)
    _, truth, _, wrong = parted("scarce")
    assert np.bincount(truth).tolist() == [5] * 10
    assert wrong.sum() == 5


def test_other_cases_are_refused():
    with pytest.raises(SettingError, match="look-alike, copies, rare, scarce"):
        misses(0, "hard")
