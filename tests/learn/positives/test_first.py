"""Positives beside the rest: by hand, and the reference protocol, shortened."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn import Classifier, NonNegativeRisk, PriorMatched
from assay.learn.positives.drawn import share_of
from assay.learn.said import positives_of

pytest.importorskip("torch")


def test_digits_of_which_some_odd_ones_are_known(digits):
    """The reference at 150 epochs: naive 74.8, nnPU 92.1, prior-matched EM 94.0."""
    split = digits.split()
    evidence, prior = digits.picked(split.truth), float((split.truth % 2).mean())
    head = digits.head(30)
    for learner in (NonNegativeRisk(), PriorMatched()):
        model = learner.learn(split.train, evidence, prior, carrier=head)
        assert digits.accuracy(model) > 0.88
    model = PriorMatched().learn(split.train, evidence, prior, carrier=Classifier())
    assert digits.accuracy(model) > 0.85
    assert model.probabilities(split.train)[:, 1].mean() == pytest.approx(prior, abs=0.05)


def test_the_share_is_estimated_where_classes_hardly_overlap():
    random = np.random.default_rng(0)
    truth = random.random(2000) < 0.4
    features = random.normal(size=(2000, 2)) + 6 * truth[:, None]
    picked = truth & (random.random(2000) < 0.3)
    assert share_of(None, picked, features, "x") == pytest.approx(0.4, abs=0.06)
    assert share_of(0.5, picked, features, "x") == 0.5


def test_who_is_positive_is_what_was_named():
    picked, which = positives_of(Evidence.labels(np.array([-1, 0, -1]), ("yes", "no")), "x")
    assert (picked.tolist(), which) == ([False, True, False], 0)
    with pytest.raises(DataError, match="claims must all name the same class"):
        positives_of(Evidence.labels(np.array([0, 1]), ("a", "b")), "x")
    with pytest.raises(DataError, match="must be of two classes; got 3"):
        positives_of(Evidence.labels(np.array([0, -1]), ("a", "b", "c")), "x")
