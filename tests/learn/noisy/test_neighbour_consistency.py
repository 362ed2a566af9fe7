"""Neighbour consistency: shares by hand, the slope of what is paid, identities and a figure."""

import numpy as np
import pytest

from assay.dataset import Neighbours
from assay.errors import NeedsError
from assay.evidence import Evidence
from assay.learn import Classifier, Head, NeighbourConsistency, PlainTraining
from assay.learn.noisy.neighbour_consistency import (
    Agreeing,
    batch_neighbours,
    weighed_neighbours,
)
from assay.learn.step import Network, Step

torch = pytest.importorskip("torch")


def test_shares_are_cosines_of_labelled_neighbours():
    features = np.array([[1.0, 0], [2, 0], [-1, 1], [-2, -1]])
    index = np.array([[3, 2], [0, 3], [3, 0], [2, 1]])
    given = Neighbours(index, np.ones((4, 2)))
    known = np.array([True, True, True, False])
    found, share = weighed_neighbours(features, given, known)
    rows = features - features.mean(axis=0)
    cosine = rows @ rows.T / np.linalg.norm(rows, axis=1) / np.linalg.norm(rows, axis=1)[:, None]
    for item in range(4):
        expected = [max(cosine[item, other], 0) * known[other] for other in found[item]]
        expected = np.array(expected) / sum(expected) if sum(expected) else np.zeros(2)
        np.testing.assert_allclose(share[item], expected, atol=1e-6)
    assert share[1].tolist() == [1, 0]
    assert share[0].sum() == 0


def test_an_item_is_no_neighbour_of_itself_in_a_batch():
    hidden = torch.tensor([[1.0, 0], [1, 0.1], [0, 1], [0.1, 1]])
    index, share = batch_neighbours(hidden, 2)
    assert (index != np.arange(4)[:, None]).all()
    assert index[:, 0].tolist() == [1, 0, 3, 2]
    np.testing.assert_allclose(share.sum(axis=1), 1, atol=1e-6)
    assert batch_neighbours(hidden[:1], 3)[0].shape == (1, 0)


def test_what_is_paid_is_the_formula_of_the_paper():
    """(1 - a) CE + a T^2 KL(mean of neighbours at T, own at T), up to what doesn't teach."""
    random = np.random.default_rng(0)
    first, index = np.eye(3)[[0, 1, 2, 0]], np.array([[1], [0], [3], [2]])
    recipe = Agreeing(first, index, np.ones((4, 1)), 0.7, 2.0, 0.0)
    logits = torch.tensor(random.normal(size=(4, 3)), dtype=torch.float32)
    module = torch.nn.Sequential(torch.nn.Linear(3, 3, bias=False))
    with torch.no_grad():
        module[0].weight.copy_(torch.eye(3))
    network = (Network(module),)
    step = Step(np.arange(4), 5, 10, 0, "softmax", random, logits, network)
    recipe.objective(step).backward()
    found = module[0].weight.grad.clone()
    module.zero_grad()
    z = module(logits)
    near = (z / 2).softmax(1).detach()[index[:, 0]]
    kl = (near * (near.log() - (z / 2).log_softmax(1))).sum(1).mean()
    ce = -(torch.tensor(first, dtype=torch.float32) * z.log_softmax(1)).sum(1).mean()
    (0.3 * ce + 0.7 * 4 * kl).backward()
    np.testing.assert_allclose(found.numpy(), module[0].weight.grad.numpy(), atol=1e-5)


def test_without_strength_it_is_plain_training(digits):
    split = digits.split()
    evidence = Evidence.labels(digits.symmetric(split.truth, 0.4), digits.names)
    given = Neighbours(np.zeros((len(split.truth), 1), int), np.ones((len(split.truth), 1)))
    head = digits.head(2)
    plain = PlainTraining().learn(split.train, evidence, head).probabilities(split.test)
    for among in ("items", "batch"):
        learner = NeighbourConsistency(strength=0.0, among=among)
        found = learner.learn(split.train, evidence, given, head).probabilities(split.test)
        np.testing.assert_allclose(found, plain, atol=1e-5)


def test_sparse_features_need_neighbours():
    from scipy.sparse import csr_array

    features, evidence = csr_array(np.eye(4)), Evidence.labels(np.array([0, 1, 0, 1]))
    with pytest.raises(NeedsError, match="NeighbourConsistency: needs neighbours"):
        NeighbourConsistency().learn(features, evidence)
    given = Neighbours(np.array([[2], [3], [0], [1]]), np.ones((4, 1)))
    model = NeighbourConsistency().learn(features, evidence, given, Head(epochs=2))
    assert np.isfinite(model.probabilities(features)).all()


def test_neighbours_right_wrong_labels(digits):
    """The reference at 120 epochs: 93.9 (symmetric .4) and 87.2 (pair .35)."""
    split = digits.split()
    evidence = Evidence.labels(digits.pair(split.truth, 0.35), digits.names)
    carrier = Classifier(rounds=2)
    plain = digits.accuracy(PlainTraining().learn(split.train, evidence, carrier))
    near = digits.accuracy(NeighbourConsistency().learn(split.train, evidence, carrier=carrier))
    assert near > plain + 0.05
    found = NeighbourConsistency(start=0.0).learn(split.train, evidence, carrier=digits.head(30))
    assert digits.accuracy(found) > 0.8
