"""A network and the matrices of those who labelled."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.kernels.infer.hard_votes import hard_votes
from assay.learn import AnnotatorMatrices, PlainTraining
from assay.learn.noisy.annotator_matrices import Confused
from assay.learn.step import Epoch

pytest.importorskip("torch")


def votes():
    item, source = np.repeat(np.arange(6), 2), np.tile([0, 1], 6)
    said = np.array([0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1])
    return Evidence.votes(item, source, said)


def test_what_votes_say_is_the_sum_of_logs_by_hand():
    start = np.eye(2)[[0, 0, 1, 1, 0, 1]]
    made = Confused(hard_votes(votes(), "test"), start, 0.0)
    tables = made.found()["confusion"]
    np.testing.assert_allclose(tables.sum(axis=2), 1)
    # Of item 1 the first said 0, the second 1.
    want = np.log(tables[0][:, 0]) + np.log(tables[1][:, 1])
    np.testing.assert_allclose(made.told[1], want)
    # The first is always right where the start is, the second twice wrong.
    assert tables[0, 0, 0] > tables[1, 0, 0] > 0.5


def test_after_an_epoch_the_matrices_are_of_the_posterior():
    made = Confused(hard_votes(votes(), "test"), np.full((6, 2), 0.5), 0.0)
    sure = np.array([[0.999, 0.001]] * 3 + [[0.001, 0.999]] * 3)
    made.after(Epoch(0, 5, "softmax", np.random.default_rng(0), lambda _: np.log(sure)))
    assert made.believed()[0, 0] > 0.99
    # Where the truth is 0 the second said 0, 1, 1.
    tables = made.found()["confusion"]
    assert tables[1, 0, 1] > tables[0, 0, 1]


def test_matrices_of_three_people_are_found(digits):
    """Three people who err in .3, .5 and .6 of the digits: matrices and a better network."""
    split, random = digits.split(), np.random.default_rng(0)
    n = len(split.truth)
    item, source = np.repeat(np.arange(n), 3), np.tile([0, 1, 2], n)
    wrong = random.random(3 * n) < np.array([0.3, 0.5, 0.6])[source]
    said = np.where(wrong, (split.truth[item] + 1 + 2 * source) % 10, split.truth[item])
    evidence = Evidence.votes(item, source, said, digits.names)
    head = digits.head(25)
    model = AnnotatorMatrices().learn(split.train, evidence, head)
    plain = PlainTraining().learn(split.train, evidence, head)
    found = model.about["confusion"].diagonal(axis1=1, axis2=2).mean(axis=1)
    np.testing.assert_allclose(found, [0.7, 0.5, 0.4], atol=0.08)
    assert digits.accuracy(model) > digits.accuracy(plain)
    assert (model.believed.argmax(axis=1) == split.truth).mean() > 0.93
