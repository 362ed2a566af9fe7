"""Rare classes filled up: laws by formula, what is borrowed by hand, a figure."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.errors import NeedsError
from assay.evidence import Evidence
from assay.learn import Classifier, PlainTraining, RepresentationCalibration
from assay.learn.noisy.representation_calibration import Shape, sampled, shapes, typical


def test_what_is_set_aside_lies_in_thin_places():
    random = np.random.default_rng(0)
    rows = np.concatenate([random.normal(size=(36, 2)) * 0.1, random.normal(size=(4, 2)) + 5])
    kept = typical(rows, np.zeros(40, int), 0.1)
    assert np.flatnonzero(~kept).tolist() == [36, 37, 38, 39]
    assert typical(rows[:3], np.zeros(3, int), 0.9).all()


def test_rare_classes_borrow_from_the_nearest_common_ones():
    mean = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 3.0], [9.0, 9.0]])
    spread = np.stack([np.eye(2) * size for size in (1.0, 2.0, 4.0, 8.0)])
    made = RepresentationCalibration(borrow=0.5, nearest=2).calibrated(
        Shape(np.array([5, 40, 80, 60]), mean, spread)
    )
    # Weights 40 / 1 and 80 / 9 of the two nearest; 40 is below the median of 50, so it isn't one.
    far = np.array([9.0, 162.0])
    weight = np.array([80, 60]) / far
    pull = (weight[0] * mean[2] + weight[1] * mean[3]) / weight.sum()
    np.testing.assert_allclose(made.mean[0], pull / 2)
    np.testing.assert_allclose(made.spread[0], np.eye(2) * (1 + 4 + 8) / 3)
    np.testing.assert_array_equal(made.mean[2:], mean[2:])
    np.testing.assert_array_equal(made.spread[2:], spread[2:])


def test_items_are_drawn_by_their_law():
    shape = Shape(np.array([9, 1]), np.array([[0.0, 0.0], [3.0, -1.0]]),
                  np.stack([np.eye(2), [[2.0, 1.0], [1.0, 1.0]]]))  # fmt: skip
    made = sampled(shape, np.array([0, 20_000]), np.random.default_rng(0))
    np.testing.assert_allclose(made.mean(axis=0), [3, -1], atol=0.05)
    np.testing.assert_allclose(np.cov(made.T), [[2, 1], [1, 1]], atol=0.08)


def test_shapes_are_means_and_shrunk_covariances():
    from sklearn.covariance import LedoitWolf

    random = np.random.default_rng(0)
    rows, labels = random.normal(size=(40, 3)), np.repeat([0, 2], 20)
    found = shapes(rows, labels, 3)
    assert found.many.tolist() == [20, 0, 20]
    np.testing.assert_allclose(found.mean[2], rows[20:].mean(axis=0))
    np.testing.assert_allclose(found.spread[2], LedoitWolf().fit(rows[20:]).covariance_)


def test_without_filling_it_is_plain_training():
    random = np.random.default_rng(0)
    rows, labels = random.normal(size=(60, 3)), np.repeat([0, 1], [50, 10])
    evidence, carrier = Evidence.labels(labels), Classifier()
    model = RepresentationCalibration(fill=0.0).learn(rows, evidence, carrier)
    plain = PlainTraining().learn(rows, evidence, carrier)
    np.testing.assert_allclose(model.probabilities(rows), plain.probabilities(rows), atol=1e-4)
    full = RepresentationCalibration().learn(rows, evidence, carrier)
    assert full.about["drawn"].tolist() == [0, 40]
    weighed = Classifier(weight=np.ones(60))
    same = RepresentationCalibration().learn(rows, evidence, weighed)
    np.testing.assert_allclose(same.probabilities(rows), full.probabilities(rows), atol=1e-9)


def test_sparse_features_are_told():
    with pytest.raises(NeedsError, match="RepresentationCalibration: needs dense features"):
        RepresentationCalibration().learn(csr_array(np.eye(3)), Evidence.labels([0, 1, 0]))


def test_rare_classes_are_found_again(digits):
    """Ten times fewer of the last class than of the first, 40 % of labels wrong."""
    gain = []
    for seed in range(2):
        split = digits.split(seed)
        random = np.random.default_rng(seed)
        kept = random.random(len(split.truth)) < 0.1 ** (split.truth / 9)
        labels = digits.symmetric(split.truth[kept], 0.4, seed)
        evidence, carrier = Evidence.labels(labels, digits.names), Classifier()
        found = [
            digits.accuracy(method.learn(split.train[kept], evidence, carrier=carrier), seed)
            for method in (PlainTraining(), RepresentationCalibration())
        ]
        gain.append(found[1] - found[0])
    assert np.mean(gain) > 0.02
