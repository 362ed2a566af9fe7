"""Hidden features: masks by hand, their law, identities and a figure."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import CompressedFeatures, PlainTraining
from assay.learn.noisy.compressed_features import CompressedPair, drawn_mask
from assay.learn.step import Step

pytest.importorskip("torch")


def test_nested_masks_keep_the_first_features_by_their_law():
    random = np.random.default_rng(0)
    masks = np.array([drawn_mask(8, "nested", 0.5, random) for _ in range(5000)])
    assert (np.diff(masks, axis=1) <= 0).all()
    assert (masks[:, 0] == 1).all()
    chance = np.exp(-((np.arange(1, 9) / 4) ** 2))
    found = np.bincount(masks.sum(axis=1).astype(int), minlength=9)[1:] / len(masks)
    np.testing.assert_allclose(found, chance / chance.sum(), atol=0.03)
    assert drawn_mask(3, "nested", 1e12, random).sum() >= 1


def test_plain_masks_make_up_for_what_they_hide():
    random = np.random.default_rng(0)
    masks = np.array([drawn_mask(50, "plain", 0.4, random) for _ in range(2000)])
    np.testing.assert_allclose(np.unique(masks), [0, 1 / 0.6], atol=1e-6)
    np.testing.assert_allclose(masks.mean(), 1, atol=0.02)
    assert drawn_mask(1, "plain", 5.0, random).tolist() == [1.0]


def test_two_networks_learn_halves_first_and_then_what_the_other_finds_easy():
    first = np.eye(2)[np.zeros(10, int)]
    recipe = CompressedPair(first, "nested", 0.5, 0.4, 0.5)
    random = np.random.default_rng(0)

    def weights(epoch):
        steps = []
        for member in range(2):
            step = Step(np.arange(10), epoch, 11, member, "softmax", random, steps=steps)
            chance = np.linspace(0.1, 0.9, 10) if member else np.linspace(0.9, 0.1, 10)
            step.guess = np.log(np.stack([chance, 1 - chance], axis=1))
            steps.append(step)
        return [recipe.weights(step) for step in steps]

    early = weights(0)
    assert ((early[0] > 0) ^ (early[1] > 0)).all()
    late = weights(10)
    assert np.flatnonzero(late[0]).tolist() == [4, 5, 6, 7, 8, 9]
    assert np.flatnonzero(late[1]).tolist() == [0, 1, 2, 3, 4, 5]
    np.testing.assert_allclose([one.mean() for one in late], 1, atol=1e-6)


def test_hiding_nothing_is_plain_training(digits):
    split = digits.split()
    evidence = Evidence.labels(digits.symmetric(split.truth, 0.4), digits.names)
    head = digits.head(2)
    plain = PlainTraining().learn(split.train, evidence, head)
    learner = CompressedFeatures(dropout="plain", share=1e-12, forget=0.0)
    found = learner.learn(split.train, evidence, head)
    # What is drawn for masks changes the batches, not what is learnt from them.
    apart = np.abs(found.probabilities(split.test) - plain.probabilities(split.test))
    assert apart.mean() < 0.01


def test_few_features_learn_few_wrong_labels(digits):
    """The reference at 100 epochs, symmetric .4: nested 92.6, plain training 92.4."""
    split = digits.split()
    evidence = Evidence.labels(digits.pair(split.truth, 0.35), digits.names)
    head = digits.head(30)
    plain = digits.accuracy(PlainTraining().learn(split.train, evidence, head))
    hidden = CompressedFeatures(dropout="plain", share=0.5, forget=0.0).learn(
        split.train, evidence, head
    )
    assert digits.accuracy(hidden) > plain
