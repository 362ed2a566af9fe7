"""Known classes, and what is of none of them."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import Head, OpenSetMatching
from assay.learn.unlabelled.open_set_matching import Matched, hardest, with_outside

torch = pytest.importorskip("torch")


def test_the_guess_over_known_classes_and_one_more():
    random = np.random.default_rng(0)
    proba, each = random.dirichlet(np.ones(4), 6), random.random((6, 4))
    found = with_outside(proba, each)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_allclose(found[:, :4], proba * each)
    # Where an item is surely of its class, nothing is left for the unknown.
    assert with_outside(proba, np.ones((6, 4)))[:, 4].max() == pytest.approx(0, abs=1e-12)


def test_own_class_and_hardest_other_by_hand():
    logits = torch.tensor([[2.0, -1.0, 1.0]])
    target = torch.tensor([[1.0, 0.0, 0.0]])
    expected = np.log1p(np.exp(-2)) + np.log1p(np.exp(1))
    assert float(hardest(logits, target)) == pytest.approx(expected, rel=1e-6)


def test_logits_of_the_unknown():
    said = np.array([[1.0, 0, 0], [np.nan] * 3])
    logits = torch.tensor([[1.0, 2.0, 3.0]])
    named = Matched(said, 1, 0.95, 0.5, 0.1)
    assert named.opened(logits).tolist() == [[1, 3, 2]]
    assert named.inside.tolist() == [0, 2]
    assert Matched(said, -1, 0.95, 0.5, 0.1).opened(logits).tolist() == [[1, 2, 3, 0]]


def world(seed=0, n=500):
    """Return features, the truth in five clouds, and labels of ten items of the first four."""
    random = np.random.default_rng(seed)
    truth = np.arange(n) % 5
    features = random.normal(size=(n, 6))
    features[np.arange(n), truth] += 5
    labels = np.where((np.arange(n) < 50) & (truth < 4), truth, -1)
    return features, truth, labels


@pytest.mark.parametrize("named", [True, False])
def test_a_cloud_nobody_labelled_is_unknown(named):
    features, truth, labels = world()
    head = Head(hidden=16, epochs=8, batch=64, rate=5e-3)
    names = (*"abcd", "unknown") if named else tuple("abcd")
    model = OpenSetMatching().learn(features, Evidence.labels(labels, names), head)
    fresh, answers, _ = world(1)
    if named:
        assert (model.predict(fresh) == answers).mean() > 0.9
        return
    inside = answers < 4
    assert (model.predict(fresh[inside]) == answers[inside]).mean() > 0.95
    unknown = model.about["unknown"]
    assert unknown[truth == 4].mean() > unknown[truth < 4].mean() + 0.2
