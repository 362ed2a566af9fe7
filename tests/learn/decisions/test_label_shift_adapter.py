"""Following shares: by hand, against the right answer, and on digits whose shares changed."""

import numpy as np
import pytest

from assay.bench.data.learn.decisions import learn_changed
from assay.evidence import Evidence
from assay.kernels.learn.priors import shifted_prior
from assay.kernels.learn.shift import adapter, followed
from assay.learn import Classifier, Head, LabelShiftAdapter, PlainTraining
from assay.learn.decisions.turned import turned


def test_a_batch_by_hand():
    proba = np.array([[0.8, 0.2], [0.4, 0.6], [0.5, 0.5]])
    found, path = followed(proba, np.array([0.5, 0.5]), 2, keep=0.5, floor=0.0)
    # The first batch is 0.6 on average, so shares move half way there from one half.
    np.testing.assert_allclose(path[0], [0.55, 0.45])
    np.testing.assert_allclose(found[0], [0.8 * 0.55 / (0.8 * 0.55 + 0.2 * 0.45), 9 / 53])
    np.testing.assert_allclose(path[1], [0.55, 0.45])
    np.testing.assert_allclose(found[2], [0.55, 0.45])


def test_a_class_that_is_gone_for_long_comes_back():
    there = np.r_[np.tile([0.99, 0.01], (500, 1)), np.tile([0.01, 0.99], (200, 1))]
    _, kept = followed(there, np.array([0.5, 0.5]), 10, floor=0.1)
    _, lost = followed(there, np.array([0.5, 0.5]), 10, floor=0.0)
    assert kept.min() >= 0.04
    assert kept[-1, 1] > 0.8
    assert lost[49, 1] < 0.009


def test_one_whole_stream_again_and_again_is_em():
    random = np.random.default_rng(0)
    proba, prior = random.dirichlet(np.ones(3), 50), np.array([0.2, 0.3, 0.5])
    _, path = followed(np.tile(proba, (300, 1)), prior, 50, keep=0.0, floor=0.0)
    np.testing.assert_allclose(path[-1], shifted_prior(proba, prior), atol=1e-4)


def test_the_adapter_of_right_and_of_loud_predictions():
    random, n = np.random.default_rng(0), 4000
    labels = random.integers(0, 3, n)
    x = random.normal(size=(n, 3)) + 1.5 * np.eye(3)[labels]
    # The right log odds of these clouds.
    logs = 1.5 * x - np.log(np.exp(1.5 * x).sum(axis=1, keepdims=True))
    prior, mixes = np.full(3, 1 / 3), random.dirichlet(np.ones(3), 15)
    scale, strength, shift = adapter(logs, labels, prior, mixes)
    np.testing.assert_allclose([scale, strength], 1, atol=0.1)
    np.testing.assert_allclose(shift, 0, atol=0.1)
    loud, other, _ = adapter(3 * logs, labels, prior, mixes)
    assert loud == pytest.approx(scale / 3, abs=0.02)
    assert other == pytest.approx(strength, abs=0.05)


def test_logs_of_any_model_are_scaled_and_moved():
    features = np.random.default_rng(0).normal(size=(60, 2))
    evidence = Evidence.labels((features[:, 0] > 0).astype(int), ("no", "yes"))
    for carrier in (Classifier(), Head(hidden=4, epochs=2)):
        model = PlainTraining().learn(features, evidence, carrier=carrier)
        logs = np.log(model.probabilities(features)) * 0.5 + [0.0, 1.0]
        wanted = np.exp(logs) / np.exp(logs).sum(axis=1, keepdims=True)
        found = turned(model, 0.5, np.array([0.0, 1.0])).probabilities(features)
        np.testing.assert_allclose(found, wanted, atol=1e-5)


def test_without_a_stream_it_is_plain_training():
    features = np.random.default_rng(0).normal(size=(60, 2))
    evidence = Evidence.labels((features[:, 0] > 0).astype(int), ("no", "yes"))
    models = [one().learn(features, evidence, carrier=Classifier())
              for one in (LabelShiftAdapter, PlainTraining)]  # fmt: skip
    np.testing.assert_array_equal(*[one.probabilities(features) for one in models])


def test_digits_whose_shares_changed():
    problem = learn_changed(1, "shares")
    given, right = problem.given, problem.truth["labels"]
    there, carrier = given["target_features"], Classifier()
    adapted = LabelShiftAdapter().learn(given["features"], given["evidence"], there, carrier)
    plain = PlainTraining().learn(given["features"], given["evidence"], carrier=carrier)
    accuracy = [float((one.predict(there) == right).mean()) for one in (plain, adapted)]
    assert accuracy[1] > accuracy[0] + 0.08
    shares = np.bincount(right, minlength=10) / len(right)
    off = np.abs(adapted.about["prior"] - shares).sum()
    assert off < 0.7 * np.abs(0.1 - shares).sum()
