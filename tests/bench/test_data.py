import numpy as np
import pytest
from scipy.special import ndtr, softmax

from assay.bench.data import (
    digits,
    gaussians,
    people,
    spurious,
    stored_votes,
    strangers,
    tagged,
    votes,
    world,
)
from assay.bench.data.votes import confusions
from assay.bench.data.worlds import transition, wrong
from assay.errors import DataError, NeedsError, SettingError


def test_a_calibrated_world_is_calibrated():
    made = world(0, items=50_000, classes=3, noise=0.0, signal=1.0)
    proba, truth = made.given["predictions"], made.given["labels"]
    for low in (0.2, 0.4, 0.6, 0.8):
        inside = (proba[:, 0] >= low) & (proba[:, 0] < low + 0.1)
        share = (truth[inside] == 0).mean()
        assert share == pytest.approx(proba[inside, 0].mean(), abs=0.03)


def test_worlds_differ_only_in_what_the_predictions_make_of_them():
    worlds = {
        kind: world(3, items=200, classes=4, noise=0.2, kind=kind).given
        for kind in ("calibrated", "underconfident", "overconfident", "learnt-noise")
    }
    right = worlds["calibrated"]
    log = np.log(right["predictions"].astype(float))
    for kind, power in (("underconfident", 0.5), ("overconfident", 2.0)):
        np.testing.assert_array_equal(worlds[kind]["labels"], right["labels"])
        np.testing.assert_allclose(
            worlds[kind]["predictions"], softmax(power * log, axis=1), atol=1e-5
        )
    mixed = right["predictions"] @ transition(4, 0.2)
    np.testing.assert_allclose(worlds["learnt-noise"]["predictions"], mixed, atol=1e-6)


def test_a_world_has_the_noise_and_the_imbalance_it_was_asked_for():
    made = world(1, items=40_000, classes=5, noise=0.2, imbalance=4, gold=100)
    assert made.truth["rate"] == pytest.approx(0.2, abs=0.01)
    errors, gold = made.truth["errors"], made.given["gold"]
    truth = np.where(errors == 0, made.given["labels"], -1)
    share = np.bincount(truth[truth >= 0], minlength=5)
    assert share[0] / share[-1] == pytest.approx(4, rel=0.1)
    checked = gold >= 0
    assert checked.sum() == 100
    assert ((gold != made.given["labels"]) == errors)[checked].all()
    np.testing.assert_allclose(transition(5, 0.2).sum(axis=1), 1, rtol=1e-6)


def test_the_same_seed_draws_the_same_and_contenders_can_not_change_it():
    first, second = world(5, items=100), world(5, items=100)
    np.testing.assert_array_equal(first.given["predictions"], second.given["predictions"])
    assert (world(6, items=100).given["labels"] != first.given["labels"]).any()
    with pytest.raises(ValueError, match="read-only"):
        first.given["labels"][0] = 1
    assert "errors" not in first.given
    assert first.size == 100 * 10 * 4


def test_votes_are_right_as_often_as_their_sources():
    random = np.random.default_rng(0)
    table = confusions(50, 4, random)
    np.testing.assert_allclose(table.sum(axis=2), 1)
    made = votes(0, items=4000, per_item=4, sources=20, classes=3)
    evidence, truth = made.given["evidence"], made.truth["labels"]
    assert len(evidence.item) == 16_000
    drawn = confusion_of(votes_seed=0, sources=20, classes=3)
    source, said = np.asarray(evidence.source), evidence.claim.indices
    for one in range(3):
        mine = (source == one) & (truth[evidence.item] == 1)
        share = np.bincount(said[mine], minlength=3) / mine.sum()
        np.testing.assert_allclose(share, drawn[one, 1], atol=0.12)


def confusion_of(votes_seed, sources, classes):
    random = np.random.default_rng(votes_seed)
    prior = np.linspace(1, 2, classes) / np.linspace(1, 2, classes).sum()
    random.choice(classes, 4000, p=prior)
    return confusions(sources, classes, random)


def test_people_are_fifteen_columns_with_gaps():
    columns = people(0, items=500).given["columns"]
    assert len(columns) == 15
    assert {len(column) for column in columns.values()} == {500}
    assert None in columns["work"]
    assert set(columns["income"]) == {"low", "high"}


@pytest.mark.parametrize("noise", ["symmetric", "pair-flip", "class-dependent"])
def test_digits_have_errors_where_labels_were_changed(noise):
    made = digits(0, noise=noise, rate=0.1, predictions="neighbours")
    assert made.given["predictions"].shape == (1797, 10)
    assert 0.07 < made.truth["errors"].mean() < 0.13


def test_wrong_settings_are_said():
    with pytest.raises(SettingError, match="instance-dependent"):
        digits(0, noise="loud")
    with pytest.raises(SettingError, match="logistic"):
        digits(0, predictions="oracle")
    with pytest.raises(SettingError, match="learnt-noise"):
        world(0, kind="flat")


