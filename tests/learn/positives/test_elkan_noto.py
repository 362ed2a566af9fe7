"""Positives and the rest by Elkan and Noto: by hand, against a count, and on digits."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn import Classifier, ElkanNoto


def test_the_weight_of_an_item_that_was_not_picked_by_hand():
    # Picked items score 1/2 on average, so half of the positives are picked; one that scores 1/3
    # is then positive with chance (1/2) / (1/2) * (1/3) / (2/3) = 1/2.
    features = np.array([[1.0], [1.0], [0.5], [-1.0]])
    evidence = Evidence.labels(np.array([1, 1, -1, -1]), ("no", "yes"))
    score = np.array([0.6, 0.4, 1 / 3, 0.0])
    model = ElkanNoto().learn(
        features, evidence, predictions=np.stack([1 - score, score], 1), carrier=Classifier()
    )
    np.testing.assert_allclose(model.believed[:, 1], [1, 1, 0.5, 0], atol=1e-6)
    assert model.about["propensity"] == pytest.approx(0.5)


@pytest.mark.parametrize("positive", [0, 1])
def test_true_scores_give_as_many_positives_as_there_are(positive):
    # Four kinds of items of known chances: weights of those not picked add up to the truth.
    random, n, propensity = np.random.default_rng(0), 40_000, 0.3
    kind = random.integers(0, 4, n)
    chance = np.array([0.05, 0.3, 0.7, 1.0])[kind]
    truth = random.random(n) < chance
    picked = truth & (random.random(n) < propensity)
    names = ("yes", "no") if positive == 0 else ("no", "yes")
    evidence = Evidence.labels(np.where(picked, positive, -1), names)
    made = np.zeros((n, 2))
    made[:, positive] = propensity * chance
    made[:, 1 - positive] = 1 - propensity * chance
    prior = float(picked.mean()) / propensity
    model = ElkanNoto().learn(kind[:, None], evidence, prior, made, Classifier())
    assert model.about["propensity"] == pytest.approx(propensity)
    for k in range(4):
        found = model.believed[kind == k, positive].mean()
        assert found == pytest.approx(truth[kind == k].mean(), abs=0.02)


def test_digits(digits):
    split = digits.split()
    model = ElkanNoto().learn(split.train, digits.picked(split.truth), carrier=Classifier())
    assert digits.accuracy(model) > 0.84


def test_predictions_of_other_classes_are_told():
    evidence = Evidence.labels(np.array([1, -1]), ("no", "yes"))
    with pytest.raises(DataError, match="predictions must have two columns; got 3"):
        ElkanNoto().learn(np.eye(2), evidence, predictions=np.full((2, 3), 1 / 3))
