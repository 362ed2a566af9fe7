"""A teacher that hears how its student does."""

import numpy as np
import pytest

from assay.learn import MetaPseudoLabels, PlainTraining
from assay.learn.unlabelled.meta_pseudo_labels import agreement

torch = pytest.importorskip("torch")


def test_feedback_is_what_a_small_step_does_to_the_labelled_loss():
    """loss before - loss after, for a step down the other loss: the sign that the paper derives."""
    torch.manual_seed(0)
    net = torch.nn.Linear(4, 3)
    x, u = torch.randn(8, 4), torch.randn(8, 4)
    y, guess = torch.randint(0, 3, (8,)), torch.randint(0, 3, (8,))

    def paid(rows, target):
        return torch.nn.functional.cross_entropy(net(rows), target)

    weights = list(net.parameters())
    found = agreement(paid(u, guess), paid(x, y), weights)
    slopes = [torch.autograd.grad(paid(*pair), weights) for pair in ((u, guess), (x, y))]
    norms = [float(sum((g**2).sum() for g in slope)) ** 0.5 for slope in slopes]
    before, rate = paid(x, y).item(), 1e-3
    with torch.no_grad():
        for weight, slope in zip(weights, slopes[0], strict=True):
            weight -= rate * slope
    change = (before - paid(x, y).item()) / rate
    assert found == pytest.approx(change / norms[0] / norms[1], abs=2e-3)


def test_an_own_label_agrees_with_itself():
    net = torch.nn.Linear(2, 2)
    x, y = torch.eye(2), torch.arange(2)
    loss = torch.nn.functional.cross_entropy
    weights = list(net.parameters())
    assert agreement(loss(net(x), y), loss(net(x), y), weights) == pytest.approx(1)
    assert agreement(loss(net(x), y), loss(net(x), y) * 0, weights) == 0


def test_it_learns_and_the_student_alone_predicts(few, digits):
    split, evidence = few()
    model = MetaPseudoLabels().learn(split.train, evidence, digits.head(4))
    assert len(model.body.members) == 1
    assert digits.accuracy(model) > 0.5


def test_without_unlabelled_items_it_is_plain_training(digits):
    from assay.evidence import Evidence

    split = digits.split()
    evidence = Evidence.labels(split.truth[:200], digits.names)
    one, other = (
        learner.learn(split.train[:200], evidence, digits.head(2)).probabilities(split.test)
        for learner in (PlainTraining(), MetaPseudoLabels())
    )
    np.testing.assert_array_equal(one, other)
