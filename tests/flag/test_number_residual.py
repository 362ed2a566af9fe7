"""Numbers that lie further from their predictions than is usual in their place."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from sklearn.linear_model import LinearRegression
from sklearn.metrics import average_precision_score, f1_score
from sklearn.model_selection import cross_val_predict

from assay.flag import NumberResidual
from assay.kernels.kinds.residuals import Scatters, chance_wrong, local_scatter, two_scatters


def test_chance_is_that_of_two_normals():
    z, scale = np.linspace(-8, 8, 33), np.linspace(0.5, 2, 33)
    right = 0.9 * norm.pdf(z * scale, scale=1.1 * scale)
    wrong = 0.1 * norm.pdf(z * scale, scale=7)
    found = chance_wrong(z, scale, Scatters(0.1, 1.1, 7.0))
    np.testing.assert_allclose(found, wrong / (wrong + right), rtol=1e-9)


def test_two_scatters_are_found():
    random = np.random.default_rng(0)
    bad = random.random(20_000) < 0.05
    z = random.normal(size=20_000) * np.where(bad, 8, 1)
    fitted = two_scatters(z, np.ones(20_000))
    assert (fitted.share, fitted.right, fitted.wrong) == pytest.approx((0.05, 1, 8), rel=0.08)
    assert fitted.told > 0.999


@pytest.mark.parametrize("items", [100, 1000, 10_000])
@pytest.mark.parametrize("tails", ["normal", "laplace", "t"])
def test_honest_scatter_is_not_flagged(items, tails):
    random = np.random.default_rng(items)
    flagged = 0
    for _ in range(10):
        right = random.normal(size=items)
        long = tails == "t"
        scatter = random.standard_t(4, items) if long else getattr(random, tails)(size=items)
        guess = right[:, None] + 0.1 * random.normal(size=(items, 4))
        flagged += NumberResidual().flag(right + scatter, guess).flagged.sum()
    assert flagged <= 0.001 * 10 * items


def test_scatter_is_that_of_the_place():
    random = np.random.default_rng(1)
    expected = random.uniform(0, 10, 20_000)
    residual = random.normal(size=20_000) * (1 + expected)
    found = local_scatter(residual, expected, np.ones(20_000, bool))
    inside = (expected > 1) & (expected < 9)
    assert np.abs(found / (1 + expected) - 1)[inside].max() < 0.15


def test_scatter_that_grows_is_not_taken_for_errors():
    random = np.random.default_rng(2)
    right = random.uniform(1, 10, 5000)
    bad = random.random(5000) < 0.03
    given = right + 0.1 * right * random.normal(size=5000) + bad * random.choice([-6, 6], 5000)
    flags = NumberResidual().flag(given, right[:, None])
    assert f1_score(bad, flags.flagged) > 0.95
    plain = average_precision_score(bad, np.abs(given - right))
    assert average_precision_score(bad, flags.score) >= plain


def test_gross_errors_of_a_linear_world():
    """491 of 10,000 wrong: cleanlab's default flags 2,000 of them, F1 .39."""
    random = np.random.default_rng(3)
    features = random.normal(size=(10_000, 20))
    given = features @ random.normal(size=20) + 0.5 * random.normal(size=10_000)
    bad = np.zeros(10_000, bool)
    bad[random.permutation(10_000)[:491]] = True
    given[bad] += random.choice([-1, 1], 491) * random.uniform(4, 12, 491)
    guess = cross_val_predict(LinearRegression(), features, given, cv=5)
    flags = NumberResidual().flag(given, guess)
    assert f1_score(bad, flags.flagged) > 0.9
    assert abs(flags.p_wrong.sum() / 491 - 1) < 0.3


@pytest.mark.shared
def test_errors_that_the_features_share_are_not_seen_and_none_is_made_up(shared):
    """AP of our score, of |residual| and of cleanlab's on the same predictions."""
    rank = pytest.importorskip("cleanlab.regression.rank")
    file = shared / "data" / "regression" / "airquality_co" / "data.csv.gz"
    table = pd.read_csv(file).iloc[::3]
    features = table[[c for c in table if table[c].dtype == float and "label" not in c]]
    bad, given = table["true_error"].to_numpy() > 0, table["given_label"].to_numpy()
    order = np.random.default_rng(0).permutation(len(given))
    guess = np.empty(len(given))
    guess[order] = cross_val_predict(
        LinearRegression(), features.to_numpy()[order], given[order], cv=5
    )
    ours = average_precision_score(bad, NumberResidual().flag(given, guess).score)
    plain = average_precision_score(bad, np.abs(given - guess))
    theirs = average_precision_score(bad, -rank.get_label_quality_scores(given, guess))
    assert max(ours, plain, theirs) < 0.25
    assert ours > 0.8 * plain
