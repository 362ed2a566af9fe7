"""Methods that are a cost of what was ruled out: what a little training makes of digits."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.learn import (
    ComplementarySurrogate,
    DiscriminativeComplementary,
    MultipleComplementary,
    NegativeUnlabelled,
    OrderPreserving,
    PairwiseComparison,
)
from assay.learn.candidates.ruled_out import RuledOut

pytest.importorskip("torch")
#: What each has to reach in a dozen epochs of the reference protocol; chance is 0.1.
LEARNERS = {
    "logarithm": (ComplementarySurrogate(), 0.5),
    "exponential": (ComplementarySurrogate(cost="exponential"), 0.5),
    "several": (MultipleComplementary(), 0.5),
    "absolute": (MultipleComplementary(cost="absolute"), 0.2),
    "discriminative": (DiscriminativeComplementary(), 0.4),
    "pairs": (PairwiseComparison(), 0.35),
    "order": (OrderPreserving("plain"), 0.5),
    "order, reweighed": (OrderPreserving(), 0.2),
    "negatives": (NegativeUnlabelled(), 0.4),
}


@pytest.fixture(scope="module")
def even(digits):
    """Return the digits with one class ruled out of each, any but the truth alike."""
    split = digits.split()
    return split, digits.complementary(split.truth, digits.exclusions(biased=False))


@pytest.mark.parametrize("name", LEARNERS)
def test_one_class_ruled_out_an_item(even, digits, name):
    split, out = even
    learner, least = LEARNERS[name]
    model = learner.learn(split.train, out, carrier=digits.head(20))
    assert digits.accuracy(model) > least


def test_held_out_items_are_judged_by_what_was_ruled_out():
    out = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 0]], bool)
    recipe = RuledOut(out, lambda logits, _: logits)
    np.testing.assert_allclose(recipe.first[:2], [[0, 0.5, 0.5], [0, 0, 1]])
    assert recipe.weight.tolist() == [1, 1, 0]
    chances = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])
    found = recipe.judge(np.arange(2), np.log(chances))
    assert found == pytest.approx(-(np.log(0.5) + np.log(0.9)) / 2)


def test_a_prior_of_the_wrong_shape_is_told(even):
    split, out = even
    with pytest.raises(DataError, match=r"NegativeUnlabelled: prior must have .* shape \(10,\)"):
        NegativeUnlabelled().learn(split.train, out, prior=np.ones(3) / 3)
