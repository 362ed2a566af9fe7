"""Mean predictions of bags: the loss by hand, bags of one, and the reference."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from assay.learn import BagProportions, Head
from assay.learn.bags.bag_proportions import Proportioned

torch = pytest.importorskip("torch")


class Batch:
    """A step as the objective sees it."""

    def __init__(self, ids, logits):
        self.ids, self.logits = np.asarray(ids), torch.tensor(logits, requires_grad=True)

    def tensor(self, array):
        return torch.tensor(np.asarray(array))


def test_the_loss_by_hand():
    recipe = Proportioned(np.array([1, 0, 1, 0]), np.array([[1, 1, 0], [0, 1, 1]]))
    logits = np.log(np.array([[0.2, 0.5, 0.3], [0.6, 0.2, 0.2], [0.4, 0.3, 0.3], [0.2, 0.6, 0.2]]))
    found = recipe.objective(Batch(np.arange(4), logits)).detach()
    by_hand = -(np.log(0.4) + np.log(0.4)) / 2, -(np.log(0.4) + np.log(0.3)) / 2
    assert float(found) == pytest.approx(np.mean(by_hand), rel=1e-5)


def test_bags_of_one_cost_what_labels_cost():
    recipe = Proportioned(np.array([0, 1, 2]), np.eye(3, dtype=int)[[2, 0, 1]])
    logits = np.random.default_rng(0).normal(size=(3, 3))
    found = recipe.objective(Batch([2, 0, 1], logits)).detach()
    log = torch.tensor(logits).log_softmax(dim=1).numpy()
    assert float(found) == pytest.approx(-log[np.arange(3), [1, 2, 0]].mean(), rel=1e-5)


def test_bags_of_eight(digits):
    """The reference: AUC 97.7 after 60 epochs."""
    split = digits.split()
    items, bags, counts = digits.bags(split.truth, 8)
    head = Head(hidden=64, epochs=15, batch=256, rate=2e-3, scaling="none")
    model = BagProportions().learn(split.train[items], bags, counts, ("even", "odd"), head)
    assert roc_auc_score(split.answers % 2, model.probabilities(split.test)[:, 1]) > 0.93
