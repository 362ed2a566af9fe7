"""A split that is learnt from sure cases: its cues by hand, and against each of them."""

import numpy as np
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from assay.dataset import Neighbours
from assay.flag import SplitNet
from assay.flag.split_net import cues
from assay.kernels.suspicion import best_others
from assay.registry import Parts
from assay.simulate import PairFlip, SymmetricNoise


def test_cues_of_three_items():
    proba = np.array([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.25, 0.25, 0.5]])
    labels = np.array([0, 0, -1])
    near = Neighbours(np.array([[1, 2], [0, 2], [0, 1]]), np.ones((3, 2)))
    found = cues(labels, proba, labels, near)
    np.testing.assert_allclose(found[:2, 0], [0, np.log(9)], atol=1e-6)
    np.testing.assert_allclose(found[:2, 1], [np.log(0.3 / 0.5), np.log(8)], atol=1e-6)
    # One neighbour says the same, one says nothing.
    np.testing.assert_allclose(found[:2, 2], np.log(0.5 / 1.5))
    rival = cues(np.array([1, 1, 1]), proba, labels, near)
    np.testing.assert_allclose(rival[:2, 2], np.log(1.5 / 0.5))


def test_nothing_can_be_told_by_the_class():
    """Where the first opinion condemns a whole class, the split still goes by the cues."""
    random = np.random.default_rng(0)
    given = random.normal(-2, 1, size=(400, 3))
    other = random.normal(2, 1, size=(400, 3))
    method = SplitNet()
    weights = method.told(given, other, np.arange(200), np.arange(200, 400))
    # Right and wrong cases look alike and each has its mirror: nothing is learnt.
    np.testing.assert_allclose(weights, 0, atol=0.05)
    wrong = np.where(np.arange(400)[:, None] < 200, given, other)
    weights = method.told(wrong, -wrong, np.arange(200), np.arange(200, 400))
    assert (weights > 0.1).all()


WORLDS = [(SymmetricNoise, 0.2, 0.96), (PairFlip, 0.2, 0.89), (PairFlip, 0.1, 0.65)]


@pytest.mark.parametrize(("noise", "rate", "both"), WORLDS)
def test_the_split_ranks_as_well_as_its_best_cue(noise, rate, both):
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    classes = tuple("0123456789")
    labels = noise(rate=rate, seed=1).simulate(truth, classes).given
    parts = Parts({"labels": labels, "features": pixels, "classes": classes, "n_items": 1797})
    proba, near, seen = (parts[n] for n in ("predictions", "neighbours", "dynamics"))
    wrong, flags = labels != truth, SplitNet().flag(labels, proba, seen, near)
    best = max(roc_auc_score(wrong, column) for column in cues(labels, proba, labels, near).T)
    assert roc_auc_score(wrong, flags.score) > best - 0.001
    assert f1_score(wrong, flags.flagged) > both
    # The first opinion is not its only word: it ranks better than that, too.
    assert roc_auc_score(wrong, flags.score) > roc_auc_score(wrong, seen.loss.mean(axis=0)) - 0.002
    sure = flags.flagged
    assert (flags.suggested[sure] == best_others(labels, proba)[sure]).all()


def test_without_errors_nothing_is_flagged():
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    given = {"labels": truth, "features": pixels, "classes": tuple("0123456789"), "n_items": 1797}
    parts = Parts(given)
    flags = SplitNet().flag(truth, parts["predictions"], parts["dynamics"], parts["neighbours"])
    assert flags.flagged.mean() < 0.005
