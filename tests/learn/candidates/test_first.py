"""Sets of candidates and exclusions: identities and the reference protocol, shortened."""

import numpy as np
import pytest

from assay.learn import (
    CandidateLikelihood,
    Classifier,
    ComplementaryForward,
    ComplementaryRisk,
    PlainTraining,
    Proden,
)
from assay.learn.candidates.complementary_risk import Risk

torch = pytest.importorskip("torch")


def test_sets_of_one_are_labels(digits):
    split = digits.split()
    sets = digits.sets(np.eye(10)[split.truth])
    head = digits.head(2)
    plain = PlainTraining().learn(split.train, sets, carrier=head)
    for learner in (CandidateLikelihood(), Proden()):
        model = learner.learn(split.train, sets, carrier=head)
        np.testing.assert_allclose(
            model.probabilities(split.test), plain.probabilities(split.test), atol=1e-4
        )


def test_sets_with_many_others(digits):
    """The reference at 200 epochs: average 47.7, CC 94.3, PRODEN 94.4."""
    split = digits.split()
    sets = digits.sets(digits.candidates(split.truth, 0.7))
    for learner in (CandidateLikelihood(), Proden()):
        model = learner.learn(split.train, sets, carrier=digits.head(60))
        assert digits.accuracy(model) > 0.9
    assert (model.believed[~digits.candidates(split.truth, 0.7)] == 0).all()
    assert (model.believed.argmax(axis=1) == split.truth).mean() > 0.88


def test_sure_exclusions_are_sets_of_the_rest(digits):
    split = digits.split()
    table = digits.exclusions(biased=False)
    out = digits.complementary(split.truth, table)
    rest = digits.sets(1 - np.asarray(out.claim.toarray()))
    head = digits.head(2)
    first = ComplementaryForward().learn(split.train, out, carrier=head)
    second = CandidateLikelihood().learn(split.train, rest, carrier=head)
    np.testing.assert_allclose(
        first.probabilities(split.test), second.probabilities(split.test), atol=1e-5
    )


def test_biased_exclusions_need_their_matrix(digits):
    """The reference at 300 epochs: forward 89.8, risk 80.6."""
    split, table = digits.split(), digits.exclusions()
    out = digits.complementary(split.truth, table)
    head = digits.head(60)
    known = ComplementaryForward().learn(split.train, out, exclusions=table, carrier=head)
    assert digits.accuracy(known) > 0.86
    blind = ComplementaryForward().learn(split.train, out, carrier=head)
    assert digits.accuracy(blind) < 0.6
    risk = ComplementaryRisk().learn(split.train, out, exclusions=table, carrier=head)
    assert digits.accuracy(risk) > 0.6


def test_the_risk_is_that_of_the_truth_on_average():
    """Summed over what could have been ruled out, weighed by its chance."""
    random = np.random.default_rng(0)
    table = random.dirichlet(np.ones(3), 3) * (1 - np.eye(3)) + 1e-3
    table /= table.sum(axis=1, keepdims=True)
    logits = torch.tensor(random.normal(size=(1, 3)))
    costs = -logits.log_softmax(1).numpy()[0]
    undone = np.linalg.pinv(table)
    for truth in range(3):
        mean = sum(table[truth, out] * (undone[out] @ costs) for out in range(3))
        assert mean == pytest.approx(costs[truth])
    assert Risk(np.eye(3, dtype=bool), undone, "nothing").out.tolist() == np.eye(3).tolist()


def test_rounds_of_a_classifier_aim_at_what_it_predicts(digits):
    """Fitted to its end every round, PRODEN is EM, and so is the likelihood of the sets."""
    split = digits.split()
    sets = digits.sets(digits.candidates(split.truth, 0.4))
    plain, step, whole = (
        learner.learn(split.train, sets, carrier=Classifier(rounds=4))
        for learner in (PlainTraining(), Proden(), CandidateLikelihood())
    )
    np.testing.assert_allclose(
        step.probabilities(split.test), whole.probabilities(split.test), atol=1e-5
    )
    assert digits.accuracy(step) > digits.accuracy(plain) + 0.05
