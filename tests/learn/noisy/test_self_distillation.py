"""Self-distillation: ridge in closed form, identities, and the paper's share above one."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn import Classifier, PlainTraining, SelfDistillation


def test_for_ridge_it_is_the_closed_form():
    random = np.random.default_rng(0)
    x, y = random.normal(size=(30, 4)), random.normal(size=30)
    carrier = Classifier(Ridge(alpha=3.0, fit_intercept=False))
    for share in (0.0, 0.6, 1.4):
        model = SelfDistillation(share=share).learn(x, Evidence.numbers(y), carrier)
        undo = np.linalg.inv(x.T @ x + 3 * np.eye(4)) @ x.T
        student = undo @ (share * (x @ (undo @ y)) + (1 - share) * y)
        np.testing.assert_allclose(model.body.outputs(x)[:, 0], x @ student, atol=1e-5)


def test_at_zero_it_is_plain_training(digits):
    split = digits.split()
    evidence = Evidence.labels(digits.symmetric(split.truth, 0.4), digits.names)
    head = digits.head(2)
    first = PlainTraining().learn(split.train, evidence, head)
    second = SelfDistillation(share=0.0).learn(split.train, evidence, head)
    np.testing.assert_allclose(
        first.probabilities(split.test), second.probabilities(split.test), atol=1e-6
    )


def test_shares_below_zero_are_cut_for_a_classifier():
    x, labels = np.linspace(-1, 1, 20)[:, None], np.repeat([0, 1], 10)
    labels[2] = 1
    model = SelfDistillation(share=2.0).learn(x, Evidence.labels(labels), Classifier())
    assert model.believed.min() >= 0
    np.testing.assert_allclose(model.believed.sum(axis=1), 1, atol=1e-6)
    assert model.believed[2].argmax() == 0


def test_features_are_needed():
    with pytest.raises(DataError, match="SelfDistillation: needs features"):
        SelfDistillation().learn(None, Evidence.labels(np.array([0, 1])))


def test_with_much_noise_a_share_above_one_is_best_for_ridge():
    """The reference: best share 1.1 and .84 of the first model's error at a spread of 2; with
    little noise no share above zero helps."""
    best, error = {}, {}
    for spread in (0.25, 2.0):
        found = {share: [] for share in (0.0, 0.5, 1.1, 2.0)}
        for seed in range(15):
            random = np.random.default_rng(seed)
            truth = random.normal(size=20) / np.sqrt(20)
            x = random.normal(size=(100, 20))
            evidence = Evidence.numbers(x @ truth + spread * random.normal(size=100))
            # The mean loss with a penalty of .3 is the sum with one of 30.
            carrier = Classifier(Ridge(alpha=30.0, fit_intercept=False))
            for share in found:
                model = SelfDistillation(share=share).learn(x, evidence, carrier)
                beta = model.body.outputs(np.eye(20))[:, 0]
                found[share].append(((beta - truth) ** 2).sum())
        error[spread] = {share: np.mean(paid) for share, paid in found.items()}
        best[spread] = min(error[spread], key=error[spread].get)
    assert best == {0.25: 0.0, 2.0: 1.1}
    assert error[2.0][1.1] / error[2.0][0.0] == pytest.approx(0.84, abs=0.05)
