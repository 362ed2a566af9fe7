"""Weights of items by what a step on them does."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import MetaRescaling, PlainTraining
from assay.learn.noisy.meta_rescaling import Rescaling

pytest.importorskip("torch")


def test_items_are_drawn_beside_a_batch_by_how_much_they_are_trusted():
    made = Rescaling(np.eye(2)[np.arange(10) % 2], 0.0)
    made.trust = np.where(np.arange(10) < 2, 1.0, 0.0)
    for ids in made.batches(np.arange(10), 5, np.random.default_rng(0)):
        assert len(ids) == 10
        assert set(ids[5:]) <= {0, 1}


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
