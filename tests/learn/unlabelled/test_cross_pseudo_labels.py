"""Two networks that label for each other."""

from types import SimpleNamespace

import numpy as np

from assay.kernels.learn.decisions import sharpened
from assay.learn import CrossPseudoLabels
from assay.learn.unlabelled.cross_pseudo_labels import Crossed

SAID = np.array([[1.0, 0], [np.nan, np.nan], [np.nan, np.nan]])


def seen(member, progress, proba):
    """Return a step that sees all items, as the peer predicts them."""
    peer = SimpleNamespace(proba=np.array(proba))
    return SimpleNamespace(ids=np.arange(3), member=member, progress=progress, peers=[peer])


def test_targets_are_the_peers_sharpened_running_mean():
    recipe = Crossed(SAID, temperature=0.5, memory=0.75, strength=0.5, warm=0.2)
    first = np.array([[0.5, 0.5], [0.8, 0.2], [0.4, 0.6]])
    second = np.array([[0.5, 0.5], [0.3, 0.7], [0.4, 0.6]])
    target = recipe.targets(seen(0, 0.5, first))
    np.testing.assert_allclose(target[0], [1, 0])
    np.testing.assert_allclose(target[1:], sharpened(first, 0.5)[1:], atol=1e-6)
    target = recipe.targets(seen(0, 0.5, second))
    mean = 0.75 * sharpened(first, 0.5) + 0.25 * sharpened(second, 0.5)
    np.testing.assert_allclose(target[1:], mean[1:], atol=1e-6)
    # The other network has its own memory.
    np.testing.assert_allclose(recipe.targets(seen(1, 0.5, second))[1:],
                               sharpened(second, 0.5)[1:], atol=1e-6)  # fmt: skip


def test_the_surest_count_first_and_all_in_the_end():
    recipe = Crossed(SAID, temperature=1.0, memory=0.5, strength=0.5, warm=0.2)
    proba = np.array([[0.5, 0.5], [0.8, 0.2], [0.4, 0.6]])
    for progress, weight in ((0.1, [1, 0, 0]), (0.6, [1, 0.5, 0]), (1.0, [1, 0.5, 0.5])):
        step = seen(0, progress, proba)
        recipe.targets(step)
        np.testing.assert_allclose(recipe.weights(step), weight)


def test_four_labels_a_class(few, digits):
    split, evidence = few()
    model = CrossPseudoLabels().learn(split.train, evidence, digits.head(6))
    assert digits.accuracy(model) > 0.7
    assert (model.believed.argmax(axis=1) == split.truth).mean() > 0.7
