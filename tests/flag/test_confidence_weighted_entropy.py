"""Suspicion by doubt over the probability of the label."""

import numpy as np
import pytest

from assay.bench.data.worlds import world
from assay.flag import ConfidenceWeightedEntropy


def test_by_hand():
    p = np.tile([[0.9, 0.1], [0.1, 0.9]], (30, 1))
    labels = np.tile([0, 1], 30)
    labels[:2] = [1, -1]
    flags = ConfidenceWeightedEntropy().flag(labels=labels, predictions=p)
    doubt = -(0.9 * np.log2(0.9) + 0.1 * np.log2(0.1))
    np.testing.assert_allclose(
        flags.score[:3], [doubt / (doubt + 0.1), 0, doubt / (doubt + 0.9)], rtol=1e-6
    )
    assert np.flatnonzero(flags.flagged).tolist() == [0]
    assert flags.explain(0, "dog", "cat") == "the predictions give cat 90% and the given dog 10.0%"


def test_many_classes_of_few_items():
    made = world(0, items=20_000, classes=1000, signal=4.0)
    wrong = made.truth["errors"] > 0
    labels, p = made.given["labels"], made.given["predictions"]
    flagged = ConfidenceWeightedEntropy().flag(labels=labels, predictions=p).flagged
    assert 2 * (flagged & wrong).sum() / (flagged.sum() + wrong.sum()) > 0.9


def test_clean_digits_are_left_alone(digits):
    _, y, _, p, _ = digits("none")
    assert ConfidenceWeightedEntropy().flag(labels=y, predictions=p).flagged.mean() <= 0.002


def test_predictions_of_one_and_nought():
    p = np.repeat(np.eye(2), 50, axis=0)
    labels = np.repeat([0, 1], 50)
    labels[0] = 1
    flags = ConfidenceWeightedEntropy().flag(labels=labels, predictions=p)
    assert flags.score[0] == 1
    assert flags.score[1:].max() == pytest.approx(0)
    assert flags.flagged[0]
