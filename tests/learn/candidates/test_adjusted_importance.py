"""Sets that miss the truth: the number by hand, PRODEN as its end, and the noisy protocol."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn import AdjustedImportance, CandidateLikelihood, Classifier, Proden
from assay.learn.candidates.adjusted_importance import Adjusting
from assay.learn.candidates.proden import Progressive
from assay.learn.step import Epoch, Step


def test_the_number_lets_as_many_win_as_sets_miss_the_truth():
    member = np.array([[1, 0, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], bool)
    proba = np.array([[0.6, 0.2, 0.2], [0.1, 0.1, 0.8], [0.4, 0.3, 0.3], [0.2, 0.7, 0.1]])
    made = Adjusting(member, 0.5, 0.0, hard=False)
    made.after(Epoch(1, 10, "softmax", np.random.default_rng(0), lambda _: np.log(proba)))
    # The best inside over the best outside: 3, 0.125, 0.75, 0.286; half of four are below 0.75.
    np.testing.assert_allclose(made.outside, 0.75)
    # Just below it, so that the third item's tie is decided.
    made.outside = 0.74
    step = Step(np.arange(4), 1, 10, 0, "softmax", np.random.default_rng(0), guess=np.log(proba))
    wins = made.fresh(step).argmax(axis=1)
    assert (~member[np.arange(4), wins]).sum() == 2
    hard = Adjusting(member, 0.5, 0.0, hard=True)
    hard.outside = 0.74
    np.testing.assert_array_equal(hard.fresh(step), np.eye(3)[wins])


def test_without_misses_and_memory_it_is_proden():
    """With a classifier, which is fitted to its end every round, nothing is remembered."""
    random = np.random.default_rng(0)
    truth = np.arange(60) % 3
    features = np.eye(3)[truth] * 2 + random.normal(size=(60, 3))
    member = (random.random((60, 3)) < 0.4) | (np.eye(3)[truth] > 0)
    sets, carrier = Evidence.soft(member.astype(float), "abc"), Classifier(rounds=3)
    first = AdjustedImportance(missing=0.0).learn(features, sets, carrier=carrier)
    second = Proden().learn(features, sets, carrier=carrier)
    np.testing.assert_allclose(
        first.probabilities(features), second.probabilities(features), atol=1e-9
    )
    # Each round aims at what the one before predicted.
    assert len(second.history) == 3
    assert (second.believed.argmax(axis=1) == truth).mean() > 0.9
    assert isinstance(Adjusting(np.ones((1, 2), bool), 0.0, 0.0, hard=False), Progressive)


def test_all_classes_inside_count_alike_where_the_number_is_one():
    """A number of one is self-training: what is predicted, whatever the set."""
    made = Adjusting(np.array([[1, 0, 0]], bool), 1.0, 0.0, hard=False)
    made.outside = 1.0
    guess = np.log([[0.2, 0.5, 0.3]])
    step = Step(np.arange(1), 1, 10, 0, "softmax", np.random.default_rng(0), guess=guess)
    np.testing.assert_allclose(made.fresh(step), [[0.2, 0.5, 0.3]])


def test_three_in_ten_sets_miss_the_truth(digits):
    """The reference at 200 epochs: 89.1, PRODEN 73.3, the likelihood 72.2."""
    split = digits.split()
    train, truth = split.train[:500], split.truth[:500]
    sets = digits.sets(digits.candidates(truth, 0.3, missing=0.3))
    head = digits.head(40, rate=5e-3)
    model = AdjustedImportance(missing=0.3).learn(train, sets, carrier=head)
    plain = CandidateLikelihood().learn(train, sets, carrier=head)
    assert digits.accuracy(model) > digits.accuracy(plain) + 0.05
    assert 0 < model.about["outside"] <= 1


def test_how_many_miss_is_estimated_where_it_is_not_given(digits):
    split = digits.split()
    member = digits.candidates(split.truth, 0.3, missing=0.3)
    rate = float((~member[np.arange(len(member)), split.truth]).mean())
    parts, carrier = (split.train, digits.sets(member)), Classifier(rounds=2)
    found = AdjustedImportance().learn(*parts, carrier=carrier)
    assert abs(found.about["missing"] - rate) < 0.05
    given = AdjustedImportance(missing=found.about["missing"]).learn(*parts, carrier=carrier)
    np.testing.assert_array_equal(found.probabilities(split.test), given.probabilities(split.test))
    nothing = np.ones_like(split.train)
    assert AdjustedImportance().learn(nothing, parts[1], carrier=carrier).about["missing"] == 0
    with pytest.raises(DataError, match="Give `missing`"):
        AdjustedImportance().learn(None, parts[1])
