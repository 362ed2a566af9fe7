"""A head that is told more explains mistakes away."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn import Head, PlainTraining, PrivilegedInformation
from assay.learn.noisy.privileged_information import columns, spoke

torch = pytest.importorskip("torch")


def test_what_is_told_becomes_columns_by_hand():
    np.testing.assert_array_equal(columns(np.array([3, 7, 3]), 3), [[1, 0], [0, 1], [1, 0]])
    np.testing.assert_allclose(columns(np.array([1.0, 3.0]), 2), [[-1], [1]])
    np.testing.assert_array_equal(columns(np.full((2, 1), 5.0), 2), [[0], [0]])
    votes = Evidence.votes(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([0, 1, 1]))
    np.testing.assert_array_equal(spoke(votes), [[1, 1], [0, 1]])
    with pytest.raises(DataError, match="privileged must have one row an item, 2"):
        columns(np.zeros(3), 2)
    with pytest.raises(DataError, match="privileged must be finite"):
        columns(np.array([np.nan, 1.0]), 2)


def test_of_a_linear_model_nothing_is_shared_so_it_is_plain_training():
    random = np.random.default_rng(0)
    features = random.normal(size=(60, 4)).astype(np.float32)
    evidence = Evidence.labels(np.argmax(features[:, :3], axis=1))
    head = Head(hidden=0, epochs=5, batch=60)
    made = PrivilegedInformation(memory=0).learn(features, evidence, carrier=head)
    plain = PlainTraining().learn(features, evidence, carrier=head)
    apart = made.probabilities(features) - plain.probabilities(features)
    assert np.abs(apart).max() < 1e-5


def test_who_labelled_explains_mistakes_away(digits):
    """Of three people one errs in 7 of 10 labels: knowing who labelled helps."""
    split, random = digits.split(), np.random.default_rng(0)
    who = random.integers(0, 3, len(split.truth))
    wrong = random.random(len(who)) < np.array([0.05, 0.3, 0.7])[who]
    labels = np.where(wrong, (split.truth + 1) % 10, split.truth)
    evidence = Evidence.labels(labels, digits.names)
    head = digits.head(20, rate=3e-3)
    plain = PlainTraining().learn(split.train, evidence, head)
    told = PrivilegedInformation(memory=0).learn(split.train, evidence, who, head)
    assert digits.accuracy(told) > digits.accuracy(plain)