def test_stored_votes_are_read(stored):
    made = stored_votes(0, stored, "tiny")
    assert made.given["evidence"].n_items == 6
    assert made.truth["labels"].tolist() == [0, 1, 0, 0, -1, -1]


def test_real_sets_that_are_not_there_are_said(stored):
    with pytest.raises(NeedsError, match="ASSAY_DATA"):
        stored_votes(0, None, "tiny")
    with pytest.raises(NeedsError, match="'huge'"):
        stored_votes(0, stored, "huge")
    with pytest.raises(DataError, match=r"INDEX\.json"):
        stored_votes(0, stored / "crowd", "tiny")


def test_the_exact_posterior_of_a_world_keeps_its_word():
    for kind in ("calibrated", "learnt-noise"):
        made = world(0, items=40_000, classes=4, noise=0.3, signal=1.5, kind=kind, imbalance=3)
        exact, errors = made.given["exact"], made.truth["errors"]
        for low in (0.0, 0.2, 0.5, 0.8):
            inside = (exact >= low) & (exact < low + 0.2)
            assert inside.sum() > 500
            assert errors[inside].mean() == pytest.approx(exact[inside].mean(), abs=0.03)


def test_the_exact_posterior_of_an_item_by_hand():
    proba = np.array([[0.7, 0.2, 0.1]])
    matrix = np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0], [0.0, 0.5, 0.5]])
    # Label 1: .7 x .1 + .2 x .8 + .1 x .5 = .28, of which .16 is right.
    assert wrong(proba, np.array([1]), matrix) == pytest.approx([1 - 0.16 / 0.28])


def test_a_power_flattens_what_the_predictions_say():
    plain, flat = (world(2, items=50, classes=3, power=power).given for power in (1.0, 0.5))
    log = np.log(plain["predictions"].astype(float))
    np.testing.assert_allclose(flat["predictions"], softmax(log / 2, axis=1), atol=1e-5)
    np.testing.assert_array_equal(flat["exact"], plain["exact"])


def test_the_likelier_cloud_is_right_as_often_as_the_predictions_say():
    made = gaussians(0, items=50_000)
    given = made.given
    assert made.truth["rate"] == 0
    assert given["exact"].max() == 0
    # Centres two standard deviations apart: the better guess is right with P(N(0, 1) < 1).
    best = given["predictions"].argmax(axis=1)
    assert (best == given["labels"]).mean() == pytest.approx(ndtr(1), abs=0.005)
    sure = given["predictions"][:, 1] > 0.8
    assert given["labels"][sure].mean() == pytest.approx(
        given["predictions"][sure, 1].mean(), abs=0.01
    )


def test_noise_between_clouds_is_told_by_who_knows():
    made = gaussians(1, items=50_000, noise=0.2)
    exact, errors = made.given["exact"], made.truth["errors"]
    assert made.truth["rate"] == pytest.approx(0.2, abs=0.01)
    for low in (0.0, 0.3, 0.6):
        inside = (exact >= low) & (exact < low + 0.3)
        assert errors[inside].mean() == pytest.approx(exact[inside].mean(), abs=0.02)


def test_most_items_bear_the_mark_of_their_class():
    made = spurious(0, items=4000, predictions="logistic")
    slices, truth = made.truth["slices"], made.truth["labels"]
    assert np.bincount(slices, minlength=4)[[1, 2]].sum() / 4000 == pytest.approx(0.05, abs=0.01)
    np.testing.assert_array_equal(slices // 2, truth)
    # A model goes by the mark: it is right of the many and wrong of most of the few.
    hit = made.given["predictions"].argmax(axis=1) == truth
    many = np.isin(slices, [0, 3])
    assert hit[many].mean() > 0.97
    assert hit[~many].mean() < 0.4


def test_strangers_are_as_many_as_were_asked_for():
    made = strangers(0, "wine", share=0.08)
    assert made.truth["rate"] == pytest.approx(0.08, abs=0.01)
    assert made.truth["errors"].sum() == 6
    assert len(made.given["scores"]) == 10
    digits = strangers(0, "eight_digits", share=0.02)
    away = digits.truth["errors"] == 1
    assert away.mean() == pytest.approx(0.02, abs=0.002)
    assert np.bincount(digits.given["labels"][~away]).min() > 170
    assert digits.given["neighbours"].index.shape == (len(away), 10)
    with pytest.raises(SettingError, match="name must be one of"):
        strangers(0, "iris")


def test_sets_of_tags_leave_the_global_generator_as_it_was():
    pytest.importorskip("cleanlab")
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    made = tagged(0)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    assert made.given["tags"].shape == made.given["tag_predictions"].shape == (5000, 4)
    assert 0.2 < made.truth["errors"].mean() < 0.45


def test_noise_is_the_share_of_every_class_that_has_each_label():
    made = digits(0, rate=0.3, noise="pair-flip", predictions="logistic")
    noise = made.truth["noise"]
    np.testing.assert_allclose(noise.sum(axis=1), 1)
    np.testing.assert_allclose(np.diagonal(noise), 0.7, atol=0.12)
