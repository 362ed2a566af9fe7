"""Weights between an old and a new network: by hand, identities, and digits."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn import Head, PlainTraining, WeightInterpolation
from assay.learn.decisions.older import flips
from assay.learn.decisions.weight_interpolation import between, fisher

torch = pytest.importorskip("torch")
NAMES = tuple("0123456789")


def test_between_by_hand():
    one = ((np.array([[1.0, 3.0]]), np.array([0.0, 0.0])),)
    other = ((np.array([[3.0, 3.0]]), np.array([1.0, 1.0])),)
    ((weights, begin),) = between(one, other, 0.25, None)
    np.testing.assert_allclose(weights, [[2.5, 3]])
    np.testing.assert_allclose(begin, [0.75, 0.75])
    much = ((np.array([[3.0, 0.0]]), np.ones(2)),), ((np.array([[1.0, 0.0]]), np.ones(2)),)
    ((weights, begin),) = between(one, other, 0.25, much)
    np.testing.assert_allclose(weights, [[2.0, 3.0]])


def test_fisher_information_is_the_mean_square_slope_of_torch():
    random = np.random.default_rng(0)
    layers = tuple(
        (random.normal(size=shape), random.normal(size=shape[1])) for shape in ((3, 4), (4, 2))
    )
    rows, target = random.normal(size=(5, 3)), np.eye(2)[[0, 1, 1, 0, 1]]
    total = [np.zeros(shape) for shape in ((3, 4), 4, (4, 2), 2)]
    for row, aim in zip(rows, target, strict=True):
        own = [torch.tensor(part, requires_grad=True) for layer in layers for part in layer]
        hidden = (torch.tensor(row) @ own[0] + own[1]).clamp_min(0)
        cost = -(torch.tensor(aim) * (hidden @ own[2] + own[3]).log_softmax(0)).sum()
        for part, slope in zip(total, torch.autograd.grad(cost, own), strict=True):
            part += slope.numpy() ** 2 / 5
    mean = np.concatenate([part.ravel() for part in total]).mean()
    found = [part for layer in fisher(layers, rows, target) for part in layer]
    for part, wanted in zip(found, total, strict=True):
        np.testing.assert_allclose(part, wanted / mean)


def test_digits_after_more_of_them_were_labelled(digits):
    """The reference: flips fall with the share, and so does accuracy, .973, .961, .934."""
    split, head = digits.split(), digits.head(30)
    some = np.random.default_rng(0).permutation(len(split.truth))[: len(split.truth) // 3]
    old = PlainTraining().learn(
        split.train[some], Evidence.labels(split.truth[some], NAMES), carrier=head
    )
    evidence, found = Evidence.labels(split.truth, NAMES), {}
    for share in (0.0, 0.5, 1.0):
        model = WeightInterpolation(share).learn(split.train, evidence, old, head)
        turned = flips(
            old.probabilities(split.test), model.probabilities(split.test), split.answers
        )
        found[share] = turned, digits.accuracy(model)
    assert found[1.0][0] == 0
    assert found[1.0][1] == digits.accuracy(old)
    assert found[0.5][0] <= found[0.0][0]
    assert found[0.0][1] > found[1.0][1] + 0.01
    assert found[0.5][1] > (found[0.0][1] + found[1.0][1]) / 2
    other = WeightInterpolation(0.5, "fisher").learn(split.train, evidence, old, head)
    assert digits.accuracy(other) > found[1.0][1]


def test_models_that_cannot_be_gone_on_from_are_told():
    rows = np.random.default_rng(0).normal(size=(20, 2))
    evidence = Evidence.labels(np.arange(20) % 2, ("a", "b"))
    old = PlainTraining().learn(rows, evidence, carrier=Head(epochs=1))
    others = Evidence.labels(np.arange(20) % 2, ("a", "c"))
    with pytest.raises(DataError, match="must have the same classes and features; got a, b and 2"):
        WeightInterpolation().learn(rows, others, old, Head(epochs=1))
    own = PlainTraining().learn(
        rows, evidence, carrier=Head(epochs=1, module=torch.nn.Linear(2, 2))
    )
    with pytest.raises(DataError, match="must be one network of ours; got OwnModule"):
        WeightInterpolation().learn(rows, evidence, own, Head(epochs=1))
