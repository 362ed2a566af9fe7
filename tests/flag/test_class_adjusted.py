"""Suspicion by probabilities measured against what is usual for each class."""

import warnings

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from assay.bench.data.worlds import world
from assay.flag import ClassAdjusted, ConfidentLearning, SelfConfidence
from assay.flag.class_adjusted import usual_by_class


def test_by_hand():
    # Usual are .9 for the first class and .3 for the second, which is never sure.
    p = np.tile([[0.9, 0.1], [0.7, 0.3]], (50, 1))
    labels = np.tile([0, 1], 50)
    flags = ClassAdjusted(shrinkage=0.0).flag(labels=labels, predictions=p)
    first, second = 1 / (1 + 1 / 3), 1 / (1 + 0.7 / 0.9)
    np.testing.assert_allclose(flags.score[:2], [1 - first, 1 - second], rtol=1e-5)
    assert flags.suggested[:2].tolist() == [0, 1]
    assert not flags.flagged.any()
    # Self-confidence suspects all of the second class.
    assert SelfConfidence().flag(labels=labels, predictions=p).flagged.sum() == 50
    assert flags.explain(1, "dog", "cat") == (
        "the predictions give cat 30%, usual for it being 30%, "
        "and the given dog 30.0%, usual being 30%"
    )


def test_usual_is_drawn_to_the_mean_by_the_weight_of_few_items():
    labels = np.array([0, 0, 0, 1, -1])
    own = np.array([0.9, 0.9, 0.9, 0.1, 0.0])
    found = usual_by_class(labels, own, np.array([3, 1, 0]), 2.0)
    # The mean of all is .7: (3 * .9 + 2 * .7) / 5, (.1 + 2 * .7) / 3, and the mean itself.
    np.testing.assert_allclose(found, [0.82, 0.5, 0.7], rtol=1e-6)


@pytest.mark.parametrize(("items", "classes"), [(20_000, 1000), (2000, 400)])
def test_the_ranking_holds_where_subtraction_falls_apart(items, classes):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rank = pytest.importorskip("cleanlab.rank")
    made = world(0, items=items, classes=classes, signal=4.0, noise=0.05)
    labels, p, wrong = made.given["labels"], made.given["predictions"], made.truth["errors"] > 0
    flags = ClassAdjusted().flag(labels=labels, predictions=p)
    assert average_precision_score(wrong, flags.score) > 0.97
    if len(np.unique(labels)) == classes:
        theirs = rank.get_label_quality_scores(labels, p, adjust_pred_probs=True)
        assert average_precision_score(wrong, -theirs) < 0.8
    counts = ConfidentLearning().flag(labels=labels, predictions=p)
    ours, base = (
        2 * (f.flagged & wrong).sum() / (f.flagged.sum() + wrong.sum()) for f in (flags, counts)
    )
    assert ours > 0.88
    assert ours > base + 0.2


def test_a_rare_class_is_not_suspected_as_a_whole():
    # Predictions lean to the common class by more than they should.
    made = world(0, items=20_000, classes=4, noise=0.05, signal=2.5, imbalance=50.0)
    labels, p = made.given["labels"], made.given["predictions"].astype(float)
    p = p * [8, 4, 2, 1]
    p /= p.sum(axis=1, keepdims=True)
    rare, right = labels == 3, made.truth["errors"] == 0
    flagged = {m: m().flag(labels=labels, predictions=p).flagged for m in (ClassAdjusted,
               SelfConfidence, ConfidentLearning)}  # fmt: skip
    false = {m: f[rare & right].mean() for m, f in flagged.items()}
    assert false[ClassAdjusted] < min(false[SelfConfidence], false[ConfidentLearning])
