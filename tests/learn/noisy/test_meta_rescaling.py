"""Weights of items by what a step on them does."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import MetaRescaling, PlainTraining
from assay.learn.noisy.meta_rescaling import Rescaling
from assay.learn.step import Step

pytest.importorskip("torch")


def test_items_are_drawn_beside_a_batch_by_how_much_they_are_trusted():
    made = Rescaling(np.eye(2)[np.arange(10) % 2], 0.0)
    made.trust = np.where(np.arange(10) < 2, 1.0, 0.0)
    for ids in made.batches(np.arange(10), 5, np.random.default_rng(0)):
        assert len(ids) == 10
        assert set(ids[5:]) <= {0, 1}


def test_no_class_is_given_up():
    made = Rescaling(np.eye(2)[[0, 0, 0, 1]], 0.0)
    made.trust = np.array([0.8, 0.2, 0.2, 0.01])
    # The mean trust of class 0 is .4, of class 1 .01.
    np.testing.assert_allclose(made._chances(np.arange(4)), [2, 0.5, 0.5, 1])
    torch = pytest.importorskip("torch")
    step = Step(np.arange(4), 0, 1, 0, "softmax", np.random.default_rng(0), torch.zeros(4, 1))
    level = made._level(step, made.first, torch.tensor(made.trust).float())
    np.testing.assert_allclose(level.numpy(), [0.4, 0.4, 0.4, 0.01], rtol=1e-5)


def test_while_nothing_is_weighed_it_is_plain_training(digits):
    split = digits.split()
    evidence = Evidence.labels(split.truth, digits.names)
    made = MetaRescaling(warm=1.0).learn(split.train, evidence, digits.head(4))
    plain = PlainTraining().learn(split.train, evidence, digits.head(4))
    assert abs(digits.accuracy(made) - digits.accuracy(plain)) < 0.05


def test_right_labels_get_the_weight(digits):
    """Symmetric .4: what is trusted tells right labels from wrong ones."""
    from sklearn.metrics import roc_auc_score

    split = digits.split()
    labels = digits.symmetric(split.truth, 0.4)
    evidence = Evidence.labels(labels, digits.names)
    model = MetaRescaling().learn(split.train, evidence, digits.head(20, rate=3e-3))
    assert roc_auc_score(labels == split.truth, model.about["weights"]) > 0.95
    assert digits.accuracy(model) > 0.87
