"""Predictions without suspects, and what other sources say."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.kernels.label_posterior import fit
from assay.parts.claims import claims
from assay.parts.cleaned import without_suspects
from assay.registry import Parts


@pytest.fixture(scope="module")
def blobs():
    """Three clouds; a quarter of one class is called by the next one's name."""
    r = np.random.default_rng(0)
    truth = np.arange(600) % 3
    x = (np.eye(3, 5)[truth] * 4 + r.normal(size=(600, 5))).astype(np.float32)
    labels = np.where((truth == 0) & (r.random(600) < 0.35), 1, truth)
    return Parts({"labels": labels, "classes": ("a", "b", "c"), "features": x}, workers=2), truth


def test_models_without_suspects_follow_the_truth(blobs):
    parts, truth = blobs
    rows = np.arange(600)
    before, after = parts["predictions"], parts["cleaned"]
    np.testing.assert_allclose(after.sum(axis=1), 1, atol=1e-5)
    wrong = parts["labels"] != truth
    assert after[rows, truth][wrong].mean() > before[rows, truth][wrong].mean() + 0.01


def test_at_most_half_of_a_class_is_left_out():
    labels = np.repeat([0, 1], 50)
    p = np.tile([0.999, 0.001], (100, 1))
    kept = without_suspects(labels, p, fit(labels, p))
    assert (kept[:50] == 0).all()
    assert (kept[50:] == -1).sum() <= 25


def test_what_others_say_by_hand():
    evidence = Evidence.labels(np.array([0, 1, 1]), ("a", "b"))
    other = Evidence.labels(np.array([1, -1, 0]), ("a", "b"), name="other")
    table = claims(evidence.join(other))
    np.testing.assert_array_equal(table.toarray(), [[0, 1], [0, 0], [1, 0]])
    assert claims(evidence) is None


def test_labels_of_other_items_change_what_sees_them_only(blobs):
    parts, _ = blobs
    other = parts["again"](np.roll(parts["labels"], 1))
    assert other["features"] is parts["features"]
    assert other["neighbours"] is parts["neighbours"]
    assert not np.array_equal(other["predictions"], parts["predictions"])
    assert parts["again"](parts["labels"].copy()) is parts


def test_predictions_that_were_given_stay():
    p = np.tile([0.9, 0.1], (10, 1))
    parts = Parts({"labels": np.zeros(10, int), "predictions": p})
    assert parts["again"](np.ones(10, int))["predictions"] is p
