"""Correction by a noise matrix, against formulas and the figures of the reference protocol."""

from types import SimpleNamespace

import numpy as np
import pytest

from assay.errors import UnknownName
from assay.evidence import Evidence
from assay.kernels.learn.transitions import symmetric
from assay.learn import BackwardCorrection, Classifier, ForwardCorrection, PlainTraining, noise
from assay.learn.held_out import out_of_fold
from assay.learn.noise import noise_of
from assay.learn.noisy.backward_correction import Backward

torch = pytest.importorskip("torch")


def test_with_no_noise_forward_is_plain_training(digits):
    split = digits.split()
    evidence = Evidence.labels(split.truth, digits.names)
    head = digits.head(3)
    first = ForwardCorrection().learn(split.train, evidence, np.eye(10), carrier=head)
    second = PlainTraining().learn(split.train, evidence, carrier=head)
    np.testing.assert_allclose(
        first.probabilities(split.test), second.probabilities(split.test), atol=1e-4
    )


def test_forward_targets_have_the_slope_of_the_corrected_loss():
    random = np.random.default_rng(0)
    noise = random.dirichlet(np.ones(3), 3)
    logits = torch.tensor(random.normal(size=(4, 3)), requires_grad=True)
    given = torch.tensor([0, 2, 1, 1])
    proba = logits.softmax(1) @ torch.tensor(noise)
    torch.nn.functional.nll_loss(proba.log(), given).backward()
    from assay.kernels.learn.likelihood import label_rows
    from assay.kernels.learn.posterior import posterior

    log = logits.detach().log_softmax(1).numpy()
    target = posterior(log, label_rows(given.numpy(), noise, 3))
    np.testing.assert_allclose(logits.grad.numpy(), (np.exp(log) - target) / 4, atol=1e-12)


def test_backward_targets_are_right_on_average():
    noise = symmetric(0.4, 3)
    undone = Backward(np.eye(3), np.linalg.pinv(noise), hold=False).undone
    np.testing.assert_allclose(noise @ undone, np.eye(3), atol=1e-6)


@pytest.mark.parametrize("hold", [False, True])
def test_backward_pays_its_formula(hold):
    random = np.random.default_rng(0)
    logits, back = random.normal(size=(5, 3)), np.linalg.inv(symmetric(0.6, 3))
    given = np.array([0, 0, 1, 1, 1])
    each = -back[given] * np.log(np.exp(logits) / np.exp(logits).sum(1, keepdims=True))
    parts = each.mean(0)
    assert parts.min() < 0
    step = SimpleNamespace(ids=np.arange(5), tensor=torch.as_tensor, logits=torch.tensor(logits))
    paid = Backward(np.eye(3)[given], back, hold=hold).objective(step)
    np.testing.assert_allclose(paid, (np.maximum(parts, 0) if hold else parts).sum(), rtol=1e-5)


def test_pair_noise_needs_a_matrix(digits):
    """The reference: plain 74.4, forward with the true matrix 96.5, estimated 94.6 (120 epochs)."""
    split = digits.split()
    labels = digits.pair(split.truth, 0.35)
    evidence = Evidence.labels(labels, digits.names)
    noise = 0.65 * np.eye(10) + 0.35 * np.roll(np.eye(10), 1, axis=1)
    carrier = Classifier()
    plain = PlainTraining().learn(split.train, evidence, carrier=carrier)
    known = ForwardCorrection().learn(split.train, evidence, noise, carrier=carrier)
    learnt = ForwardCorrection().learn(split.train, evidence, carrier=carrier)
    assert digits.accuracy(known) > 0.91
    assert digits.accuracy(learnt) > 0.88
    assert digits.accuracy(learnt) > digits.accuracy(plain) + 0.05
    assert np.abs(learnt.about["noise"] - noise).mean() < 0.04


def test_an_unknown_estimator_is_told(digits):
    split = digits.split()
    evidence = Evidence.labels(split.truth, digits.names)
    with pytest.raises(UnknownName, match="no method 'dual'"):
        ForwardCorrection(estimator="dual").learn(split.train, evidence)
    with pytest.raises(UnknownName, match="no method 'dual'"):
        BackwardCorrection(estimator="dual").learn(split.train, evidence)


def test_where_neighbours_tell_nothing_predictions_do(digits):
    """A matrix whose rows are all alike would leave nothing to learn."""
    split = digits.split()
    labels = digits.pair(split.truth, 0.35)
    evidence, k = Evidence.labels(labels, digits.names), 10
    guess = out_of_fold(split.train, np.eye(k)[labels])
    by_guess = noise_of("confident-joint", labels, evidence.classes, None, guess)
    for estimator in ("high-order-consensus", "confident-joint"):
        found = noise_of(estimator, labels, evidence.classes, None, guess)
        np.testing.assert_array_equal(found, by_guess)
    assert np.diag(by_guess).mean() > 0.4
    # Too few items for neighbours: the two classes are told apart all the same.
    few = np.r_[np.zeros((8, 1)), np.ones((8, 1))] + np.linspace(0, 0.2, 16)[:, None]
    twice = Evidence.labels(np.repeat([0, 1], 8), ("a", "b"))
    model = ForwardCorrection().learn(few, twice, carrier=Classifier())
    assert (model.predict(few) == np.repeat([0, 1], 8)).all()


def test_predictions_are_made_only_for_those_who_read_them(digits, monkeypatch):
    split = digits.split()
    evidence = Evidence.labels(digits.pair(split.truth, 0.35), digits.names)
    monkeypatch.setattr(noise, "second_opinion", None)
    noise_of("high-order-consensus", evidence.given, evidence.classes, split.train)
    with pytest.raises(TypeError):
        noise_of("confident-joint", evidence.given, evidence.classes, split.train)
