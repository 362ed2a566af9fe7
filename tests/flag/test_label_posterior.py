"""The default score of an audit."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import cross_val_predict
from sklearn.neighbors import KNeighborsClassifier

from assay.flag import ConfidentLearning, LabelPosterior, SelfConfidence


def f1(flagged, wrong):
    return 2 * (flagged & wrong).sum() / (flagged.sum() + wrong.sum())


def world(seed=0, n=20_000, k=10, noise=0.1, signal=2.5, *, learnt=False, power=1.0):
    """Return predictions, labels, whether they are wrong, and the exact P(wrong)."""
    r = np.random.default_rng(seed)
    t = np.eye(k) * (1 - noise) + noise * 0.5 / (k - 1) * (1 - np.eye(k))
    t += noise * 0.5 * np.roll(np.eye(k), 1, axis=1)
    truth = r.integers(0, k, n)
    z = signal * (r.standard_normal((n, k)) + signal * np.eye(k)[truth])
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    labels = (r.random(n)[:, None] > t[truth].cumsum(axis=1)).sum(axis=1).clip(0, k - 1)
    exact = p * t[:, labels].T
    exact = 1 - exact[np.arange(n), labels] / exact.sum(axis=1)
    p = ((p @ t) if learnt else p) ** power
    return p / p.sum(axis=1, keepdims=True), labels, labels != truth, exact


def test_by_hand():
    p = np.tile([[0.95, 0.05], [0.05, 0.95]], (50, 1))
    labels = np.tile([0, 1], 50)
    labels[[0, 3]] = [1, -1]
    flags = LabelPosterior().flag(labels=labels, predictions=p)
    assert np.flatnonzero(flags.flagged).tolist() == [0]
    assert flags.suggested[0] == 0
    assert flags.score[3] == flags.p_wrong[3] == 0
    assert flags.worst(1).tolist() == [0]


@pytest.mark.parametrize(
    "settings",
    [
        {}, {"power": 2.0}, {"power": 0.5}, {"noise": 0.02}, {"noise": 0.3}, {"learnt": True},
        {"learnt": True, "noise": 0.3}, {"learnt": True, "noise": 0.02},
        {"learnt": True, "power": 2.0}, {"signal": 1.5},
    ],
)  # fmt: skip
def test_close_to_the_exact_posterior_whatever_the_predictions_follow(settings):
    p, labels, wrong, exact = world(**settings)
    flags = LabelPosterior().flag(labels=labels, predictions=p)
    assert f1(flags.flagged, wrong) > f1(exact > 0.5, wrong) - 0.06
    counts = ConfidentLearning().flag(labels=labels, predictions=p)
    assert f1(flags.flagged, wrong) > f1(counts.flagged, wrong) + 0.04
    own = SelfConfidence().flag(labels=labels, predictions=p)
    ranked = average_precision_score(wrong, flags.score)
    assert ranked > average_precision_score(wrong, own.score) - 0.01


@pytest.mark.parametrize("learnt", [False, True])
def test_probabilities_are_calibrated(learnt):
    p, labels, wrong, _ = world(learnt=learnt)
    found = LabelPosterior().flag(labels=labels, predictions=p).p_wrong
    for low, high in ((0.0, 0.02), (0.2, 0.5), (0.5, 0.8), (0.8, 0.98), (0.98, 1.01)):
        inside = (found >= low) & (found < high)
        assert wrong[inside].mean() == pytest.approx(found[inside].mean(), abs=0.17)


@pytest.mark.parametrize(
    ("model", "least"),
    [
        (LogisticRegression(max_iter=300, C=0.1), 0.8),
        (RandomForestClassifier(60, random_state=0), 0.85),
        (KNeighborsClassifier(15), 0.9),
    ],
)
def test_planted_flips_in_digits_are_found(model, least):
    x, y = load_digits(return_X_y=True)
    r = np.random.default_rng(0)
    labels = np.where(r.random(len(y)) < 0.1, (y + r.integers(1, 10, len(y))) % 10, y)
    p = cross_val_predict(model, x / 16, labels, cv=5, method="predict_proba")
    flags = LabelPosterior().flag(labels=labels, predictions=p)
    assert f1(flags.flagged, labels != y) > least
    assert flags.p_wrong.mean() == pytest.approx(0.1, abs=0.03)
    hit = flags.flagged & (labels != y)
    assert (flags.suggested[hit] == y[hit]).mean() > 0.9


def test_clean_separable_data_are_left_alone():
    p, labels, _, _ = world(noise=0.0, signal=5.0)
    assert LabelPosterior().flag(labels=labels, predictions=p).flagged.mean() < 0.001


@pytest.mark.shared
def test_judged_errors_of_20_newsgroups_rank_above_self_confidence(shared):
    pandas = pytest.importorskip("pandas")
    folder = shared / "data" / "text_noise" / "news20_errors"
    table = pandas.read_parquet(folder / "data.parquet")
    p = np.load(folder / "pyx.npz")["pyx"].astype(np.float32)
    p /= p.sum(axis=1, keepdims=True)
    given = table.label.to_numpy()
    wrong = (table.votes_given >= 0).to_numpy() & (table.votes_given < 3).to_numpy()
    found = [
        average_precision_score(wrong, method.flag(labels=given, predictions=p).score)
        for method in (LabelPosterior(), SelfConfidence())
    ]
    assert found[0] > 0.5
    assert found[0] > found[1]
