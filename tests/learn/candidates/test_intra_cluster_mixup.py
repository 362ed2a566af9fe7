"""Mixtures within clusters: partners, batches, and more than without them."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.kernels.learn.views import partners
from assay.learn import IntraClusterMixup
from assay.learn.candidates.complementary_surrogate import logarithm
from assay.learn.candidates.intra_cluster_mixup import MixedWithin
from assay.learn.step import Network, Step

torch = pytest.importorskip("torch")


def test_batches_hold_every_item_once_and_several_of_a_cluster():
    cluster = np.random.default_rng(0).integers(0, 20, 400)
    made = MixedWithin(np.eye(3, dtype=bool)[cluster % 3], logarithm, cluster, 1.0)
    dealt = list(made.batches(np.arange(400), 64, np.random.default_rng(1)))
    assert sorted(np.concatenate(dealt)) == list(range(400))
    assert max(map(len, dealt)) == 64
    alone = sum((np.bincount(cluster[ids]) == 1).sum() for ids in dealt)
    assert alone < 40


def test_by_hand():
    out = np.eye(3, dtype=bool)[[0, 1, 2, 0]]
    cluster = np.array([0, 0, 1, 1])
    module = torch.nn.Linear(2, 3)
    rows = torch.tensor(np.random.default_rng(2).normal(size=(4, 2)), dtype=torch.float32)
    made = MixedWithin(out, logarithm, cluster, 1.0)
    step = Step(
        np.arange(4), 0, 1, 0, "softmax", np.random.default_rng(3), rows, (Network(module),)
    )
    other, share = partners(4, np.random.default_rng(3), 1.0, cluster)
    total = 0.0
    for i, (j, s) in enumerate(zip(other, share, strict=True)):
        assert cluster[i] == cluster[j]
        p = torch.softmax(module(s * rows[i] + (1 - s) * rows[j]), 0).detach().numpy()
        total -= s * np.log(1 - p[out[i]][0]) + (1 - s) * np.log(1 - p[out[j]][0])
    assert float(made.objective(step).detach()) == pytest.approx(total / 4, abs=1e-4)


def test_one_class_ruled_out_an_item(digits):
    """The reference of the loss alone at 300 epochs: 76.1."""
    split = digits.split()
    out = digits.complementary(split.truth, digits.exclusions(biased=False))
    model = IntraClusterMixup().learn(split.train, out, carrier=digits.head(60))
    assert digits.accuracy(model) > 0.75


def test_it_needs_features(digits):
    split = digits.split()
    out = digits.complementary(split.truth, digits.exclusions(biased=False))
    with pytest.raises(DataError, match="needs features to cluster"):
        IntraClusterMixup().learn(None, out)
