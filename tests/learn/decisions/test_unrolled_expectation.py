"""Labels that spread by clusters: by hand, an identity, and on clusters."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import Classifier, PlainTraining, UnrolledExpectation
from assay.learn.decisions.unrolled_expectation import Knobs, dealt, spread, tuned


def test_a_step_by_hand():
    rows, labelled = np.array([[-1.0], [1.0], [0.5]]), np.array([True, True, False])
    found = spread(rows, np.eye(2)[[0, 1, 0]], labelled, Knobs(2.0, 1.0, 1.0), 1)
    # Half squares of distances are 1.125 and 0.125; twice their gap, by 1 + 1, is 1.
    np.testing.assert_allclose(found[2, 1], 1 / (1 + np.exp(-1.0)))
    again = spread(rows, np.eye(2)[[0, 1, 0]], labelled, Knobs(2.0, 1.0, 1.0), 2)
    u = found[2]
    centre = np.array([(-1 + u[0] / 2) / (1 + u[0]), (1 + u[1] / 2) / (1 + u[1])])
    logits = (-((0.5 - centre) ** 2) + np.log(u + 1e-6)) / 2
    np.testing.assert_allclose(again[2], np.exp(logits) / np.exp(logits).sum(), atol=1e-9)


def test_with_sizes_it_climbs_the_likelihood_of_a_mixture():
    random = np.random.default_rng(0)
    rows = np.r_[random.normal(-2, 1, (300, 1)), random.normal(2, 1, (100, 1))]
    labelled = np.zeros(400, bool)
    labelled[[0, 399]] = True
    target = np.eye(2)[(np.arange(400) >= 300).astype(int)]
    seen = []
    for steps in (1, 2, 4, 8):
        made = spread(rows, target, labelled, Knobs(1.0, 1.0, 0.0), steps)
        share, centre = made.mean(axis=0), made.T @ rows[:, 0] / made.sum(axis=0)
        dense = share * np.exp(-((rows - centre) ** 2) / 2)
        seen.append(np.log(dense.sum(axis=1)).mean())
    assert seen == sorted(seen)
    assert share[0] == pytest.approx(0.75, abs=0.05)


def test_folds_leave_every_class_a_label():
    labels = np.array([0, 0, 0, 1, 2, 2, -1, -1])
    fold = dealt(labels, 4, 0)
    assert fold[3] == -1
    assert (fold[6:] == -1).all()
    for one in np.unique(fold[fold >= 0]):
        left = labels[(fold != one) & (labels >= 0)]
        assert set(left) == {0, 1, 2}
    knobs = tuned(np.zeros((2, 1)), np.eye(2), np.ones(2, bool), np.array([-1, -1]), 3)
    assert knobs == Knobs()


def test_clusters_of_which_few_items_are_labelled():
    random, truth = np.random.default_rng(0), np.arange(300) % 3
    rows = 4 * np.eye(3)[truth] + random.normal(size=(300, 3)) * [1, 1, 1]
    rows = np.column_stack([rows, random.normal(size=(300, 15))])
    labels = np.where(np.arange(300) < 9, truth, -1)
    evidence = Evidence.labels(labels, ("a", "b", "c"))
    model = UnrolledExpectation().learn(rows, evidence, Classifier())
    plain = PlainTraining().learn(rows, evidence, carrier=Classifier())
    right = [float((one.predict(rows) == truth).mean()) for one in (plain, model)]
    assert right[1] > max(0.9, right[0] + 0.02)
    np.testing.assert_array_equal(model.believed[:9].argmax(axis=1), labels[:9])
