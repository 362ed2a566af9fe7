"""How many labels of each class are wrong, in worlds where it is known."""

import numpy as np
import pytest

from assay.bench.data.worlds import world
from assay.kernels.confident import survey
from assay.kernels.wrong_counts import expected, worst_of_each, wrong_counts


def counted(labels, p):
    own, best, counts = survey(labels, p)
    return wrong_counts(labels, p, own, best, counts)


@pytest.mark.parametrize("noise", [0.02, 0.1, 0.3])
@pytest.mark.parametrize("kind", ["calibrated", "underconfident", "learnt-noise"])
def test_close_to_the_errors_of_each_class(kind, noise):
    made = world(0, items=20_000, noise=noise, signal=3.0, kind=kind)
    labels, wrong = made.given["labels"], made.truth["errors"] > 0
    found = counted(labels, made.given["predictions"])
    told = np.bincount(labels[wrong], minlength=10)
    assert found.sum() == pytest.approx(told.sum(), rel=0.1, abs=100)
    np.testing.assert_allclose(found, told, atol=60 + 0.1 * told.max())


@pytest.mark.parametrize(("items", "classes"), [(20_000, 1000), (2000, 400)])
def test_few_items_a_class_are_counted_together(items, classes):
    made = world(0, items=items, classes=classes, noise=0.05, signal=4.0)
    found = counted(made.given["labels"], made.given["predictions"])
    assert found.sum() == pytest.approx(made.truth["errors"].sum(), rel=0.2)


def test_overlap_is_hardly_counted():
    r = np.random.default_rng(0)
    truth = r.integers(0, 2, 20_000)
    z = 2 * truth - 1 + r.standard_normal(20_000)
    right = 1 / (1 + np.exp(-2 * z))
    p = np.column_stack([1 - right, right])
    assert (p.argmax(axis=1) != truth).mean() > 0.15
    assert counted(truth, p).sum() < 0.03 * 20_000


def test_expected_by_hand():
    # 100 of each class; 10 of class 0 are given 1: 10 of the 110 given 1 are wrong.
    noise = np.array([[0.9, 0.1], [0.0, 1.0]])
    np.testing.assert_allclose(expected(noise, np.array([100, 100]), np.array([90, 110])), [0, 10])
    assert expected(noise, np.zeros(2), np.zeros(2, int)).tolist() == [0, 0]


def test_a_class_gives_up_at_least_its_count_less_a_standard_error():
    labels = np.repeat([0, 1], 200)
    score = np.concatenate([np.linspace(1, 0.5, 200), np.linspace(0.49, 0.1, 200)])
    marked = worst_of_each(score, labels, np.ones(400, bool), np.array([100.0, 100.0]))
    assert marked.sum() == 200
    assert marked[labels == 1].sum() == 90
    assert marked[:110].all()
    assert marked[200:290].all()


def test_only_the_doubtful_are_marked_and_ties_go_to_the_lower_item():
    labels = np.array([0, 0, 0, -1, 0])
    doubtful = np.array([False, True, True, True, True])
    marked = worst_of_each(np.ones(5), labels, doubtful, np.array([2.0]))
    assert marked.tolist() == [False, True, True, False, False]
    assert not worst_of_each(np.ones(5), labels, doubtful, np.array([0.4])).any()
    assert worst_of_each(np.ones(5), labels, doubtful, np.array([9.0])).sum() == 3


def test_no_labels_and_one_class():
    p = np.tile([0.9, 0.1], (6, 1))
    assert counted(np.full(6, -1), p).sum() == 0
    assert counted(np.zeros(6, int), p).sum() < 0.5
