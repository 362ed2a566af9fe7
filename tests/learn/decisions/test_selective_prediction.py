"""Answers for the items a model is surest of."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from assay.evidence import Evidence
from assay.learn import Classifier, SelectivePrediction
from assay.learn.decisions.selective_prediction import risk_area, sureness


def test_area_by_brute_force():
    random = np.random.default_rng(0)
    sure, right = random.random(40), random.random(40) < 0.7
    order = sorted(range(40), key=lambda i: -sure[i])
    shares = [np.mean([not right[i] for i in order[: m + 1]]) for m in range(40)]
    assert risk_area(sure, right) == pytest.approx(np.mean(shares))
    assert risk_area(np.where(right, 1.0, 0.0), right) < risk_area(sure, right)


def test_sureness_does_not_change_with_the_scale_of_logits():
    logits = np.random.default_rng(1).normal(size=(5, 6))

    def soft(z):
        made = np.exp(z)
        return made / made.sum(axis=1, keepdims=True)

    one, other = (sureness(soft(scale * logits), 4.0) for scale in (1.0, 3.0))
    np.testing.assert_allclose(one, other, atol=1e-9)
    assert not np.allclose(sureness(soft(logits), 0), sureness(soft(3 * logits), 0))


def test_a_share_is_answered_and_more_often_right(digits):
    split = digits.split()
    random = np.random.default_rng(0)
    rows, test = (r + random.normal(0, 0.4, r.shape) for r in (split.train, split.test))
    evidence = Evidence.labels(split.truth, digits.names)
    carrier = Classifier(LogisticRegression(max_iter=300))
    model = SelectivePrediction(coverage=0.7).learn(rows, evidence, carrier)
    found = model.predict(test)
    spoken = found >= 0
    assert spoken.mean() == pytest.approx(0.7, abs=0.1)
    guess = model.probabilities(test).argmax(axis=1)
    np.testing.assert_array_equal(found[spoken], guess[spoken])
    assert (found == split.answers)[spoken].mean() > (guess == split.answers).mean() + 0.05
    every = SelectivePrediction(coverage=1.0, confidence="probability").learn(
        rows, evidence, carrier
    )
    assert (every.predict(test) >= 0).mean() > 0.98
