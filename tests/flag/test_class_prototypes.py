"""Prototypes of classes, by hand and on digits of which some are rare."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from assay.dynamics import Dynamics
from assay.flag import ClassPrototypes, SmallLossMixture
from assay.parts import dynamics
from assay.simulate import PairFlip, SymmetricNoise


def test_cosines_of_a_cross():
    # Two classes on opposite sides of the middle; item 0 lies with the other one.
    features = np.array([[1.0, 0]] * 11 + [[-1.0, 0]] * 11) + np.tile(
        [[0, 0.1], [0, -0.1]], (11, 1)
    )
    labels = np.repeat([0, 1], 11)
    labels[0] = 1
    loss = np.where(np.arange(22) == 0, 3.0, 0.1)[None].astype(np.float32)
    flags = ClassPrototypes().flag(labels, features, Dynamics(1 - loss, loss, 1 - labels[None]))
    assert np.flatnonzero(flags.flagged).tolist() == [0]
    assert flags.suggested[0] == 0
    assert flags.values["other_cosine"][0] > 0.5
    assert flags.values["cosine"][0] < -0.5


def imbalanced(seed, noise):
    """Return pixels, truth and labels of digits of which class k keeps a share of .1 ** (k / 9)."""
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    random = np.random.default_rng(seed)
    kept = [
        random.permutation(np.flatnonzero(truth == c))[: int(175 * 0.1 ** (c / 9))]
        for c in range(10)
    ]
    items = np.concatenate(kept)
    labels = noise(rate=0.3, seed=seed).simulate(truth[items], tuple("0123456789")).given
    return pixels[items], truth[items], labels


@pytest.mark.parametrize("noise", [SymmetricNoise, PairFlip])
def test_the_rarest_class_is_judged_better_than_by_losses(noise):
    ours, losses = [], []
    for seed in range(8):
        pixels, truth, labels = imbalanced(seed, noise)
        wrong, rare, seen = labels != truth, labels == 9, dynamics(labels, pixels)
        ours.append(
            roc_auc_score(wrong[rare], ClassPrototypes().flag(labels, pixels, seen).score[rare])
        )
        loss = SmallLossMixture().flag(labels, seen).score
        losses.append(roc_auc_score(wrong[rare], loss[rare]))
    assert np.mean(ours) > np.mean(losses) + 0.02
    assert np.mean(ours) > (0.96 if noise is SymmetricNoise else 0.8)
