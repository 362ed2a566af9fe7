import re

import numpy as np
import pytest

from assay.audit import DefinitionMismatch
from assay.audit.definition_mismatch import rule_of
from assay.registry import run

NAMES = ("table", "figure", "text")


def world(n=1200, seed=0, noise=0.0):
    """Three sets of things on pages; the third calls small tables figures."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 3, n)
    size = random.random(n)
    groups = random.integers(0, 3, n)
    features = np.stack(
        [*(3 * (truth == k) + random.normal(size=n) * 0.5 for k in range(3)),
         4 * (size < 0.4) * (truth == 0)], axis=1,
    )  # fmt: skip
    labels = truth.copy()
    slip = random.random(n) < noise
    labels[slip] = random.integers(0, 3, slip.sum())
    columns = {"size": size, "page": random.random(n)}
    names = np.array(["north", "south", "west"], object)
    return features, labels, truth, size, names[groups], columns, random


def audited(features, labels, groups, columns=None, **more):
    parts = {"features": features, "labels": labels, "classes": NAMES, "groups": groups}
    return run(DefinitionMismatch(**more), parts | ({"columns": columns} if columns else {}))


def test_a_set_with_another_rule_is_found_with_the_rule():
    features, labels, truth, size, groups, columns, _ = world()
    odd = (groups == "west") & (truth == 0) & (size < 0.4)
    labels[odd] = 1
    (one,) = audited(features, labels, groups, columns)
    assert "The set `west` calls" in one.message
    assert "`figure`" in one.message
    assert "would call `table`" in one.message
    assert re.search(r"namely those with `size` up to 0\.(39|4)", one.message)
    assert odd[one.items].mean() > 0.95
    assert len(one.items) > 0.9 * odd.sum()


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_noise_is_no_definition(noise):
    features, labels, _, _, groups, columns, _ = world(noise=noise)
    assert audited(features, labels, groups, columns) == ()


def test_noise_in_one_set_alone_is_no_definition():
    features, labels, _, _, groups, _, random = world()
    slip = (groups == "west") & (random.random(len(labels)) < 0.4)
    labels[slip] = random.integers(0, 3, slip.sum())
    assert audited(features, labels, groups) == ()


def test_households_are_no_sets():
    features, labels, *_ = world(300)
    assert audited(features, labels, np.arange(300) // 2) == ()
    assert audited(features, labels, np.zeros(300, int)) == ()
    few = np.where(np.arange(300) < 20, "a", "b").astype(object)
    assert audited(features, labels, few) == ()


def test_rules_by_hand():
    rows = np.arange(100)
    kind = np.where(rows % 4 == 0, "box", "ball").astype(object)
    columns = {"kind": kind, "far": rows.astype(float)}
    assert rule_of(columns, rows, kind == "box") in ("`kind` = box", "`kind` other than ball")
    assert rule_of(columns, rows, rows > 59) == "`far` over 59.5"
    told = rule_of(columns, rows, (rows > 40) & (kind == "ball"))
    assert "`far` over 40.5" in told
    assert "ball" in told or "box" in told
    assert rule_of(columns, rows, np.random.default_rng(0).random(100) < 0.5) == ""
    assert rule_of({}, rows, rows > 5) == ""
