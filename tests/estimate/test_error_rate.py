"""The error rate: bounds that hold, and checks that settle it."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from assay.estimate import ErrorRate
from assay.estimate.error_rate import from_checks
from assay.kernels.strata import strata


def gaussians(r, n, k, separation):
    """K equal Gaussian classes, any two `separation` apart, with the exact posterior."""
    truth = r.integers(0, k, n)
    x = r.standard_normal((n, k)) + np.eye(k)[truth] * separation / 2**0.5
    z = x * separation / 2**0.5
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return truth, p / p.sum(axis=1, keepdims=True)


def noisy(r, truth, p, share, *, learnt, uneven):
    k = p.shape[1]
    rate = r.uniform(0, 2 * share, k) if uneven else np.full(k, share)
    t = np.eye(k) * (1 - rate[:, None])
    t += rate[:, None] * (1 - np.eye(k)) * r.dirichlet(np.ones(k), k)
    t /= t.sum(axis=1, keepdims=True)
    labels = (r.random(len(truth))[:, None] > t[truth].cumsum(axis=1)).sum(axis=1).clip(0, k - 1)
    return labels, p @ t if learnt else p


@pytest.mark.parametrize("separation", [1, 2, 3])
@pytest.mark.parametrize("k", [2, 4])
def test_overlap_alone_is_hardly_ever_called_error(separation, k):
    called = 0
    for seed in range(25):
        r = np.random.default_rng(seed)
        truth, p = gaussians(r, int(r.integers(60, 3000)), k, separation)
        found = ErrorRate().estimate(labels=truth, predictions=p)
        assert found.low <= found.value <= found.high
        called += found.low > 0.001
    assert called <= 1  # of 25: the level is 95 %


@pytest.mark.parametrize("learnt", [False, True])
@pytest.mark.parametrize("uneven", [False, True])
def test_the_range_holds_the_truth_in_class_conditional_noise(learnt, uneven):
    held, told, informed = 0, 0, 0
    for seed in range(60):
        r = np.random.default_rng(seed)
        k, separation = int(r.integers(2, 6)), r.uniform(2, 4.5)
        truth, p = gaussians(r, int(r.integers(300, 2000)), k, separation)
        labels, p = noisy(r, truth, p, r.uniform(0, 0.25), learnt=learnt, uneven=uneven)
        found = ErrorRate().estimate(labels=labels, predictions=p)
        told += found.verdict == "bounded"
        held += found.low <= (labels != truth).mean() <= found.high
        informed += found.low > 0
    assert held >= 0.95 * 60
    assert told >= 55
    assert informed >= 15


def test_few_items_or_blind_predictions_cannot_tell():
    p = np.tile([[0.9, 0.1], [0.1, 0.9]], (200, 1))
    labels = np.tile([0, 1], 200)
    few = np.where(np.arange(400) < 29, labels, -1)
    blind = np.random.default_rng(0).permutation(labels)
    for given, word in ((few, "30 labelled"), (blind, "commonest label")):
        found = ErrorRate().estimate(labels=given, predictions=p)
        assert found.verdict == "cannot-be-told"
        assert (found.low, found.high) == (0, 1)
        assert word in found.settle
    skewed = np.where(np.arange(400) % 20 == 0, 1, 0)
    found = ErrorRate().estimate(labels=skewed, predictions=np.tile([[0.95, 0.05]], (400, 1)))
    assert found.verdict == "cannot-be-told"


def test_checks_by_hand():
    wrong, unlike = np.full(1000, 0.1), np.zeros(1000, bool)
    unlike[:3] = True
    found = from_checks(wrong, unlike, np.arange(1000) < 40)
    assert found.verdict == "identified"
    assert float(found) == pytest.approx(3 / 40)
    assert float(found.low) == pytest.approx(0.01574, abs=1e-4)
    assert float(found.high) == pytest.approx(0.20387, abs=1e-4)


def test_checking_everything_settles_it():
    unlike = np.random.default_rng(0).random(500) < 0.1
    found = from_checks(np.full(500, 0.3), unlike, np.ones(500, bool))
    assert found.low == found.high == found.value == unlike.mean()


def test_random_checks_cover_and_predictions_sharpen_them():
    held, widths = 0, []
    for seed in range(120):
        r = np.random.default_rng(seed)
        truth, p = gaussians(r, 1500, 3, 3.5)
        labels, p = noisy(r, truth, p, 0.15, learnt=False, uneven=True)
        checked = r.permutation(1500) < 300
        gold = np.where(checked, truth, -1)
        found = ErrorRate().estimate(labels=labels, predictions=p, gold=gold)
        rate, error = (labels != truth).mean(), (labels != truth)[checked].mean()
        held += found.low <= rate <= found.high
        plain = 2 * 1.96 * np.sqrt(error * (1 - error) / 300)
        widths.append(float(found.high - found.low) / plain)
    assert held >= 0.92 * 120
    assert np.median(widths) < 0.85


@pytest.mark.parametrize(("share", "checks"), [(0.15, 30), (0.15, 200), (0.03, 60)])
def test_checks_drawn_half_from_the_flagged_cover(share, checks):
    held, plain, runs = 0, 0, 60
    for seed in range(runs):
        r = np.random.default_rng(seed)
        truth, p = gaussians(r, 1200, 3, 3.5)
        labels, p = noisy(r, truth, p, share, learnt=False, uneven=True)
        own = p[np.arange(len(p)), labels]
        flagged = r.permutation(np.flatnonzero(own < 0.3))[: checks // 2]
        others = r.permutation(np.setdiff1d(np.arange(len(p)), flagged))
        gold = np.full(len(p), -1)
        drawn = np.append(flagged, others[: checks - len(flagged)])
        gold[drawn] = truth[drawn]
        found = ErrorRate().estimate(labels=labels, predictions=p, gold=gold, p_wrong=1 - own)
        rate = (labels != truth).mean()
        held += found.low <= rate <= found.high
        plain += (labels != truth)[drawn].mean() > 1.5 * rate
        assert len(found.assumes) < 3 or found.verdict == "bounded"
    assert held >= 0.95 * runs
    assert plain >= 0.95 * runs  # what the checks say, taken as drawn at random, is far off


def test_strata_by_hand():
    wrong, checked = np.repeat([0.1, 0.9], [900, 100]), np.zeros(1000, bool)
    checked[[*range(45), *range(900, 945)]] = True
    unlike = np.zeros(1000, bool)
    unlike[[0, 1, 2, *range(900, 927)]] = True  # 3 of 45 below, 27 of 45 above
    found = from_checks(wrong, unlike, checked)
    assert found.verdict == "identified"
    assert float(found) == pytest.approx(0.9 * 3 / 45 + 0.1 * 27 / 45)
    assert "cut at 0.9" in found.assumes[0]
    # Exact below (3 of 45), Student's above, where 15 right and 15 wrong were seen; squares add.
    low, high = 0.01396, 0.18270
    half = 2.015368 * np.sqrt(0.55 * np.var([1] * 27 + [0] * 18, ddof=1) / 45)
    down = np.hypot(0.9 * (3 / 45 - low), 0.1 * half)
    up = np.hypot(0.9 * (high - 3 / 45), 0.1 * half)
    assert float(found.low) == pytest.approx(0.12 - down, abs=1e-4)
    assert float(found.high) == pytest.approx(0.12 + up, abs=1e-4)


def test_checking_suspects_alone_leaves_a_range():
    wrong, doubted = np.repeat([0.01, 0.9], [900, 100]), np.arange(1000) >= 880
    found = from_checks(wrong, np.arange(1000) >= 910, np.arange(1000) >= 900, doubted)
    assert found.verdict == "bounded"
    assert float(found.low) == pytest.approx(0.09)
    assert 0.09 + 0.9 * 20 / 900 < float(found.high) < 0.14
    assert "90%" in found.assumes[-1]


def test_strata_part_no_ties_and_even_checks_are_one():
    random = np.random.default_rng(0)
    score = random.integers(0, 5, 2000) / 4
    assert strata(score, random.random(2000) < 0.1).max() == 0
    found = strata(score, random.random(2000) < np.where(score > 0.6, 0.5, 0.05))
    assert found.max() == 1
    np.testing.assert_array_equal(found, score > 0.6)


def test_gold_checks_are_enough():
    labels, p = np.zeros(50_000, int), np.tile([[0.98, 0.02]], (50_000, 1))
    labels[::10], p[::5] = 1, [0.02, 0.98]
    checks = int(ErrorRate().estimate(labels=labels, predictions=p).about["gold_checks"])
    assert 100 < checks < 9700


def test_planted_rate_in_digits_is_inside():
    x, y = load_digits(return_X_y=True)
    r = np.random.default_rng(0)
    for share in (0.0, 0.1, 0.3):
        labels = np.where(r.random(len(y)) < share, (y + r.integers(1, 10, len(y))) % 10, y)
        p = cross_val_predict(
            LogisticRegression(max_iter=300, C=0.1), x / 16, labels, cv=5, method="predict_proba"
        )
        found = ErrorRate().estimate(labels=labels, predictions=p)
        assert found.low <= (labels != y).mean() <= found.high
        assert float(found) == pytest.approx((labels != y).mean(), abs=0.03)


@pytest.mark.shared
def test_mnist_has_hardly_any_errors(shared):
    data = np.load(shared / "data" / "image_noise" / "mnist_test" / "data.npz")
    p = data["pyx"].astype(np.float32)
    p /= p.sum(axis=1, keepdims=True)
    found = ErrorRate().estimate(labels=data["y"].astype(int), predictions=p)
    assert found.low <= 15 / 10_000 <= found.high
    assert found.high < 0.012
