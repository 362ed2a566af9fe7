"""Confident learning tag by tag, and the pools of an item's tags."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from assay.bench.data import tagged
from assay.errors import SettingError
from assay.flag import TagConfidentLearning
from assay.kernels.kinds.tag_scores import confident_flags, pooled

OWN = np.array([[0.9, 0.2, 0.6], [np.nan, 0.5, 0.7], [np.nan, np.nan, np.nan]])


def test_pools_by_hand():
    """min .2; mean (.9 + .2 + .6) / 3; decay from .9: .8 of each next; softmin by its weights."""
    weight = np.exp(np.array([0.1, 0.8, 0.4]) / 0.1)
    by_hand = {
        "min": [0.2, 0.5, 1.0],
        "mean": [1.7 / 3, 0.6, 1.0],
        "softmin": [
            (weight @ OWN[0]) / weight.sum(),
            (np.exp(5) * 0.5 + np.exp(3) * 0.7) / (np.exp(5) + np.exp(3)),
            1.0,
        ],
    }
    for pool, values in by_hand.items():
        np.testing.assert_allclose(pooled(OWN, pool, 0.1, 0.8), values, rtol=1e-9)
    decay = 0.8 * 0.2 + 0.2 * (0.8 * 0.6 + 0.2 * 0.9)
    assert pooled(OWN[:1], "decay", 0.1, 0.8)[0] == pytest.approx(decay)


def test_pool_of_no_such_name_is_told():
    with pytest.raises(SettingError, match="pool must be one of"):
        TagConfidentLearning(pool="median")


def test_every_change_is_named():
    tags = np.tile([[1, 0], [0, 1], [1, 1]], (20, 1))
    proba = np.where(tags == 1, 0.95, 0.05).astype(float)
    tags[0], tags[1] = [0, 1], [0, 0]
    flags = TagConfidentLearning().flag(tags, proba, ["jazz", "rock"])
    assert np.flatnonzero(flags.flagged).tolist() == [0, 1]
    assert flags.values["changes"][:3].tolist() == ["+jazz, -rock", "+rock", ""]


def test_flags_are_those_of_cleanlab():
    multilabel = pytest.importorskip("cleanlab.multilabel_classification.filter")
    random = np.random.default_rng(0)
    truth = random.random((400, 5)) < [0.5, 0.3, 0.2, 0.1, 0.6]
    tags = (truth ^ (random.random(truth.shape) < 0.1)).astype(np.int8)
    proba = np.clip(np.where(truth, 0.8, 0.2) + random.normal(0, 0.15, truth.shape), 0.01, 0.99)
    mine = confident_flags(tags, proba)
    theirs = multilabel.find_label_issues(
        labels=[np.flatnonzero(row).tolist() for row in tags], pred_probs=proba, n_jobs=1
    )
    np.testing.assert_array_equal(mine.any(axis=1), theirs)


def test_figures_of_the_paper():
    """AUPRC of the pools with logistic regression, mean of 10 sets; published to 5 digits."""
    pytest.importorskip("cleanlab")
    found = {pool: [] for pool in ("min", "decay", "softmin", "mean")}
    ranked = []
    for seed in range(10):
        made = tagged(seed)
        wrong = made.truth["errors"]
        for pool in found:
            score = TagConfidentLearning(pool=pool).flag(**made.given).score
            found[pool].append(average_precision_score(wrong, score))
            if pool == "min":
                ranked.append(roc_auc_score(wrong, score))
    mean = {pool: float(np.mean(values)) for pool, values in found.items()}
    assert mean == pytest.approx(
        {"min": 0.6842, "decay": 0.6726, "softmin": 0.6885, "mean": 0.5454}, abs=0.003
    )
    assert np.mean(ranked) == pytest.approx(0.8, abs=0.003)
