"""Pseudo-labels first, labels last."""

import numpy as np

from assay.learn.step import Epoch
from assay.learn.unlabelled.pseudo_pretraining import PseudoPretraining, Staged

SAID = np.array([[1.0, 0], [np.nan, np.nan], [np.nan, np.nan], [0, 1.0], [np.nan, np.nan]])


def test_stages_by_hand():
    recipe = Staged(SAID, np.tile([0.0, 1.0], (5, 1)), 0.5)
    assert recipe.first.tolist() == [[1, 0], [0, 1], [0, 1], [0, 1], [0, 1]]
    random, items = np.random.default_rng(0), np.arange(5)

    def shown():
        return sorted(np.concatenate(list(recipe.batches(items, 2, random))).tolist())

    assert shown() == [1, 2, 4]
    recipe.after(Epoch(0, 4, "softmax", random, lambda _: None))
    assert shown() == [1, 2, 4]
    recipe.after(Epoch(1, 4, "softmax", random, lambda _: None))
    # As many steps as before: both labelled items twice.
    assert shown() == [0, 0, 3, 3]


def test_the_labels_have_the_last_word(few, digits):
    split, evidence = few()
    model = PseudoPretraining().learn(split.train, evidence, digits.head(20))
    mine = np.flatnonzero(evidence.given >= 0)
    assert (model.predict(split.train[mine]) == evidence.given[mine]).mean() == 1
    assert digits.accuracy(model) > 0.6
    free = np.flatnonzero(evidence.given < 0)
    # What the teacher made of the others is kept.
    assert (model.believed[free].argmax(axis=1) == split.truth[free]).mean() > 0.6
