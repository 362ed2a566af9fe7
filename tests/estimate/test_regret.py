"""Which decisions hang on wrong labels."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from assay.errors import DataError
from assay.estimate import Regret
from assay.estimate.regret import regretted
from assay.kernels.estimate.plausible import Plausible, draws, held_to_noise, wrong_of
from assay.kernels.estimate.ridge import coefficients, held_out, prepare


def test_regret_by_hand():
    decision, given, truth = np.array([[0, 0, 1, 1], [0, 1, 0, 1], [1, 1, 1, 1]])
    assert regretted(decision, given, truth).tolist() == [True, False, True, False]


def test_share_of_wrong_by_hand():
    # Prior 40 : 60; a is never wrong, b one time in six: 10 of the 50 given a are b.
    noise = np.array([[1.0, 0.0], [1 / 6, 5 / 6]])
    np.testing.assert_allclose(wrong_of(np.array([[50, 50]]), noise), [[0.2, 0.0]], atol=1e-12)


def test_held_out_is_what_a_refit_without_the_item_decides():
    r = np.random.default_rng(0)
    x, y = r.normal(size=(30, 4)), r.integers(0, 3, 30)
    ridge = prepare(x, y, 3)
    weights, share = coefficients(ridge, y, 3)
    # The penalty that was chosen, read back from what it does.
    values = np.square(ridge.rows).sum(axis=0)
    penalty = float((1 / ridge.scale - values).mean())
    hot, slow = np.eye(3)[y], []
    for i in range(30):
        rest = np.arange(30) != i
        model = Ridge(alpha=penalty).fit(ridge.rows[rest], hot[rest])
        slow.append(model.predict(ridge.rows[i : i + 1])[0].argmax())
    np.testing.assert_array_equal(held_out(ridge, y, 3), slow)
    full = Ridge(alpha=penalty).fit(ridge.rows, hot)
    np.testing.assert_allclose(ridge.rows @ weights + share, full.predict(ridge.rows), atol=1e-9)


def test_draws_are_as_probable_as_they_should_be_and_typical():
    n = 4000
    labels, wrong = np.zeros(n, int), np.tile([0.1, 0.5], n // 2)
    other = np.tile([[1, 2]], (n, 1))
    given = Plausible(labels, wrong, other, np.tile([[0.75, 1.0]], (n, 1)))
    found = list(draws(given, np.arange(n), 50, 0.05, np.random.default_rng(0)))
    share = np.mean([np.bincount(one, minlength=3) / n for one in found], axis=0)
    np.testing.assert_allclose(share, [0.7, 0.225, 0.075], atol=0.01)
    odd = np.mean([(one[1::2] != 0).mean() for one in found])
    assert odd == pytest.approx(0.5, abs=0.01)
    for one in found:
        assert abs((one != 0).sum() - wrong.sum()) <= 0.05 * wrong.sum()


def test_shares_of_wrong_are_held_to_the_noise():
    r = np.random.default_rng(0)
    labels = np.repeat([0, 1], [500, 500])
    given = Plausible(labels, r.uniform(0, 1, 1000), np.zeros((1000, 1), int), np.ones((1000, 1)))
    noise = np.array([[0.9, 0.1], [0.3, 0.7]])
    held = held_to_noise(given, noise)
    mean = [held.wrong[labels == j].mean() for j in range(2)]
    np.testing.assert_allclose(mean, wrong_of(np.array([[500, 500]]), noise)[0], atol=1e-6)
    order = np.argsort(given.wrong[:500])
    assert (np.diff(held.wrong[:500][order]) >= 0).all()


FIGURES = [((0.2, 0.2), 0.7, 0.033), ((0.05, 0.3), 0.9, 0.022)]


def cancer(rates, seed):
    x, y = load_breast_cancer(return_X_y=True)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    noise = np.array([[1 - rates[0], rates[0]], [rates[1], 1 - rates[1]]])
    chance = np.random.default_rng(seed).random(len(y))
    labels = np.where(chance < (1 - np.diagonal(noise))[y], 1 - y, y)
    model = LogisticRegression(C=0.05, max_iter=500)
    p = cross_val_predict(model, x, labels, cv=5, method="predict_proba")
    return x, y, labels, p, noise


@pytest.mark.parametrize(("rates", "auc", "left"), FIGURES)
def test_abstaining_where_it_is_ambiguous_removes_mistakes(rates, auc, left):
    rows, held = [], 0
    for seed in range(12):
        x, y, labels, p, noise = cancer(rates, seed)
        found = Regret().estimate(labels, x, p, transition=noise, learnt=True)
        about = found.about
        wrong = about["decision"] != y
        kept = np.argsort(about["ambiguity"], kind="stable")[: int(0.9 * len(y))]
        flat = np.tile(np.linalg.solve(noise.T, np.bincount(labels) / len(y)), (len(y), 1))
        blind = Regret().estimate(labels, x, flat, transition=noise).about["ambiguity"]
        rows.append(
            (wrong.mean(), roc_auc_score(wrong, about["ambiguity"]), wrong[kept].mean(),
             roc_auc_score(wrong, blind))
        )  # fmt: skip
        truly = regretted(about["decision"], labels, y).mean()
        held += found.low <= truly <= found.high
    base, ambiguity, after, without = np.mean(rows, axis=0)
    assert ambiguity > auc
    assert ambiguity > without
    assert after < left < 0.9 * base
    assert held >= 9


def test_the_curve_falls_and_its_ends_are_right():
    x, _, labels, p, noise = cancer((0.2, 0.2), 0)
    about = Regret().estimate(labels, x, p, transition=noise, learnt=True).about
    assert about["left"][0] == pytest.approx(about["regret"].mean())
    assert about["abstained"][-1] == 0.5


def test_a_matrix_must_be_one():
    with pytest.raises(DataError, match="transition must have 2 rows"):
        Regret().estimate(
            np.tile([0, 1], 20), np.ones((40, 1)), np.full((40, 2), 0.5), transition=np.eye(3)
        )
