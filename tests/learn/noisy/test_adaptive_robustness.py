"""Temperatures item by item: by hand, its end without movement, and digits."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import AdaptiveRobustness, PlainTraining, RobustTraining
from assay.learn.noisy.adaptive_robustness import Tempering
from assay.losses import LabelDistributionallyRobust

torch = pytest.importorskip("torch")


class Seen:
    """A step that shows logits."""

    def __init__(self, logits):
        self.logits, self.ids = logits, np.arange(len(logits))

    def tensor(self, array):
        return torch.as_tensor(array)


def test_a_step_by_hand():
    """Of mean size 2 already halved: shares at temperature 4, and how far they are from even."""
    logits = torch.tensor([[3.0, -1.0], [0.0, 0.0]])
    recipe = Tempering(np.eye(2), 4.0, 2.0, 0.1)
    paid = float(recipe.objective(Seen(logits)))
    share = np.exp([1.5 / 4, -0.5 / 4])
    share /= share.sum()
    apart = (share * np.log(2 * share)).sum() / np.log(2)
    new = 4 * (1 - apart / 2)
    np.testing.assert_allclose(recipe.temperature, [new, 4.0], rtol=1e-5)
    first = new * np.log((1 + np.exp((-2 + 0.1) / new)) / 2)
    second = 4 * np.log((1 + np.exp(0.1 / 4)) / 2)
    np.testing.assert_allclose(paid, (first + second) / 2, rtol=1e-5)


def test_temperatures_that_stay_are_the_loss_at_one(digits):
    split = digits.split()
    evidence = Evidence.labels(split.truth, digits.names)
    head = digits.head(3)
    still = AdaptiveRobustness(start=5.0, reach=1e3).learn(split.train, evidence, carrier=head)
    loss = LabelDistributionallyRobust(temperature=5.0, scaled=True)
    one = RobustTraining().learn(split.train, evidence, loss=loss, carrier=head)
    found = still.probabilities(split.test), one.probabilities(split.test)
    np.testing.assert_allclose(*found, atol=0.02)
    np.testing.assert_allclose(still.about["temperature"], 5, rtol=2e-3)


def test_it_beats_plain_training_and_doubts_wrong_labels(digits):
    """The reference at 200 epochs: 92.7, plain 89.4."""
    split = digits.split()
    labels = digits.symmetric(split.truth, 0.4)
    evidence, head = Evidence.labels(labels, digits.names), digits.head(40)
    plain = digits.accuracy(PlainTraining().learn(split.train, evidence, carrier=head))
    model = AdaptiveRobustness().learn(split.train, evidence, carrier=head)
    assert digits.accuracy(model) > max(plain, 0.9)
    wrong, temperature = labels != split.truth, model.about["temperature"]
    assert temperature[wrong].mean() > temperature[~wrong].mean()
