"""Tags and numbers as they are said, and what models make of them out of fold."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import rankdata

from assay.dataset import Dataset
from assay.errors import NeedsError
from assay.evidence import Evidence, Source
from assay.flag import SelfConfidence, TagPosterior
from assay.parts.neighbours import neighbours
from assay.parts.number_predictions import number_predictions
from assay.parts.number_probes import Linear
from assay.parts.numbers import numbers
from assay.parts.tag_predictions import platt, rarest, tag_predictions
from assay.parts.tag_probes import Ridge, tag_shares
from assay.parts.tags import tags
from assay.registry import Parts, run


def tagged(random, n=600, k=5):
    """Return features and tags they tell well."""
    features = random.normal(size=(n, 6)).astype(np.float32)
    weight = random.normal(size=(6, k)) * 2
    odds = features @ weight + np.linspace(-3, 1, k)
    return features, (random.random((n, k)) < 1 / (1 + np.exp(-odds))).astype(np.int8)


def test_tags_are_read_from_claims():
    member = np.array([[1, 0, 1], [0, 0, 0], [0, 1, 0]])
    said = Evidence.tags(member, "abc", np.array([True, True, False]))
    assert tags(said).tolist() == [[1, 0, 1], [0, 0, 0], [-1, -1, -1]]
    positive = np.flatnonzero(~said.negated)
    alone = replace(
        said, item=said.item[positive], source=said.source[positive],
        claim=said.claim[positive], negated=said.negated[positive],
    )  # fmt: skip
    assert tags(alone).tolist() == [[1, -1, 1], [-1, -1, -1], [-1, -1, -1]]


def test_the_heavier_side_counts_and_gold_counts_most():
    parts = [Evidence.tags(np.array([m]), "abc") for m in ([1, 1, 0], [1, 0, 0], [1, 0, 1])]
    both = parts[0].join(parts[1])
    assert tags(both).tolist() == [[1, -1, 0]]
    three = both.join(parts[2])
    assert tags(three).tolist() == [[1, 0, 0]]
    gold = replace(three, sources=(*three.sources[:2], Source("gold", trusted=True)))
    assert tags(gold).tolist() == [[1, 0, 1]]


def test_numbers_are_read_from_claims():
    one = Evidence.numbers(np.array([1.5, np.nan, 3.0]))
    np.testing.assert_array_equal(numbers(one), [1.5, np.nan, 3.0])
    np.testing.assert_array_equal(
        numbers(one.join(Evidence.numbers(np.array([2.5, 1.0, np.nan])))), [2.0, 1.0, 3.0]
    )


@pytest.mark.parametrize("maker", [tags, numbers])
def test_other_truths_have_no_such_part(maker):
    with pytest.raises(NeedsError, match=f"{maker.__name__}: needs"):
        maker(Evidence.labels(np.array([0, 1])))


def test_predictions_of_a_data_set_go_by_its_kind():
    random = np.random.default_rng(0)
    features, member = tagged(random, n=60)
    proba = np.full(member.shape, 0.5)
    found = Dataset(Evidence.tags(member, "abcde"), predictions=proba).parts
    assert found["tag_predictions"] is not None
    assert not {"predictions", "labels"} & set(found)
    flags = run(TagPosterior(), Dataset(Evidence.tags(member, "abcde"), features=features))
    assert len(flags) == 60
    value = Dataset(Evidence.numbers(random.normal(size=4)), predictions=np.zeros((4, 1)))
    assert "number_predictions" in value.parts
    with pytest.raises(NeedsError, match="needs labels"):
        run(SelfConfidence(), value)


def test_tag_predictions_are_calibrated_and_tell():
    random = np.random.default_rng(1)
    features, said = tagged(random, n=2000)
    proba = tag_predictions(said, features, neighbours=neighbours(features), workers=2)
    assert proba.dtype == np.float32
    for k in range(5):
        place = rankdata(proba[:, k])[said[:, k] == 1]
        yes = len(place)
        assert (place.sum() - yes * (yes + 1) / 2) / (yes * (2000 - yes)) > 0.8
        for low in (0, 0.2, 0.5, 0.8):
            rows = (proba[:, k] >= low) & (proba[:, k] < low + 0.2)
            if rows.sum() > 100:
                assert abs(proba[rows, k].mean() - said[rows, k].mean()) < 0.1


def test_no_tag_is_seen_by_its_own_prediction():
    """Turning all tags of one item moves the predictions of others, not its own."""
    random = np.random.default_rng(2)
    features, said = tagged(random, n=200)
    plain = tag_predictions(said, features, seed=3)
    common = int(said.sum(axis=0).argmax())
    row = int(np.flatnonzero((said[:, common] == 1) & (said.sum(axis=1) > 1))[0])
    turned = said.copy()
    turned[row, common] = 0
    np.testing.assert_array_equal(rarest(turned), rarest(said))  # so that no fold moves
    moved = tag_predictions(turned, features, seed=3)
    np.testing.assert_array_equal(moved[row], plain[row])
    assert (moved != plain).any()


def test_same_on_any_number_of_workers():
    features, said = tagged(np.random.default_rng(4), n=150)
    one, two = (tag_predictions(said, features, workers=w) for w in (1, 2))
    np.testing.assert_array_equal(one, two)


def test_tags_nobody_has_or_everybody_has_are_no_hindrance():
    features, said = tagged(np.random.default_rng(5), n=100)
    said[:, 0], said[:, 1], said[:, 2] = 0, 1, -1
    proba = tag_predictions(said, features)
    assert np.isfinite(proba).all()
    assert proba[:, 0].max() < 0.2 < 0.8 < proba[:, 1].min()


def test_platt_is_the_penalised_maximum():
    random = np.random.default_rng(6)
    odds = random.normal(size=(5000, 2))
    said = (random.random(odds.shape) < 1 / (1 + np.exp(-(odds * [2, 0.5] + [1, -1])))).astype(int)
    slope, offset = platt(odds, said)
    np.testing.assert_allclose(slope, [2, 0.5], atol=0.15)
    np.testing.assert_allclose(offset, [1, -1], atol=0.15)


def test_ridge_of_many_tags_ranks_as_separate_probes_do():
    features, said = tagged(np.random.default_rng(7), n=1500)
    rows = np.arange(1000)
    odds = Ridge(features).fit(rows, said)(np.arange(1000, 1500))
    for k in range(5):
        yes = said[1000:, k] == 1
        assert odds[yes, k].mean() > odds[~yes, k].mean() + 0.5
    assert (tag_shares(said) > 0).all()


def test_numbers_are_predicted_in_their_unit_and_not_by_themselves():
    random = np.random.default_rng(8)
    features = random.normal(size=(500, 4)).astype(np.float32)
    right = 1000 + 50 * (features @ [1, 2, 0, -1])
    said = right + 5 * random.normal(size=500)
    guess = number_predictions(said, features, neighbours=neighbours(features), workers=2)
    assert guess.shape == (500, 4)
    assert np.abs(guess.mean(axis=1) - right).mean() < 6
    said[7] += 1e5
    moved = number_predictions(said, features, neighbours=neighbours(features), workers=2)
    np.testing.assert_array_equal(moved[7], guess[7])
    assert np.abs(moved.mean(axis=1) - right).mean() < 8


def test_gross_errors_do_not_carry_the_line_away():
    random = np.random.default_rng(9)
    features = random.normal(size=(400, 3))
    right = features @ [3.0, 1, 0] + 2
    said = right + 0.1 * random.normal(size=400)
    said[:40] += 100
    found = Linear(features).fit(np.arange(400), said)(np.arange(400))
    plain = np.linalg.lstsq(np.c_[features, np.ones(400)], said, rcond=None)[0]
    assert (
        np.abs(found - right).mean()
        < 0.2 * np.abs(np.c_[features, np.ones(400)] @ plain - right).mean()
    )


@pytest.mark.parametrize("items", [0, 1, 2, 3, 7])
def test_few_items_are_predicted_all_the_same(items):
    random = np.random.default_rng(10)
    features = random.normal(size=(items, 2)).astype(np.float32)
    guess = number_predictions(random.normal(size=items), features)
    assert guess.shape[0] == items
    assert np.isfinite(guess).all()
    said = (random.random((items, 3)) < 0.5).astype(np.int8)
    assert tag_predictions(said, features).shape == (items, 3)


def test_made_parts_are_not_learnt_from_given_ones():
    features, said = tagged(np.random.default_rng(11), n=50)
    given = {"tags": said, "features": features}
    assert Parts(given)["learnt"]
    assert not Parts(given | {"tag_predictions": np.full(said.shape, 0.5)})["learnt"]
