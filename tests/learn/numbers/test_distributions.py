"""Numbers as distributions over bins and as bits: by hand, identities, and a made-up world."""

import numpy as np
import pytest

from assay.errors import OutputError
from assay.evidence import Evidence
from assay.learn import BitwiseIntegers, Classifier, Head, LabelDistribution
from assay.learn.numbers.bitwise_integers import bits_of, folded, unfolded
from assay.learn.numbers.label_distribution import Centred, around, centres
from assay.model import Model


def world(n=400, seed=0):
    random = np.random.default_rng(seed)
    features = random.normal(size=(n, 4)).astype(np.float32)
    mean = 20 + 12 * np.tanh(features[:, 0]) + 4 * features[:, 1]
    return features, mean


def test_bins_hold_the_values_and_their_tails():
    """Of 9 bins, spread 1: 0 to 8 would leave 4 for the tails, so a step is 2."""
    places = centres(np.array([0.0, 8.0]), 9, 1.0)
    np.testing.assert_allclose(places, np.arange(-4, 13, 2))
    target = around(np.array([0.0, 5.0]), places, 1.0)
    raw = np.exp(-((places / 2) ** 2) / 2)
    np.testing.assert_allclose(target[0], raw / raw.sum())
    np.testing.assert_allclose(target.sum(axis=1), 1)
    # With room for the tails, the mean of the distribution is the value.
    np.testing.assert_allclose(
        around(np.array([0.0, 5.0, 8.0]), centres(np.array([0.0, 8.0]), 60, 2.0), 2.0)
        @ centres(np.array([0.0, 8.0]), 60, 2.0),
        [0, 5, 8], atol=0.03,
    )  # fmt: skip


def test_a_narrow_distribution_is_one_class_and_one_value_stays_one():
    places = centres(np.array([0.0, 8.0]), 17, 0.01)
    assert around(np.array([places[3]]), places, 0.01)[0].argmax() == 3
    assert np.isfinite(around(np.array([2.0]), centres(np.array([2.0]), 5, 1.0), 1.0)).all()


def test_bits_by_hand():
    np.testing.assert_array_equal(bits_of(np.array([0.0, 5.0, 6.0]), 3),
                                  [[0, 0, 0], [1, 0, 1], [0, 1, 1]])  # fmt: skip
    # What is too high is the highest that fits.
    np.testing.assert_array_equal(bits_of(np.array([9.0]), 3), [[1, 1, 1]])


def test_gray_code_by_hand_and_against_every_number():
    """0 1 2 3 4 are 000 001 011 010 110 in Gray's order, here the lowest bit first."""
    bits = folded(bits_of(np.arange(5.0), 3))
    want = [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 1, 1]]
    np.testing.assert_array_equal(bits, want)
    every = folded(bits_of(np.arange(64.0), 6))
    assert (np.abs(np.diff(every, axis=0)).sum(axis=1) == 1).all()
    np.testing.assert_allclose(unfolded(every).ravel(), np.arange(64))
    # The mean over all 64, of bits that are drawn one by one.
    chance = np.random.default_rng(0).random(6)
    weight = np.prod(np.where(every == 1, chance, 1 - chance), axis=1)
    np.testing.assert_allclose(unfolded(chance[None])[0, 0], weight @ np.arange(64))


def test_numbers_are_learnt_in_gray_code_and_not_saved(tmp_path):
    features, mean = world()
    model = BitwiseIntegers(code="gray").learn(
        features, Evidence.numbers(np.round(mean)), carrier=Head(epochs=30, batch=32, rate=1e-2)
    )
    fresh, right = world(seed=5)
    found = model.predict(fresh)
    assert np.abs(found - right).mean() < np.abs(right - right.mean()).mean() / 3
    with pytest.raises(OutputError, match="Gray code"):
        model.save(tmp_path)


def test_the_mean_is_paid_for_in_bins():
    torch = pytest.importorskip("torch")

    class Batch:
        ids = np.arange(2)
        logits = torch.log(torch.tensor([[0.5, 0.5, 0.0], [0.2, 0.2, 0.6]]))

        def tensor(self, array):
            return torch.tensor(np.asarray(array, np.float32))

    recipe = Centred(np.array([[0, 0, 1.0], [0, 1, 0]]), 2.0)
    # 0.5 against 2 and 1.4 against 1: half of 1.5 + 0.4, twice.
    assert float(recipe.penalty(Batch())) == pytest.approx(1.9)
    recipe.beside = np.array([1.0, 0.0], np.float32)
    assert float(recipe.penalty(Batch())) == pytest.approx(1.5)
    assert Centred(np.eye(3)[[2, 1]], 0.0).penalty(Batch()) is None


@pytest.mark.parametrize("method", [LabelDistribution(bins=20), BitwiseIntegers()])
@pytest.mark.parametrize("carrier", [Head(epochs=30, batch=32, rate=1e-2), Classifier()])
def test_they_predict_numbers_and_are_saved(method, carrier, tmp_path):
    features, mean = world()
    labels = np.round(mean + np.random.default_rng(1).normal(size=len(mean)))
    model = method.learn(features, Evidence.numbers(labels), carrier=carrier)
    fresh, right = world(seed=5)
    found = model.predict(fresh)
    assert found.shape == (400,)
    if isinstance(carrier, Head):
        assert np.abs(found - right).mean() < np.abs(right - right.mean()).mean() / 3
        again = Model.load(model.save(tmp_path))
        np.testing.assert_allclose(again.predict(fresh), found)
    else:
        # Of single bits logistic regression can tell little.
        share = 0.9 if isinstance(method, BitwiseIntegers) else 0.5
        assert np.abs(found - right).mean() < share * np.abs(right - right.mean()).mean()


def test_items_that_nobody_spoke_of_are_left_out_and_claims_are_averaged():
    features, mean = world(60)
    item = np.repeat(np.arange(40), 2)
    value = np.repeat(np.round(mean[:40]), 2) + np.tile([-2, 2], 40)
    evidence = Evidence.numbers(value, item=item, source=np.tile([0, 1], 40), n_items=60)
    for method in (LabelDistribution(), BitwiseIntegers()):
        model = method.learn(features, evidence, carrier=Classifier())
        assert np.isfinite(model.predict(features)).all()
        assert model.truth.kind == "number"
