"""P(label is wrong) in worlds whose answer is known."""

import numpy as np
import pytest

from assay.kernels.label_posterior import (
    LabelFit,
    fit,
    log_odds_wrong,
    probability,
    rankable,
    sureness,
)
from assay.kernels.sharpness import golden_section


def world(seed=0, n=12_000, k=6, noise=0.15, signal=2.5, *, learnt=False, power=1.0):
    """Predictions that are P(truth | x), or P(given | x) when `learnt`; then raised to a power."""
    r = np.random.default_rng(seed)
    truth = r.integers(0, k, n)
    z = signal * (r.standard_normal((n, k)) + signal * np.eye(k)[truth])
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    t = np.eye(k) * (1 - noise) + noise * np.roll(np.eye(k), 1, axis=1)
    labels = (r.random(n)[:, None] > t[truth].cumsum(axis=1)).sum(axis=1).clip(0, k - 1)
    exact = p * t[:, labels].T
    wrong = 1 - exact[np.arange(n), labels] / exact.sum(axis=1)
    p = p @ t if learnt else p
    p = p**power
    return labels, p / p.sum(axis=1, keepdims=True), truth, wrong, t


@pytest.mark.parametrize(("learnt", "follows"), [(False, 1.0), (True, 0.0)])
@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_power_and_what_is_followed_are_found(learnt, follows, power):
    labels, p, _, _, t = world(learnt=learnt, power=power)
    fitted = fit(labels, p)
    assert fitted.power == pytest.approx(1 / power, rel=0.06)
    assert fitted.follows_truth == pytest.approx(follows, abs=0.2)
    np.testing.assert_allclose(fitted.noise, t, atol=0.06)


@pytest.mark.parametrize("learnt", [False, True])
def test_probabilities_are_close_to_the_exact_ones_and_calibrated(learnt):
    labels, p, truth, exact, _ = world(learnt=learnt)
    odds, better = log_odds_wrong(labels, p, fit(labels, p))
    wrong = probability(odds)
    is_wrong = labels != truth
    assert np.mean(np.abs(wrong - exact)) < 0.03
    assert wrong.mean() == pytest.approx(is_wrong.mean(), abs=0.02)
    assert is_wrong[wrong > 0.9].mean() > 0.85
    assert (better[wrong > 0.5] == truth[wrong > 0.5]).mean() > 0.9
    assert (better[wrong > 0.5] != labels[wrong > 0.5]).all()


def test_with_everything_known_it_is_bayes_rule():
    labels, p, _, exact, t = world(n=500)
    fitted = LabelFit(t, 1.0, 1.0, np.empty(0), np.empty(0, int))
    np.testing.assert_allclose(probability(log_odds_wrong(labels, p, fitted)[0]), exact, atol=1e-4)


def test_learnt_noise_is_taken_out_again():
    labels, p, _, exact, t = world(n=500, learnt=True)
    fitted = LabelFit(t, 1.0, 0.0, np.empty(0), np.empty(0, int))
    np.testing.assert_allclose(probability(log_odds_wrong(labels, p, fitted)[0]), exact, atol=1e-3)


def test_sureness_is_the_chance_to_be_given_the_best_class():
    _, p, _, _, t = world()
    for follows, share in ((1.0, p @ t), (0.0, p)):
        fitted = LabelFit(t, 1.0, follows, np.empty(0), p.argmax(axis=1))
        expected = share[np.arange(len(p)), p.argmax(axis=1)]
        np.testing.assert_allclose(sureness(p, fitted), expected, atol=1e-5)


def test_a_noise_matrix_that_cannot_be_solved_is_borne():
    half = np.full((2, 2), 0.5)
    fitted = LabelFit(half, 1.0, 0.0, np.empty(0), np.empty(0, int))
    odds, _ = log_odds_wrong(np.array([0, 1]), np.array([[0.9, 0.1], [0.9, 0.1]]), fitted)
    assert np.isfinite(odds).all()


def test_equal_odds_are_ordered_by_the_probability_of_the_label():
    odds, own = np.full(3, 30.0, np.float32), np.array([1e-3, 1e-6, 1e-9], np.float32)
    assert np.all(np.diff(rankable(odds, own)) > 0)


def test_golden_section_finds_either_end():
    assert golden_section(lambda x: x, 0, 1) < 1e-3
    assert golden_section(lambda x: -x, 0, 1) > 1 - 1e-3
