"""The second task of telling views: blocks by hand, a hook of one's own, identities."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import AuxiliaryViews, PlainTraining
from assay.learn.noisy.auxiliary_views import Viewing, hidden_blocks
from assay.learn.step import Network, Step

torch = pytest.importorskip("torch")


def test_every_column_is_in_one_block():
    for columns, views in ((64, 4), (5, 3), (2, 4)):
        blocks = hidden_blocks(columns, views)
        assert blocks.shape == (views, columns)
        assert (blocks.sum(axis=0) == 1).all()


def test_what_is_paid_is_the_sum_of_both_parts():
    random = np.random.default_rng(0)
    rows = torch.tensor(random.normal(size=(6, 4)), dtype=torch.float32)
    module = torch.nn.Sequential(torch.nn.Linear(4, 5), torch.nn.ReLU(), torch.nn.Linear(5, 3))
    recipe = Viewing(np.eye(3)[[0, 1, 2, 0, 1, 2]], 2, 0.5, 5.0, None)
    step = Step(np.arange(6), 9, 10, 0, "softmax", np.random.default_rng(3), rows,
                (Network(module),))  # fmt: skip
    found = float(recipe.penalty(step).detach())
    index = np.random.default_rng(3).integers(0, 2, 6)
    seen = rows.clone()
    for item, view in enumerate(index):
        seen[item, [2 * view, 2 * view + 1]] = 0
    hidden = module[:-1](seen)
    log = (hidden @ torch.tensor(recipe.last)).log_softmax(1)
    told = -float(np.mean([float(log[i, v].detach()) for i, v in enumerate(index)]))
    apart = (module[-1](hidden).softmax(1) - module(rows).softmax(1)).square().sum(1).mean()
    assert found == pytest.approx(0.5 * told + 5.0 * float(apart.detach()), rel=1e-4)


def test_without_weights_it_is_plain_training_but_for_what_is_drawn(digits):
    split = digits.split()
    evidence = Evidence.labels(split.truth, digits.names)
    head = digits.head(4)
    plain = PlainTraining().learn(split.train, evidence, head)
    found = AuxiliaryViews(task=0.0, consistency=0.0).learn(split.train, evidence, carrier=head)
    apart = np.abs(found.probabilities(split.test) - plain.probabilities(split.test))
    assert apart.mean() < 0.02


def test_a_view_of_your_own_is_shown_and_told(digits):
    split = digits.split()
    evidence = Evidence.labels(digits.symmetric(split.truth, 0.4), digits.names)
    asked = []

    def turned(rows, index):
        asked.append(index)
        images = rows.reshape(-1, 8, 8)
        made = [images[i].rot90(int(turn)) for i, turn in enumerate(index)]
        return torch.stack(made).reshape(rows.shape)

    learner = AuxiliaryViews(consistency=0.0)
    model = learner.learn(split.train, evidence, turned, digits.head(6))
    assert set(np.concatenate(asked)) == {0, 1, 2, 3}
    assert len(asked) == 6 * 10
    assert digits.accuracy(model) > 0.6
    # What is last drawn for the task stays, so that features must have turned to suit it.
    plain = PlainTraining().learn(split.train, evidence, digits.head(6))
    assert model.history[-1]["loss"] > plain.history[-1]["loss"]
