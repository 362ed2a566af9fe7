"""What is outside a set held down: by hand, and without it the likelihood."""

import numpy as np
import pytest

from assay.learn import CandidateLikelihood, ImpreciseCandidates
from assay.learn.candidates.imprecise_candidates import HeldDown
from assay.learn.step import Step

torch = pytest.importorskip("torch")


def test_by_hand():
    member = np.array([[1, 1, 0], [1, 0, 0]], bool)
    logits = torch.tensor([[0.0, 1.0, 2.0], [0.5, 0.0, 0.0]])
    step = Step(np.arange(2), 0, 1, 0, "softmax", np.random.default_rng(0), rows=torch.zeros(2, 1))
    step.__dict__["logits"] = logits
    p = torch.softmax(logits, 1).numpy()
    wanted = -(np.log(1 - p[0, 2]) + np.log(1 - p[1, 1]) + np.log(1 - p[1, 2])) / 2
    assert float(HeldDown(member, 2.0).penalty(step)) == pytest.approx(2 * wanted, abs=1e-4)


def test_without_it_the_likelihood(digits):
    split = digits.split()
    sets = digits.sets(digits.candidates(split.truth, 0.7))
    head = digits.head(3)
    first = ImpreciseCandidates(strength=0).learn(split.train, sets, carrier=head)
    second = CandidateLikelihood().learn(split.train, sets, carrier=head)
    np.testing.assert_allclose(
        first.probabilities(split.test), second.probabilities(split.test), atol=1e-6
    )


def test_sets_with_many_others(digits):
    """The reference at 200 epochs: 94.4, as without it."""
    split = digits.split()
    sets = digits.sets(digits.candidates(split.truth[:500], 0.7))
    head = digits.head(30, rate=5e-3)
    model = ImpreciseCandidates().learn(split.train[:500], sets, carrier=head)
    assert digits.accuracy(model) > 0.75
