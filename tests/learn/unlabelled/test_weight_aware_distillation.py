"""Unlabelled items by what they have to do with the labelled ones."""

import numpy as np
import pytest

from assay.learn import PlainTraining, WeightAwareDistillation
from assay.learn.unlabelled.weight_aware_distillation import directions, standing


def test_information_by_brute_force():
    random = np.random.default_rng(0)
    rows = directions(random.normal(size=(30, 5)))
    labels = np.where(np.arange(30) < 9, np.arange(30) % 3, -1)
    free = np.flatnonzero(labels < 0)
    found = WeightAwareDistillation(temperature=0.5)._information(rows, labels, free, 3)
    for place, i in enumerate(free):
        like = np.exp((rows @ rows[i] - 1) / 0.5)
        usual = np.log(np.mean([like[j] for j in range(30) if j != i]))
        for k in range(3):
            own = np.log(np.mean([like[j] for j in range(30) if labels[j] == k]))
            assert found[place, k] == pytest.approx(own - usual, abs=1e-9)


def test_standing_by_hand():
    assert standing(np.array([-1.0, 1.0])) == pytest.approx([1 / (1 + np.e**2), 1 / (1 + np.e**-2)])
    assert standing(np.array([3.0, 3.0])).tolist() == [0.5, 0.5]


def test_items_of_unknown_classes_count_less(digits, plainly):
    from assay.bench.data.learn.unlabelled import learn_mismatched

    problem = learn_mismatched(0)
    given = problem.given
    model = WeightAwareDistillation().learn(given["features"], given["evidence"], plainly)
    free = given["evidence"].given < 0
    known = digits.split(0).truth < 6
    weight = model.about["weights"]
    assert weight[free & known].mean() > weight[free & ~known].mean() + 0.2
    right = [
        (one.predict(problem.given["test_features"]) == problem.truth["labels"]).mean()
        for one in (model, PlainTraining().learn(given["features"], given["evidence"], plainly))
    ]
    assert right[0] > right[1] - 0.01
