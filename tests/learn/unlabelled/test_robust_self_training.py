"""Unlabelled items from elsewhere."""

from types import SimpleNamespace

import numpy as np
import pytest

from assay.bench.data.learn.unlabelled import learn_clouds
from assay.evidence import Evidence
from assay.learn import Head, PlainTraining, RobustSelfTraining
from assay.learn.unlabelled.robust_self_training import Moved

torch = pytest.importorskip("torch")


def test_a_move_is_the_worst_and_the_best_in_a_ball_of_a_linear_model():
    torch.manual_seed(0)
    net = torch.nn.Linear(3, 2)
    rows = torch.randn(4, 3)
    target = np.eye(2)[[0, 1, 1, 0]]
    step = SimpleNamespace(
        rows=rows, network=SimpleNamespace(module=net), logits=net(rows), link="softmax",
        tensor=lambda a: torch.from_numpy(np.asarray(a, np.float32)),
    )  # fmt: skip
    recipe = Moved(target, 0.0, 0.0, 1.0, 0.0)
    some = np.arange(4)
    with torch.no_grad():
        drawn = torch.randn(20000, 4, 3)
        ball = rows + 0.7 * drawn / drawn.norm(dim=2, keepdim=True)
        each = -(net(ball).log_softmax(dim=2) * torch.from_numpy(target)).sum(dim=2)
    for reach, expected in ((0.7, each.max(dim=0)), (-0.7, each.min(dim=0))):
        found = float(recipe.moved(step, some, target, reach).detach())
        assert found == pytest.approx(float(expected.values.mean()), abs=2e-3)
    still = recipe.moved(step, some, target, 0.0)
    assert float(still.detach()) == float(recipe.pay(step, target, None, step.logits).detach())


def test_items_from_elsewhere_help():
    """Ten labels in fifty directions, and unlabelled items of clouds that lie elsewhere."""
    problem = learn_clouds(0, labelled=10, unlabelled=1000, columns=50, apart=1.5)
    given, answers = problem.given, problem.truth["labels"]
    right = []
    for learner, epochs in ((PlainTraining(), 100), (RobustSelfTraining(), 8)):
        head = Head(hidden=0, epochs=epochs, batch=64, rate=1e-2)
        model = learner.learn(given["features"], given["evidence"], carrier=head)
        right.append((model.predict(given["test_features"]) == answers).mean())
    assert right[1] > right[0] + 0.02


def test_without_a_reach_and_unlabelled_items_it_is_plain_training(line):
    features, _ = line
    evidence = Evidence.labels(np.array([0, 0, 0, 1, 1, 1]))
    head = Head(hidden=4, epochs=2, batch=4)
    one, other = (
        learner.learn(features, evidence, carrier=head).probabilities(features)
        for learner in (PlainTraining(), RobustSelfTraining(reach=0.0))
    )
    np.testing.assert_array_equal(one, other)
