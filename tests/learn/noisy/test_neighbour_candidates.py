"""Candidates from trusted neighbours."""

import numpy as np

from assay.dataset import Neighbours
from assay.evidence import Evidence
from assay.learn import Classifier, NeighbourCandidates, PlainTraining
from assay.learn.noisy.neighbour_candidates import Certain
from assay.learn.step import Step


def test_candidates_by_hand():
    first = np.eye(3)[[0, 0, 1, 2, 0]]
    trusted = np.array([True, True, True, True, False])
    index = np.array([[1, 2], [0, 4], [3, 1], [4, 4], [2, 3]])
    distance = np.array([[1.0, 3.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 19.0]])
    found = NeighbourCandidates().candidates(first, trusted, Neighbours(index, distance))
    # 0: 3 to 1 for class 0, both stay. 1: the one trusted says 0. 2: one each of 2 and 0.
    # 3: nobody trusted near, its own. 4: 19 to 1 for class 1, which stands alone.
    want = [[0.75, 0.25, 0], [1, 0, 0], [0.5, 0, 0.5], [0, 0, 1], [0, 1, 0]]
    np.testing.assert_allclose(found, want, atol=1e-12)
    fewer = NeighbourCandidates(mass=0.7).candidates(first, trusted, Neighbours(index, distance))
    np.testing.assert_allclose(fewer[0], [1, 0, 0])


def test_the_predicted_candidate_grows_and_no_other_comes_in():
    made = Certain(np.array([[0.5, 0.5, 0.0]]))
    guess = np.log(np.array([[0.1, 0.3, 0.6]]))
    step = Step(np.arange(1), 0, 5, 0, "softmax", np.random.default_rng(0), guess=guess)
    np.testing.assert_allclose(made.targets(step), [[0.5, 0.5, 0]])
    # Half is left to one: a fifth of it is added, and all is divided by 1.1.
    np.testing.assert_allclose(made.kept, [[0.5 / 1.1, 0.6 / 1.1, 0]], atol=1e-6)
    for _ in range(30):
        made.targets(step)
    # Every look adds a fifth to one over what is left to one.
    np.testing.assert_allclose(1 / (1 - made.believed()[0, 1]), 2 + 31 / 5, rtol=1e-4)


def test_labels_are_better_than_given(digits):
    """Symmetric .4: what is made of the labels is right for nearly all."""
    split = digits.split()
    labels = digits.symmetric(split.truth, 0.4)
    evidence = Evidence.labels(labels, digits.names)
    model = NeighbourCandidates().learn(split.train, evidence, carrier=Classifier())
    plain = PlainTraining().learn(split.train, evidence, carrier=Classifier())
    assert (model.believed.argmax(axis=1) == split.truth).mean() > 0.93
    assert digits.accuracy(model) > digits.accuracy(plain) + 0.05
