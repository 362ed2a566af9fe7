"""Planting errors, and weighing scores by what they catch of them."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.kernels.planted import Caught, by_group, scaled
from assay.kernels.slices import Slices
from assay.kernels.stack import canonical, normal_scores, plant, rising, weigh

NOISE = np.array([[0.9, 0.1, 0.0], [0.0, 0.8, 0.2], [0.05, 0.05, 0.9]])


def planting(seed=0, n=30_000, rate=0.1):
    r = np.random.default_rng(7)
    labels = r.integers(0, 3, n)
    labels[:100] = -1
    right = np.where(np.arange(n) % 2 == 0, 1.0, 0.2)
    place = canonical(labels, r.random(n))
    return labels, right, plant(labels, NOISE, right, rate, place, seed)


def test_errors_are_planted_at_the_rate_where_labels_are_believed_right():
    labels, right, put = planting()
    assert put.planted[labels >= 0].mean() == pytest.approx(0.1, abs=0.006)
    assert not put.planted[:100].any()
    np.testing.assert_array_equal(put.planted, put.labels != labels)
    share = put.planted[right == 1].mean() / put.planted[right < 1].mean()
    assert share == pytest.approx(5, rel=0.15)


def test_half_of_them_follow_the_noise():
    labels, _, put = planting()
    off = NOISE * (1 - np.eye(3))
    expected = 0.5 * off / off.sum(axis=1, keepdims=True) + 0.25 * (1 - np.eye(3))
    for k in range(3):
        hit = put.planted & (labels == k)
        np.testing.assert_allclose(
            np.bincount(put.labels[hit], minlength=3) / hit.sum(), expected[k], atol=0.05
        )


def test_the_same_items_whatever_their_order():
    r = np.random.default_rng(0)
    labels, own = r.integers(0, 3, 500), r.random(500)
    order = r.permutation(500)
    first = plant(labels, NOISE, np.ones(500), 0.2, canonical(labels, own), 1)
    place = canonical(labels[order], own[order])
    again = plant(labels[order], NOISE, np.ones(500), 0.2, place, 1)
    np.testing.assert_array_equal(again.labels, first.labels[order])


def test_a_score_that_tells_weighs_most_and_none_weighs_less_than_nothing():
    r = np.random.default_rng(0)
    planted = r.random(5000) < 0.1
    signal = np.stack([planted * 2.0, planted * 0.0, 1.0 - planted], axis=1)
    columns = signal + r.normal(size=(5000, 3))
    found = weigh(columns, planted, np.ones(5000))
    assert found[0] > 1
    assert found[1] < 0.3
    assert found[2] == 0


def test_weights_are_those_of_logistic_regression():
    from sklearn.linear_model import LogisticRegression

    r = np.random.default_rng(1)
    planted = r.random(2000) < 0.3
    columns = np.stack([planted + r.normal(size=2000), planted * 0.5 + r.normal(size=2000)], 1)
    weight = r.random(2000)
    model = LogisticRegression(C=0.5, tol=1e-10).fit(columns, planted, sample_weight=weight)
    np.testing.assert_allclose(weigh(columns, planted, weight), model.coef_[0], atol=1e-3)


def test_normal_scores_by_hand():
    from scipy.stats import norm

    expected = norm.ppf([0.125, 0.5, 0.5, 0.875])
    np.testing.assert_allclose(normal_scores(np.array([1.0, 7, 7, 9])), expected, atol=1e-6)


def test_rising_keeps_the_sum_and_never_falls():
    score, proba = np.array([3.0, 1, 2, 4]), np.array([0.2, 0.1, 0.4, 0.9])
    np.testing.assert_allclose(rising(score, proba), [0.3, 0.1, 0.3, 0.9])


def test_odds_are_scaled_as_the_priors():
    assert scaled(np.array([0.5]), 0.2, 0.1)[0] == pytest.approx((1 / 9) / (1 / 4) / (1 + 4 / 9))


def test_groups_by_hand():
    labels = np.array([0, 0, 0, 1, 1, -1])
    p = np.array([0.9, 0.1, 0.6, 0.8, 0.0, 0.0])
    flagged = p > 0.5
    planted = np.array([False, True, False, False, True, False])
    caught = Caught(labels, planted, np.array([False, True, False, False, False, False]))
    all_, a, b = by_group(flagged, p, labels, ("a", "b"), None, [caught])
    assert all_.precision[0] == pytest.approx((0.9 + 0.6 + 0.8) / 3)
    assert (all_.planted, all_.recall[0]) == (2, 0.5)
    assert all_.false_flags[0] == pytest.approx((0.1 + 0.4 + 0.2) / (5 - 2.4))
    assert (a.group, a.items, a.recall[0]) == ("a", 3, 1.0)
    assert (b.group, b.items, b.recall[0]) == ("b", 2, 0.0)
    assert all_.recall[1] <= 0.5 <= all_.recall[2]


def test_slices_of_one_class_have_no_recall_of_planted_errors():
    labels = np.tile([0, 1], 10)
    planted = np.zeros(20, bool)
    planted[[0, 1, 2]] = True
    fresh = np.where(planted, 1 - labels, labels)
    member = np.zeros((20, 2))
    member[:10, 0] = 1  # of both classes
    member[labels == 0, 1] = 1  # of class a alone
    slices = Slices(("first", "class `a`"), csr_array(member))
    told = by_group(
        planted, np.zeros(20), labels, ("a", "b"), slices, [Caught(fresh, planted, planted)]
    )
    by_name = {one.group: one for one in told}
    assert (by_name["first"].planted, by_name["first"].recall[0]) == (3, 1.0)
    assert by_name["class `a`"].planted == 0
    assert np.isnan(by_name["class `a`"].recall[0])


def test_without_planting_recall_is_expected():
    labels, p = np.zeros(4, int), np.array([0.9, 0.6, 0.3, 0.0])
    found = by_group(p > 0.5, p, labels, ("a", "b"), None, [])
    assert found[0].recall[0] == pytest.approx(1.5 / 1.8)
