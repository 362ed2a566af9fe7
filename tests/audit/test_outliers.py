import re

import numpy as np

from assay.audit import Outliers
from assay.parts.neighbours import neighbours
from assay.registry import run


def test_an_item_far_away_is_found(look):
    rng = np.random.default_rng(0)
    features = rng.standard_normal((300, 4)).astype(np.float32)
    features[7] = 30
    found = look(Outliers(), neighbours=neighbours(features))
    assert found["outliers"].items[0] == 7
    assert found["outliers"].severity == "note"


def test_normal_clouds_have_none(look):
    for seed in range(10):
        features = np.random.default_rng(seed).standard_normal((400, 8)).astype(np.float32)
        assert look(Outliers(), neighbours=neighbours(features)) == {}


def test_clean_sets_have_few(clean):
    for finding in run(Outliers(), clean):
        assert len(finding.items) <= 0.02 * clean.n_items


def world(seed, strangers=0, dimensions=8):
    """Return labels and features of three classes, the first items of which belong to none."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, 400)
    features = np.eye(3, dimensions)[labels] * 6 + rng.standard_normal((400, dimensions))
    features[:strangers] = (
        rng.standard_normal((strangers, dimensions)) - 16 * np.eye(dimensions)[-1]
    )
    return labels, features.astype(np.float32)


def test_items_of_no_class_are_found_and_counted(look):
    labels, features = world(0, strangers=15)
    parts = {"neighbours": neighbours(features), "labels": labels, "features": features}
    found = look(Outliers(), **parts)["out-of-scope"]
    assert set(found.items.tolist()) == set(range(15))
    assert found.severity == "note"
    assert found.value == 15 / 400
    assert "between 0 and 17" in found.message
    # 15 of 400 are 3.8 %.
    low, high = map(
        float, re.search(r"put between ([\d.]+) % and ([\d.]+) %", found.message).groups()
    )
    assert low < 3.8 < high
    # Without labels nobody can tell.
    assert "out-of-scope" not in look(Outliers(), neighbours=parts["neighbours"])


def test_what_is_far_from_everything_is_told_once(look):
    labels, features = world(1)
    features[7] = 60
    found = look(Outliers(), neighbours=neighbours(features), labels=labels, features=features)
    assert set(found) == {"outliers"}


def test_clean_classes_hold_no_strangers(look):
    for seed in range(10):
        labels, features = world(seed)
        parts = {"neighbours": neighbours(features), "labels": labels, "features": features}
        assert look(Outliers(), **parts) == {}
