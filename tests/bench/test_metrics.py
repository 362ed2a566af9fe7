import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from assay.bench import metrics
from assay.posterior import Posterior
from assay.results import Estimate, Flags

drawn = st.lists(
    st.tuples(st.integers(-1, 1), st.integers(0, 4), st.booleans()), min_size=1, max_size=40
)


def flags(score, flagged):
    return Flags(np.array(score, float), np.zeros(len(score), int), np.array(flagged, bool))


@given(drawn)
def test_scores_agree_with_scikit_learn_on_what_is_judged(rows):
    errors, score, flagged = (np.array(column) for column in zip(*rows, strict=True))
    answer, truth = flags(score, flagged), {"errors": errors}
    known = errors >= 0
    if (errors == 1).any():
        wanted = average_precision_score(errors[known], score[known])
        assert metrics.average_precision(answer, truth) == pytest.approx(wanted)
    else:
        assert np.isnan(metrics.average_precision(answer, truth))
    if {0, 1} <= set(errors.tolist()):
        wanted = roc_auc_score(errors[known], score[known])
        assert metrics.auroc(answer, truth) == pytest.approx(wanted)
    else:
        assert np.isnan(metrics.auroc(answer, truth))
    if known.any():
        wanted = f1_score(errors[known], flagged[known], zero_division=0.0)
        assert metrics.f1(answer, truth) == pytest.approx(wanted)


def test_precision_and_recall_by_hand():
    answer = flags([0, 0, 0, 0, 0], [1, 1, 1, 0, 0])
    truth = {"errors": np.array([1, 0, -1, 1, 0])}
    assert metrics.precision(answer, truth) == 1 / 2
    assert metrics.recall(answer, truth) == 1 / 2


def test_false_flags_over_all_and_in_the_class_that_has_most():
    # 60 right of each class and 10 of a third that is too small to count; 5 wrong labels flagged.
    labels = np.r_[np.repeat([0, 1], 60), np.full(10, 2), np.zeros(5, int)]
    errors = np.r_[np.zeros(130, int), np.ones(5, int)]
    flagged = np.zeros(135, bool)
    flagged[:6] = flagged[60:90] = flagged[120:130] = flagged[130:] = True
    answer = flags(np.zeros(135), flagged)
    assert metrics.false_flag_rate(answer, {"errors": errors}) == pytest.approx(46 / 130)
    truth = {"errors": errors, "labels": labels}
    assert metrics.worst_class_false_flags(answer, truth) == 0.5
    assert np.isnan(metrics.worst_class_false_flags(answer, {"errors": errors}))
    few = {"errors": errors[-15:], "labels": labels[-15:]}
    assert np.isnan(metrics.worst_class_false_flags(flags(np.zeros(15), flagged[-15:]), few))
    assert np.isnan(metrics.false_flag_rate(flags([0], [1]), {"errors": np.array([1])}))


def test_the_worst_slice_is_told_and_small_ones_are_not():
    # Slice 0: 40 right, 8 flagged, 10 wrong, 9 found. Slice 1: 30 right, 15 flagged, 10 wrong, 4
    # found. Slice 2: 29 right and 9 wrong are too few.
    slices = np.repeat([0, 0, 1, 1, 2, 2], [40, 10, 30, 10, 29, 9])
    errors = np.repeat([0, 1, 0, 1, 0, 1], [40, 10, 30, 10, 29, 9])
    parts = [(40, 8), (10, 9), (30, 15), (10, 4), (29, 29), (9, 0)]
    flagged = np.concatenate([np.arange(size) < some for size, some in parts])
    answer, truth = flags(np.zeros(128), flagged), {"errors": errors, "slices": slices}
    assert metrics.worst_slice_false_flags(answer, truth) == 0.5
    assert metrics.worst_slice_recall(answer, truth) == 0.4
    assert np.isnan(metrics.worst_slice_recall(answer, {"errors": errors}))


def test_agreement_with_the_peer():
    mine, theirs = flags([0] * 4, [1, 1, 0, 0]), flags([0] * 4, [1, 0, 0, 0])
    assert metrics.same_flags(mine, theirs) == 0.75
    assert np.isnan(metrics.same_flags(mine, None))
    proba = np.array([[0.9, 0.1], [0.2, 0.8]])
    said, other = Posterior(("a", "b"), proba), Posterior(("a", "b"), proba[::-1])
    assert metrics.same_labels(said, other) == 0
    assert np.isnan(metrics.same_labels(said, None))
    assert metrics.accuracy(said, {"labels": np.array([0, 0])}) == 0.5
    assert metrics.accuracy(said, {"labels": np.array([0, -1])}) == 1


def test_an_interval_covers_its_ends():
    estimate = Estimate(np.asarray(0.2), np.asarray(0.1), np.asarray(0.4))
    rates = (0.05, 0.1, 0.4, 0.5)
    assert [metrics.covered(estimate, {"rate": rate}) for rate in rates] == [0, 1, 1, 0]
    assert metrics.width(estimate) == pytest.approx(0.3)
    assert metrics.bias(estimate, {"rate": 0.25}) == pytest.approx(-0.05)


def test_distance_by_hand():
    two = Estimate(np.array([[0.9, 0.1], [0.3, 0.7]]), np.zeros((2, 2)), np.ones((2, 2)))
    assert metrics.noise_distance(two, {"noise": np.eye(2)}) == pytest.approx(0.2)
    one = Estimate(np.asarray(0.02), np.asarray(0.0), np.asarray(1.0))
    assert metrics.distance(one, {"rate": 0.05}) == pytest.approx(0.03)
