"""The class whose exclusions are nearest: by hand, saved, and a matrix that is learnt."""

import numpy as np
import pytest

from assay.learn import ComplementaryDecoding, ComplementaryForward
from assay.learn.candidates.complementary_decoding import LearningTable, by_frequency
from assay.learn.step import Epoch
from assay.model import Model, Nearest, constant


def test_the_nearest_row_by_hand():
    table = np.array([[0, 0.9, 0.1], [0.2, 0, 0.8], [0.5, 0.5, 0]])
    body = constant(np.array([0.1, 0.7, 0.2]), 2, "softmax")
    found = Nearest(body, np.eye(3), table).outputs(np.zeros((1, 2)))
    # Sums of absolute differences: 0.4, 1.4, 0.8.
    np.testing.assert_allclose(found, [1 / np.array([0.4, 1.4, 0.8]) / (2.5 + 1 / 1.4 + 1.25)])
    through = Nearest(body, table, table).outputs(np.zeros((1, 2)))[0]
    sent = np.array([0.1, 0.7, 0.2]) @ table
    assert through.argmax() == np.abs(sent - table).sum(axis=1).argmin() == 1


def test_it_is_saved_as_numbers(tmp_path, digits):
    split = digits.split()
    table = digits.exclusions()
    out = digits.complementary(split.truth, table)
    model = ComplementaryDecoding().learn(split.train, out, table, digits.head(1))
    again = Model.load(model.save(tmp_path / "model.npz"))
    np.testing.assert_array_equal(again.predict(split.test), model.predict(split.test))
    np.testing.assert_array_equal(again.probabilities(split.test), model.probabilities(split.test))


def test_a_sure_network_is_decoded_to_what_it_says():
    table = np.array([[0, 0.9, 0.1], [0.2, 0, 0.8], [0.5, 0.5, 0]])
    for k in range(3):
        body = constant(np.eye(3)[k], 1, "softmax")
        assert Nearest(body, table, table).outputs(np.zeros((1, 1))).argmax() == k


def test_a_matrix_is_counted_from_what_is_believed():
    out = np.eye(2, dtype=bool)[[1, 1, 1, 0]]
    made = LearningTable(out, np.array([[0.0, 1.0], [1.0, 0.0]]))
    sure = np.log([[1 - 1e-9, 1e-9]] * 2 + [[1e-9, 1 - 1e-9]] * 2)
    made.after(Epoch(5, 10, "softmax", np.random.default_rng(0), lambda _: sure))
    # Two of class 0 ruled out 1; one of class 1 ruled out itself; each cell has one more.
    np.testing.assert_allclose(made.table, [[1 / 4, 3 / 4], [2 / 4, 2 / 4]], atol=1e-3)


def test_a_start_is_as_common_as_what_is_ruled_out():
    out = np.eye(4, dtype=bool)[np.repeat(np.arange(4), [499, 299, 149, 49])]
    table = by_frequency(out)
    assert (np.diag(table) == 0).all()
    np.testing.assert_allclose(table.sum(axis=1), 1)
    np.testing.assert_allclose(table.mean(axis=0), [0.5, 0.3, 0.15, 0.05], atol=0.02)
    even = by_frequency(np.eye(4, dtype=bool))
    np.testing.assert_allclose(even, (1 - np.eye(4)) / 3)


def test_biased_exclusions(digits):
    """The reference at 300 epochs: 89.7, forward correction 89.8."""
    split, table = digits.split(), digits.exclusions()
    out = digits.complementary(split.truth, table)
    head = digits.head(40)
    forward = ComplementaryForward().learn(split.train, out, table, head)
    decoded = ComplementaryDecoding().learn(split.train, out, table, head)
    assert digits.accuracy(decoded) > digits.accuracy(forward) - 0.02
    direct = ComplementaryDecoding("direct").learn(split.train, out, table, head)
    assert digits.accuracy(direct) > 0.4
    learnt = ComplementaryDecoding("learnt").learn(split.train, out, table, head)
    assert digits.accuracy(learnt) > 0.75
    assert learnt.about["exclusions"] == pytest.approx(table, abs=0.2)
