"""A diffusion over the classes: by hand, against the table it must learn, and on digits."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import SimplexDiffusion
from assay.learn.noisy.simplex_diffusion import CORNER, Diffusing, blurred
from assay.learn.step import Step

torch = pytest.importorskip("torch")


def test_blur_by_hand():
    noise = np.array([[0.1, -2.0, 0.3]])
    np.testing.assert_allclose(blurred(np.eye(3)[[1]], np.zeros((1, 1)), noise), [[-5, 5, -5]])
    np.testing.assert_allclose(blurred(np.eye(3)[[1]], np.ones((1, 1)), noise), CORNER * noise)
    half = blurred(np.eye(3)[[1]], np.full((1, 1), 0.5), noise)
    np.testing.assert_allclose(half, CORNER * (np.array([[-1, 1, -1]]) + noise) / np.sqrt(2))


def step_of(m, epoch, seed=0):
    random = np.random.default_rng(seed)
    return Step(np.arange(m), epoch, 10, 0, "softmax", random, torch.zeros(m, 1))


def test_answers_come_when_training_is_under_way_and_raise_their_candidate():
    shares = np.array([[0.5, 0.5, 0.0], [0.25, 0, 0.75]])
    recipe = Diffusing(shares, np.eye(3)[[0, 2]], steps=3, start=0.5)
    np.testing.assert_allclose(recipe.targets(step_of(2, 0)), shares)
    np.testing.assert_allclose(recipe.kept, shares)
    found = recipe.targets(step_of(2, 9))
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-6)
    # Nothing is learnt yet: all classes alike, the first candidate wins. A fifth of 1 - share.
    np.testing.assert_allclose(recipe.kept[0], np.array([0.6, 0.5, 0]) / 1.1, atol=1e-6)
    np.testing.assert_allclose(recipe.kept[1], np.array([0.4, 0, 0.75]) / 1.15, atol=1e-6)
    np.testing.assert_allclose(recipe.believed(), 0.8 * shares + 0.2 * found, atol=1e-6)


def test_it_learns_the_table_of_truth_given_label():
    """Features say nothing: answers, on average, are the shares that go with each label."""
    table = np.array([[0.7, 0.3, 0.0], [0.1, 0.6, 0.3], [0.0, 0.0, 1.0]])
    label = np.arange(300) % 3
    recipe = Diffusing(table[label], np.eye(3)[label], steps=10, start=1.0)
    step = step_of(300, 0)
    for _ in range(300):
        recipe.penalty(step).backward()
    found = np.mean([recipe.answer(step) for _ in range(10)], axis=0)
    mean = np.stack([found[label == k].mean(axis=0) for k in range(3)])
    np.testing.assert_allclose(mean, table, atol=0.1)
    # Answers are draws: more often near a corner than at the mean.
    assert found.shape == (300, 3)
    assert recipe.answer(step)[label == 0].max(axis=1).mean() > 0.75


def test_labels_are_better_than_given(digits):
    """Symmetric .4: of what is made of the labels, far more are right than the six in ten."""
    split = digits.split()
    labels = digits.symmetric(split.truth, 0.4)
    parts = split.train, Evidence.labels(labels, digits.names)
    model = SimplexDiffusion().learn(*parts, carrier=digits.head(15))
    assert (model.believed.argmax(axis=1) == split.truth).mean() > 0.9
    assert digits.accuracy(model) > 0.85
