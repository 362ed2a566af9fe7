"""CrossSplit: mixing by hand, halves, identities and figures."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import Classifier, CrossSplit, PlainTraining
from assay.learn.noisy.cross_split import Crossing, halves, softened

pytest.importorskip("torch")


def test_labels_are_mixed_by_how_far_they_are_from_predictions_within_their_class():
    random = np.random.default_rng(0)
    labels = random.integers(0, 3, 300)
    guess, first = random.dirichlet(np.ones(3), 300), np.eye(3)[labels]
    found = softened(first, guess, 0.8, 0.5)
    middle = (first + guess) / 2

    def divergence(p, q):
        return sum(a * np.log(a / b) for a, b in zip(p, q, strict=True) if a > 0)

    for item in (0, 17, 250):
        apart = [
            (divergence(first[i], middle[i]) + divergence(guess[i], middle[i])) / 2
            for i in np.flatnonzero(labels == labels[item])
        ]
        low, high = np.quantile(apart, [0.01, 0.99])
        own = (divergence(first[item], middle[item]) + divergence(guess[item], middle[item])) / 2
        share = (np.clip((own - low) / (high - low), 0, 1) - 0.5) * 0.8 + 0.5
        mixed = (share * guess[item] + (1 - share) * first[item]) ** 2
        np.testing.assert_allclose(found[item], mixed / mixed.sum(), atol=1e-9)


def test_trusted_by_nothing_all_are_mixed_alike():
    guess = np.array([[0.5, 0.5], [0.0, 1.0]])
    found = softened(np.eye(2)[[0, 0]], guess, 0.0, 1.0)
    np.testing.assert_allclose(found, [[0.75, 0.25], [0.5, 0.5]])


def test_halves_share_each_class_evenly():
    labels = np.repeat([0, 1, 2], [50, 10, 7])
    half = halves(np.eye(3)[labels])
    for label in range(3):
        assert abs(int(np.diff(np.bincount(half[labels == label]))[0])) <= 1
    assert halves(np.full((5, 2), np.nan)).shape == (5,)


def test_a_network_learns_from_its_own_half_alone():
    from assay.learn.step import Step

    first = np.eye(2)[np.arange(20) % 2]
    recipe = Crossing(first, 1.0, 0.5, 0.1)
    steps = [Step(np.arange(20), 0, 5, m, "softmax", np.random.default_rng(0)) for m in range(2)]
    weight = [recipe.weights(step) for step in steps]
    assert ((weight[0] > 0) ^ (weight[1] > 0)).all()
    np.testing.assert_allclose([one.mean() for one in weight], 1, atol=1e-6)


def test_predictions_that_are_the_labels_change_nothing(digits):
    split = digits.split()
    evidence = Evidence.labels(split.truth, digits.names)
    first = PlainTraining().learn(split.train, evidence, Classifier())
    second = CrossSplit().learn(split.train, evidence, np.eye(10)[split.truth], Classifier())
    np.testing.assert_allclose(
        first.probabilities(split.test), second.probabilities(split.test), atol=1e-6
    )


def test_the_other_half_is_learnt_from_as_it_is_predicted():
    """With even mixtures of an item and itself, by hand."""
    import torch

    from assay.learn.step import Network, Step

    random = np.random.default_rng(0)
    first, rows = np.eye(2)[np.arange(8) % 2], torch.tensor(random.normal(size=(8, 2))).float()
    module = torch.nn.Linear(2, 2)
    recipe = Crossing(first, 1.0, 0.5, 0.2, unlabelled=30.0)
    made = {"rows": rows, "networks": (Network(module),) * 2}
    plain = Crossing(first, 1.0, 0.5, 0.2)

    class Alone:
        """Draws such that nobody is mixed with another."""

        beta = staticmethod(lambda _a, _b, m: np.ones(m))
        permutation = staticmethod(np.arange)

    for epoch, grown in ((0, None), (6, 0.5), (10, 1.0)):
        step = Step(np.arange(8), epoch, 11, 1, "softmax", Alone(), **made)
        found = float(recipe.objective(step).detach())
        paid = float(plain.objective(step).detach())
        proba = module(rows).softmax(dim=1).detach().numpy()
        own = proba**2 / (proba**2).sum(axis=1, keepdims=True)
        rest = recipe.half == 0
        off = ((own - proba) ** 2)[rest].mean()
        assert found == pytest.approx(paid if grown is None else paid + 30 * grown * off, rel=1e-5)


def test_they_right_wrong_labels(digits):
    """The reference, folds, at 120 epochs: 92.9 (symmetric .4) and 83.4 (pair .35)."""
    split = digits.split()
    labels = digits.pair(split.truth, 0.35)
    evidence = Evidence.labels(labels, digits.names)
    model = CrossSplit().learn(split.train, evidence, carrier=digits.head(30))
    assert digits.accuracy(model) > 0.88
    assert (model.believed.argmax(axis=1) == split.truth).mean() > 0.85
    folds = CrossSplit(by="folds").learn(split.train, evidence, carrier=Classifier())
    assert (folds.believed.argmax(axis=1) == split.truth).mean() > (labels == split.truth).mean()
