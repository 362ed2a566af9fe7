"""Robust losses, early learning and co-teaching: identities and reference figures."""

import numpy as np
import pytest

from assay.errors import SettingError, UnknownName
from assay.evidence import Evidence
from assay.learn import CoTeaching, EarlyLearning, PlainTraining, RobustTraining
from assay.losses import CrossEntropy, GeneralisedCrossEntropy, SquaredError

pytest.importorskip("torch")


@pytest.fixture(scope="module")
def noisy(digits):
    split = digits.split()
    return split, Evidence.labels(digits.symmetric(split.truth, 0.4), digits.names)


def test_cross_entropy_by_name_or_value_is_plain_training(noisy, digits):
    split, evidence = noisy
    head = digits.head(2)
    models = [
        PlainTraining().learn(split.train, evidence, carrier=head),
        RobustTraining(loss="cross-entropy").learn(split.train, evidence, carrier=head),
        RobustTraining().learn(split.train, evidence, loss=CrossEntropy(), carrier=head),
        EarlyLearning(strength=0.0).learn(split.train, evidence, carrier=head),
        RobustTraining().learn(
            split.train, evidence, loss=GeneralisedCrossEntropy(q=0.0), carrier=head
        ),
    ]
    found = [model.probabilities(split.test) for model in models]
    for other in found[1:]:
        np.testing.assert_allclose(other, found[0], atol=1e-5)


def test_they_beat_plain_training(noisy, digits):
    """The reference at 200 epochs: plain 89.4, NCE+RCE 94.3, ELR 94.6."""
    split, evidence = noisy
    head = digits.head(60)
    plain = digits.accuracy(PlainTraining().learn(split.train, evidence, carrier=head))
    robust = digits.accuracy(RobustTraining().learn(split.train, evidence, carrier=head))
    early = EarlyLearning().learn(split.train, evidence, carrier=head)
    assert robust > max(plain, 0.91)
    assert digits.accuracy(early) > max(plain, 0.91)
    assert (early.believed.argmax(axis=1) == split.truth).mean() > 0.85


def test_co_teaching_trains_two_and_forgets_nothing_at_zero(noisy, digits):
    split, evidence = noisy
    model = CoTeaching(forget=0.0).learn(split.train, evidence, carrier=digits.head(20))
    assert len(model.body.members) == 2
    assert digits.accuracy(model) > 0.85
    one, other = model.body.logits(split.test)
    assert np.abs(one - other).max() > 0.1


def test_a_loss_that_does_not_fit_is_told(noisy):
    split, evidence = noisy
    with pytest.raises(SettingError, match="one for a truth of kind one_of; got SquaredError"):
        RobustTraining().learn(split.train, evidence, loss=SquaredError())
    with pytest.raises(
        UnknownName, match=r"no loss 'cross-entropi'\. Did you mean 'cross-entropy'"
    ):
        RobustTraining(loss="cross-entropi").learn(split.train, evidence)
