"""The unbiased risk: by hand, against the risk of the truth, and on digits."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import Head, NonNegativeRisk, UnbiasedRisk
from assay.learn.positives.unbiased_risk import Free

torch = pytest.importorskip("torch")


class Seen:
    """A batch whose logits are given."""

    def __init__(self, ids, odds):
        self.ids = np.asarray(ids)
        self.logits = torch.tensor(np.stack([np.zeros(len(odds)), odds], 1))

    def tensor(self, array):
        return torch.from_numpy(np.asarray(array))


def test_the_risk_by_hand():
    recipe = Free(np.array([True, False, False]), 1, 0.4)
    odds = np.array([2.0, 0.5, -1.0])
    as_one, as_other = np.log1p(np.exp(-odds)), np.log1p(np.exp(odds))
    wanted = 0.4 * as_one[0] + as_other.mean() - 0.4 * as_other[0]
    assert float(recipe.objective(Seen([0, 1, 2], odds))) == pytest.approx(wanted)
    # Both terms of the picked item together are a straight line.
    assert 0.4 * (as_one[0] - as_other[0]) == pytest.approx(-0.4 * odds[0])


def test_it_is_the_risk_of_the_truth_on_average():
    random = np.random.default_rng(1)
    truth, odds = random.random(60) < 0.4, random.normal(size=60)
    right = np.where(truth, np.log1p(np.exp(-odds)), np.log1p(np.exp(odds))).mean()
    found = []
    for _ in range(100):
        picked = truth & (random.random(60) < 0.3)
        recipe = Free(picked, 1, float(truth.mean()))
        found.append(float(recipe.objective(Seen(np.arange(60), odds))))
    assert np.mean(found) == pytest.approx(right, abs=4 * np.std(found) / 10)


def test_as_long_as_nothing_falls_below_zero_it_is_the_held_risk():
    random = np.random.default_rng(0)
    features = random.normal(size=(400, 3))
    truth = features[:, 0] > 0
    evidence = Evidence.labels(np.where(truth & (random.random(400) < 0.5), 1, -1), ("no", "yes"))
    head = Head(hidden=0, epochs=3, batch=400)
    both = [one().learn(features, evidence, 0.5, head) for one in (UnbiasedRisk, NonNegativeRisk)]
    out = [one.body.outputs(features) for one in both]
    np.testing.assert_array_equal(out[0], out[1])


def test_digits(digits):
    """The reference at 150 epochs: 89.3."""
    split = digits.split()
    prior = float((split.truth % 2).mean())
    model = UnbiasedRisk().learn(split.train, digits.picked(split.truth), prior, digits.head(20))
    assert digits.accuracy(model) > 0.84
