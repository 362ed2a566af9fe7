"""EM that learns the noise matrix beside the network."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.kernels.learn.transitions import symmetric
from assay.learn import Classifier, ForwardCorrection, NoiseAdaptation, PlainTraining
from assay.learn.noisy.noise_adaptation import Adapting
from assay.learn.step import Epoch


def recipe(noise, settled=None):
    spoken = np.eye(2)[[0, 0, 1, 1]]
    settled = np.zeros(4, bool) if settled is None else settled
    return Adapting(spoken, settled, np.asarray(noise), 0.0, 1.0)


def epoch_of(proba, epoch=0, epochs=10):
    return Epoch(epoch, epochs, "softmax", np.random.default_rng(0), lambda _: np.log(proba))


def test_the_matrix_is_counted_from_the_posterior_by_hand():
    made = recipe([[0.75, 0.25], [0.25, 0.75]])
    proba = np.array([[0.5, 0.5]] * 4)
    made.after(epoch_of(proba))
    # Posteriors are (3/4, 1/4) twice and (1/4, 3/4) twice: counts 1.5 + 1 and .5 + 1 a row.
    np.testing.assert_allclose(made.noise, [[0.625, 0.375], [0.375, 0.625]], atol=1e-6)
    np.testing.assert_allclose(made.believed()[0], [0.75, 0.25], atol=1e-6)


def test_settled_items_are_taken_at_their_word_and_not_counted():
    made = recipe([[0.75, 0.25], [0.25, 0.75]], np.array([True, False, False, False]))
    np.testing.assert_allclose(made.first, [[1, 0], [0.75, 0.25], [0.25, 0.75], [0.25, 0.75]],
                               atol=1e-6)  # fmt: skip
    made.after(epoch_of(np.full((4, 2), 0.5)))
    # Of the other three: said 0 once with (3/4, 1/4), said 1 twice with (1/4, 3/4).
    np.testing.assert_allclose(made.noise[0], np.array([1.75, 1.5]) / 3.25, atol=1e-6)


def test_steps_of_em_never_lower_the_likelihood():
    random = np.random.default_rng(1)
    proba = random.dirichlet(np.ones(3) * 0.5, 60)
    spoken = np.eye(3)[random.integers(0, 3, 60)]
    made = Adapting(spoken, np.zeros(60, bool), symmetric(0.4, 3), 0.0, 1e-9)
    every, scores = np.arange(60), []
    for turn in range(8):
        scores.append(-made.judge(every, np.log(proba)))
        made.after(epoch_of(proba, turn))
    assert np.diff(scores).min() > -1e-6
    assert scores[-1] > scores[0] + 1e-3


def test_while_the_matrix_is_not_counted_it_is_forward_correction(digits):
    split = digits.split()
    labels = digits.pair(split.truth, 0.35)
    evidence = Evidence.labels(labels, digits.names)
    noise, carrier = symmetric(0.4, 10), Classifier(rounds=2)
    first = NoiseAdaptation(warm=1.0).learn(split.train, evidence, noise, carrier)
    second = ForwardCorrection().learn(split.train, evidence, noise, carrier=carrier)
    apart = first.probabilities(split.test) - second.probabilities(split.test)
    # The one begins in single precision, and descent stops a little elsewhere.
    assert np.abs(apart).mean() < 1e-3


def test_pair_noise_is_found_out(digits):
    """The reference: plain 74.4, this 94.3 at 120 epochs."""
    pytest.importorskip("torch")
    split = digits.split()
    evidence = Evidence.labels(digits.pair(split.truth, 0.35), digits.names)
    head = digits.head(25)
    model = NoiseAdaptation().learn(split.train, evidence, carrier=head)
    plain = PlainTraining().learn(split.train, evidence, carrier=head)
    noise = 0.65 * np.eye(10) + 0.35 * np.roll(np.eye(10), 1, axis=1)
    assert digits.accuracy(model) > digits.accuracy(plain) + 0.03
    assert np.abs(model.about["noise"] - noise).mean() < 0.03
