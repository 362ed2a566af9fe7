"""A place and a width an item: by hand, where noise is uneven, saved, and in other networks."""

import numpy as np
import pytest
from scipy import stats

from assay.evidence import Evidence
from assay.learn import Head, IntegerRegression, RobustTraining
from assay.learn.numbers.integer_regression import Placed
from assay.model import Model

torch = pytest.importorskip("torch")


class Seen:
    """A step that shows logits."""

    def __init__(self, logits):
        self.logits, self.ids = torch.tensor(logits), np.arange(len(logits))

    def tensor(self, array):
        return torch.as_tensor(array)


def test_a_step_by_hand():
    """Labels 2, 4, 9: their middle is 4, and they are 7 / 3 from it on average."""
    recipe = Placed(np.array([2.0, 4.0, 9.0]), "rounded-normal")
    assert (recipe.middle, recipe.unit) == (4.0, 7 / 3)
    logits = np.array([[0.0, 0.0], [0.3, -0.5], [1.0, 0.2]])
    place, width = 4 + 7 / 3 * logits[:, 0], 7 / 3 * np.exp(logits[:, 1])
    k = recipe.label
    chance = stats.norm.cdf((k + 0.5 - place) / width) - stats.norm.cdf((k - 0.5 - place) / width)
    np.testing.assert_allclose(float(recipe.objective(Seen(logits))), -np.log(chance).mean(), 1e-5)


def test_held_out_labels_are_judged_by_the_place():
    recipe = Placed(np.array([2.0, 4.0, 9.0]), "laplace")
    z = np.array([-1.0, 0.5, 3.0])
    log = -np.log1p(np.exp(-z))[:, None].repeat(2, axis=1)
    far = np.abs(4 + 7 / 3 * z - recipe.label).mean()
    np.testing.assert_allclose(recipe.judge(np.arange(3), log), far)


def uneven(n=600, seed=0):
    random = np.random.default_rng(seed)
    features = random.normal(size=(n, 4)).astype(np.float32)
    mean = 200 + 30 * features[:, 0]
    noisy = features[:, 1] > 0
    labels = np.round(mean + np.where(noisy, 60, 2) * random.standard_t(2, size=n))
    return features, mean, noisy, labels


def test_it_learns_more_from_items_that_are_sure(tmp_path):
    features, _, _, labels = uneven()
    head = Head(hidden=16, epochs=25, batch=32, rate=1e-2)
    evidence = Evidence.numbers(labels)
    model = IntegerRegression().learn(features, evidence, carrier=head)
    plain = RobustTraining(loss="squared-error").learn(features, evidence, carrier=head)
    fresh, right, _, _ = uneven(seed=3)
    mine, other = (np.abs(m.predict(fresh) - right).mean() for m in (model, plain))
    assert mine < other / 2
    assert mine < 8
    again = Model.load(model.save(tmp_path))
    np.testing.assert_allclose(again.predict(fresh), model.predict(fresh))


def test_a_network_of_ones_own_predicts_the_place_too():
    features, _, _, labels = uneven(60)
    module = torch.nn.Linear(4, 2)
    with torch.no_grad():
        module.weight.zero_()
        module.bias.copy_(torch.tensor([2.0, 0.0]))
    head = Head(module=module, epochs=1, rate=1e-9, scaling="none")
    model = IntegerRegression().learn(features, Evidence.numbers(labels), carrier=head)
    middle = np.median(labels)
    found = middle + 2 * np.abs(labels - middle).mean()
    np.testing.assert_allclose(model.predict(features), found, rtol=1e-4)
