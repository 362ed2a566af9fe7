"""The bound on what sets positives apart: by hand, against densities, and on digits."""

from types import SimpleNamespace

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import Head, VariationalPositives
from assay.learn.positives.drawn import moved
from assay.learn.positives.variational_positives import Bound

torch = pytest.importorskip("torch")


def seen(odds):
    logits = torch.tensor(np.stack([np.zeros(len(odds)), odds], 1))
    return SimpleNamespace(ids=np.arange(len(odds)), logits=logits, tensor=torch.from_numpy)


def test_the_bound_by_hand():
    odds = np.array([1.0, 0.0, -3.0])
    phi = 1 / (1 + np.exp(-odds))
    recipe = Bound(np.array([True, False, False]), 1, 0.0, 0.3)
    wanted = np.log(phi.mean()) - np.log(phi[0])
    assert float(recipe.objective(seen(odds))) == pytest.approx(wanted)


def test_mixed_rows_are_held_to_the_mix_of_one_and_of_the_other():
    # Of a network of one number, the picked row 2.0 and the only other one -1.0.
    linear = torch.nn.Linear(1, 2, dtype=torch.float64)
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([[0.0], [1.0]]))
        linear.bias.zero_()
    recipe = Bound(np.array([True, False]), 1, 1.0, 1.0)
    rows = torch.tensor([[2.0], [-1.0]], dtype=torch.float64)
    step = SimpleNamespace(
        ids=np.arange(2), logits=linear(rows), tensor=torch.from_numpy, rows=rows,
        random=np.random.default_rng(5), network=SimpleNamespace(module=linear),
    )  # fmt: skip
    logs = torch.nn.functional.logsigmoid(step.logits[:, 1])
    picked = np.array([True, False])
    found = float(recipe.strayed(step, logs, picked, ~picked).detach())
    random = np.random.default_rng(5)
    random.choice(1, 1)
    share = float(random.beta(1.0, 1.0, 1)[0])
    phi = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731
    mix = np.log(phi(2 * share - (1 - share)))
    assert found == pytest.approx((mix - np.log(share + (1 - share) * phi(-1.0))) ** 2)


def test_it_finds_the_ratio_of_densities():
    # Three kinds of items; positives make up 0, 1/2 and all of them.
    random, kind = np.random.default_rng(0), np.repeat([0, 1, 2], 400)
    truth = random.random(1200) < kind / 2
    evidence = Evidence.labels(np.where(truth & (random.random(1200) < 0.5), 1, -1), ("no", "yes"))
    head = Head(hidden=0, epochs=60, rate=0.05, scaling="none")
    model = VariationalPositives(mixing=0).learn(np.eye(3)[kind], evidence, 0.5, head)
    odds = np.log(model.probabilities(np.eye(3)))
    # Matched to the share, log odds are what was learnt and a number: those of phi to each other.
    phi = odds[:, 1] - odds[:, 0]
    assert phi[2] > phi[1] > phi[0]
    assert model.probabilities(np.eye(3)[kind])[:, 1].mean() == pytest.approx(0.5, abs=1e-4)
    assert model.probabilities(np.eye(3)[[1]])[0, 1] == pytest.approx(0.5, abs=0.15)


def test_log_odds_of_any_network_can_be_moved():
    features = np.random.default_rng(0).normal(size=(30, 2))
    evidence = Evidence.labels(np.where(np.arange(30) < 9, 0, -1), ("yes", "no"))
    for module in (None, torch.nn.Linear(2, 2)):
        head = Head(hidden=0, epochs=1, scaling="none", module=module)
        model = VariationalPositives().learn(features, evidence, 0.5, head)
        before, after = (
            np.log(one.probabilities(features)) for one in (model, moved(model, 0, 1.5))
        )
        apart = (after[:, 0] - after[:, 1]) - (before[:, 0] - before[:, 1])
        np.testing.assert_allclose(apart, 1.5, atol=1e-5)


def test_digits(digits):
    """The reference, cut at one half: 49.4; nnPU 92.1."""
    split = digits.split()
    prior, head = float((split.truth % 2).mean()), digits.head(20)
    model = VariationalPositives().learn(split.train, digits.picked(split.truth), prior, head)
    assert digits.accuracy(model) > 0.88
