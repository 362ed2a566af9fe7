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
