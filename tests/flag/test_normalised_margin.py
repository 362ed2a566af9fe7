"""Suspicion by the lead of another class."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from assay.bench.data.worlds import world
from assay.flag import NormalisedMargin, SelfConfidence


def test_by_hand():
    p = np.tile([[0.9, 0.1, 0.0], [0.1, 0.8, 0.1]], (30, 1))
    labels = np.tile([0, 1], 30)
    labels[:5] = [1, 1, -1, 1, 1]
    flags = NormalisedMargin().flag(labels=labels, predictions=p)
    np.testing.assert_allclose(flags.score[:5], [0.9, 0.15, 0, 0.15, 0.9])
    assert np.flatnonzero(flags.flagged).tolist() == [0, 4]
    assert flags.suggested[:2].tolist() == [0, 1]
    assert flags.explain(0, "dog", "cat") == "the predictions give cat 90% and the given dog 10.0%"


def test_figure_on_digits_with_pairs_swapped(digits):
    _, y, labels, p, _ = digits("pair-flip")
    wrong = labels != y
    found = [
        average_precision_score(wrong, method.flag(labels=labels, predictions=p).score)
        for method in (NormalisedMargin(), SelfConfidence())
    ]
    assert found == pytest.approx([0.899, 0.805], abs=0.02)


@pytest.mark.parametrize(
    ("settings", "least"),
    [({}, 0.65), ({"noise": 0.3}, 0.83), ({"kind": "learnt-noise"}, 0.65)],
)
def test_as_many_are_flagged_as_are_wrong(settings, least):
    made = world(0, **settings)
    wrong = made.truth["errors"] > 0
    flagged = NormalisedMargin().flag(made.given["labels"], made.given["predictions"]).flagged
    assert flagged.sum() == pytest.approx(wrong.sum(), rel=0.15)
    assert 2 * (flagged & wrong).sum() / (flagged.sum() + wrong.sum()) > least


def test_clean_digits_are_left_alone(digits):
    _, y, _, p, _ = digits("none")
    flags = NormalisedMargin().flag(labels=y, predictions=p)
    assert flags.flagged.mean() <= 0.002
