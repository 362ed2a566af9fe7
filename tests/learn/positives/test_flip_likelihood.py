"""The likelihood of picks: by hand, against Newton's method, and on digits."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.learn.posterior import posterior
from assay.learn import Classifier, FlipLikelihood


def evidence_of(picked, positive=1):
    return Evidence.labels(np.where(picked, positive, -1), ("no", "yes"))


@pytest.mark.parametrize("positive", [0, 1])
def test_the_posterior_of_what_was_not_picked_by_hand(positive):
    from assay.learn.recipe import AtPosterior

    made = {}
    original = AtPosterior.__init__

    def kept(self, rows, *args, **more):
        made["rows"] = rows
        original(self, rows, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AtPosterior, "__init__", kept)
        picked = np.arange(10) < 3
        FlipLikelihood(wrong=0.1).learn(
            np.arange(10.0)[:, None], evidence_of(picked, positive), 0.5, Classifier(rounds=1)
        )
    # Half are positive, three in ten are picked, one in ten negatives is: half of the positives.
    wanted = np.log([[0.1, 0.5], [0.9, 0.5]])[(~picked).astype(int)]
    np.testing.assert_allclose(made["rows"], wanted if positive else wanted[:, ::-1])
    sure = posterior(np.log([[0.2, 0.8]]), np.log([[0.9, 0.5]]))
    np.testing.assert_allclose(sure[0, 1], 0.5 * 0.8 / (0.5 * 0.8 + 0.9 * 0.2))


def test_its_maximum_is_where_newton_finds_it():
    from scipy.optimize import minimize

    random = np.random.default_rng(0)
    features = random.normal(size=(1500, 1))
    truth = random.random(1500) < 1 / (1 + np.exp(-2 * features[:, 0]))
    picked = np.where(truth, random.random(1500) < 0.5, random.random(1500) < 0.1)
    prior = float(truth.mean())
    shown = (picked.mean() - (1 - prior) * 0.1) / prior

    def cost(at):
        chance = 1 / (1 + np.exp(-(at[0] + at[1] * features[:, 0])))
        said = shown * chance + 0.1 * (1 - chance)
        return -np.where(picked, np.log(said), np.log(1 - said)).mean()

    from sklearn.linear_model import LogisticRegression

    best = minimize(cost, np.zeros(2), tol=1e-8).x
    carrier = Classifier(LogisticRegression(C=1e6), rounds=150, tolerance=1e-7)
    model = FlipLikelihood(wrong=0.1).learn(features, evidence_of(picked), prior, carrier)
    wanted = 1 / (1 + np.exp(-(best[0] + best[1] * features[:, 0])))
    np.testing.assert_allclose(model.probabilities(features)[:, 1], wanted, atol=5e-3)


def test_digits(digits):
    split = digits.split()
    prior = float((split.truth % 2).mean())
    model = FlipLikelihood().learn(split.train, digits.picked(split.truth), prior, Classifier())
    assert digits.accuracy(model) > 0.83
    assert model.about["hidden"] == pytest.approx(1 - 200 / (split.truth % 2).sum())


def test_shares_that_cannot_be_are_told():
    with pytest.raises(DataError, match="positives must be picked more often than negatives"):
        FlipLikelihood(wrong=0.6).learn(np.eye(4), evidence_of(np.arange(4) < 2), 0.5, Classifier())
