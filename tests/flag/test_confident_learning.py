"""Confident learning as a detector: same flags as cleanlab, small and quick."""

import tracemalloc
import warnings
from functools import cache

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from assay.flag import (
    ConfidenceWeightedEntropy,
    ConfidentLearning,
    NormalisedMargin,
    SelfConfidence,
)


@cache
def planted(seed=0, share=0.1):
    """Digits with planted flips and probabilities from other folds."""
    x, y = load_digits(return_X_y=True)
    r = np.random.default_rng(seed)
    labels = np.where(r.random(len(y)) < share, (y + r.integers(1, 10, len(y))) % 10, y)
    p = cross_val_predict(
        LogisticRegression(max_iter=300, C=0.1), x / 16, labels, cv=5, method="predict_proba"
    )
    return labels, p, labels != y


def test_by_hand():
    p = np.array([[0.9, 0.1]] * 4 + [[0.2, 0.8]] * 4)
    labels = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    flags = ConfidentLearning().flag(labels=labels, predictions=p)
    assert np.flatnonzero(flags.flagged).tolist() == [3]
    assert flags.suggested[3] == 0
    assert flags.score[3] == pytest.approx(0.9)
    assert flags.explain(3, "dog", "cat") == "the predictions give cat 90% and the given dog 10.0%"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_flags_are_cleanlabs(dtype):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cleanlab = pytest.importorskip("cleanlab.filter")
        labels, p, _ = planted()
        expected = cleanlab.find_label_issues(labels, p.astype(dtype), n_jobs=1)
    flags = ConfidentLearning().flag(labels=labels, predictions=p.astype(dtype))
    np.testing.assert_array_equal(flags.flagged, expected)


WAYS = {
    "by-noise-rate": "prune_by_noise_rate", "by-class": "prune_by_class", "both": "both",
    "off-diagonal": "confident_learning", "not-best": "predicted_neq_given",
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_prune_is_cleanlabs(way):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cleanlab = pytest.importorskip("cleanlab.filter")
        labels, p, _ = planted()
        expected = cleanlab.find_label_issues(labels, p, filter_by=WAYS[way], n_jobs=1)
    flags = ConfidentLearning(prune=way).flag(labels=labels, predictions=p)
    np.testing.assert_array_equal(flags.flagged, expected)


@pytest.mark.parametrize(
    ("rank", "same"),
    [
        ("self-confidence", SelfConfidence),
        ("normalised-margin", NormalisedMargin),
        ("confidence-weighted-entropy", ConfidenceWeightedEntropy),
    ],
)
def test_every_rank_is_the_score_of_the_detector_of_that_name(rank, same):
    r = np.random.default_rng(0)
    p = r.dirichlet(np.ones(3), 200)
    labels = r.integers(-1, 3, 200)
    plain = ConfidentLearning().flag(labels=labels, predictions=p)
    flags = ConfidentLearning(rank=rank).flag(labels=labels, predictions=p)
    np.testing.assert_array_equal(flags.score, same().flag(labels, p).score)
    np.testing.assert_array_equal(flags.flagged, plain.flagged)


def test_planted_flips_in_digits_are_found():
    labels, p, wrong = planted()
    flags = ConfidentLearning().flag(labels=labels, predictions=p)
    hits = (flags.flagged & wrong).sum()
    assert 2 * hits / (flags.flagged.sum() + wrong.sum()) > 0.75


def test_the_whole_call_takes_less_than_a_fifth_of_the_predictions():
    r = np.random.default_rng(0)
    p = r.random((400_000, 10), np.float32)
    p /= p.sum(axis=1, keepdims=True)
    labels = r.integers(0, 10, 400_000)
    tracemalloc.start()
    flags = ConfidentLearning().flag(labels=labels, predictions=p)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(flags) == 400_000
    assert kept < 400_000 * 6 + 100_000
    assert peak < 0.2 * p.nbytes + 1_000_000


@pytest.mark.shared
def test_judged_errors_of_20_newsgroups(shared):
    pandas = pytest.importorskip("pandas")
    folder = shared / "data" / "text_noise" / "news20_errors"
    table = pandas.read_parquet(folder / "data.parquet")
    p = np.load(folder / "pyx.npz")["pyx"].astype(np.float32)
    p /= p.sum(axis=1, keepdims=True)
    flags = ConfidentLearning().flag(labels=table.label.to_numpy(), predictions=p)
    judged = (table.votes_given >= 0).to_numpy()
    wrong = judged & (table.votes_given < 3).to_numpy()
    assert wrong.sum() == 82
    assert flags.flagged[judged].mean() > 0.6
    assert flags.flagged[wrong].mean() > 0.6
    assert flags.flagged.sum() < 150
