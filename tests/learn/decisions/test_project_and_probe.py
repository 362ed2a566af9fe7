"""Directions that many labels taught: by hand, identities, and a sign that turned round."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import Classifier, Head, PlainTraining, ProjectAndProbe
from assay.learn.decisions.project_and_probe import how_many, learnt_directions


def clouds(n, columns, seed=0, gap=6.0, second=3.0):
    random, truth = np.random.default_rng(seed), np.arange(n) % 2
    rows = random.normal(size=(n, columns))
    rows[:, 0] += gap * (truth - 0.5)
    rows[:, 1] += second * (truth - 0.5)
    return rows, truth


def test_directions_are_at_right_angles_and_the_best_first():
    rows, truth = clouds(2000, 4)
    found = learnt_directions(rows, truth, 3, 1.0)
    np.testing.assert_allclose(found.T @ found, np.eye(3), atol=1e-9)
    # The likelihood's direction is that of the gap of the means, here 6 to 3.
    gap = np.array([6, 3, 0, 0]) / np.sqrt(45)
    assert abs(found[:, 0] @ gap) > 0.98
    # What is left of the gap is small, and in the plane of the first two columns.
    means = [np.abs((rows[truth == 1] - rows[truth == 0]).mean(axis=0) @ d) for d in found.T]
    assert means[0] > 5 * max(means[1:])


def test_of_three_classes_two_directions_a_round():
    random, truth = np.random.default_rng(0), np.arange(300) % 3
    rows = random.normal(size=(300, 5)) + 4 * np.eye(5)[truth]
    found = learnt_directions(rows, truth, 4, 1.0)
    assert found.shape == (5, 4)
    plane = np.linalg.svd(np.eye(5)[:3] - 1 / 3 * np.r_[1, 1, 1, 0, 0], full_matrices=False)[2][:2]
    assert np.linalg.svd(plane @ found[:, :2])[1].min() > 0.97


def test_the_fewest_directions_that_do():
    rows, truth = clouds(40, 3)
    assert how_many(rows, truth, [1, 3]) in (1, 3)
    assert how_many(rows[:, ::-1], truth, [1, 3]) == 3


@pytest.mark.parametrize("hidden", [0, 8])
def test_a_head_of_directions_is_a_head_of_features(hidden):
    pytest.importorskip("torch")
    rows, truth = clouds(120, 6)
    gold = np.where(np.arange(120) < 30, truth, -1)
    evidence = Evidence.labels(truth, ("a", "b"))
    head = Head(hidden=hidden, epochs=10, rate=0.05)
    model = ProjectAndProbe(most=2).learn(rows, evidence, gold, head)
    small = rows * 1.0
    small = (small - small.mean(axis=0)) / small.std(axis=0) @ model.about["directions"]
    target = Evidence.labels(gold, ("a", "b"))
    other = PlainTraining().learn(small, target, carrier=head)
    np.testing.assert_allclose(model.probabilities(rows), other.probabilities(small), atol=1e-4)


def test_few_labels_where_a_sign_turned_round():
    random = np.random.default_rng(0)
    rows, truth = clouds(1600, 100, gap=3.0, second=0.5)
    there = np.arange(1600) >= 1000
    rows[there, 0] -= 6 * (truth[there] - 0.5)
    rows = rows @ np.linalg.qr(random.normal(size=(100, 100)))[0]
    gold = np.where((np.arange(1600) >= 1000) & (np.arange(1600) < 1012), truth, -1)
    far = Evidence.labels(np.where(there, -1, truth), ("a", "b"))
    carrier, test = Classifier(), np.arange(1600) >= 1012
    model = ProjectAndProbe().learn(rows, far, gold, carrier)
    probe = PlainTraining().learn(rows, Evidence.labels(gold, ("a", "b")), carrier=carrier)
    plain = PlainTraining().learn(rows, far, carrier=carrier)
    right = [(one.predict(rows[test]) == truth[test]).mean() for one in (plain, probe, model)]
    assert right[0] < 0.3
    assert right[2] > right[1] + 0.05
