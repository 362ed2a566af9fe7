"""Clicks weighed by popularity: by hand, an identity, and products that few were shown."""

import numpy as np
import pytest

from assay.bench.data.learn.positives import learn_selected
from assay.bench.learn import area_under_curve
from assay.evidence import Evidence
from assay.learn import Head, ImplicitFeedback, PropensityWeighted
from assay.learn.positives.implicit_feedback import seen

pytest.importorskip("torch")
HEAD = Head(hidden=16, epochs=5, batch=256)


def test_popularity_by_hand():
    picked = np.array([True, True, True, True, True, False])
    groups = np.array(["a", "a", "a", "a", "b", "c"])
    np.testing.assert_allclose(seen(picked, groups, 0.5)[:5], [1, 1, 1, 1, 0.5])
    # Nobody clicked c, so its weight is never used.
    assert seen(picked, groups, 0.5)[5] > 0
    np.testing.assert_allclose(seen(picked, groups, 0)[:5], 1)
    np.testing.assert_allclose(seen(picked & False, groups, 0.5), 1)


def test_it_is_the_weighted_risk_at_these_chances():
    given = learn_selected(0, "clicks", pairs=500).given
    model = ImplicitFeedback(clip=0.05).learn(
        given["features"], given["evidence"], given["groups"], carrier=HEAD
    )
    picked = np.isin(np.arange(500), given["evidence"].item)
    chance = np.maximum(seen(picked, given["groups"], 0.5), 0.05)
    np.testing.assert_allclose(model.about["propensity"], chance)
    other = PropensityWeighted(clip=0.05).learn(
        given["features"], given["evidence"], chance, carrier=HEAD
    )
    rows = given["test_features"]
    np.testing.assert_array_equal(model.body.outputs(rows), other.body.outputs(rows))


def test_a_known_share_scales_the_chances():
    given = learn_selected(0, "clicks", pairs=2000).given
    model = ImplicitFeedback(clip=0.0).learn(
        given["features"], given["evidence"], given["groups"], 0.4, HEAD
    )
    chance = model.about["propensity"][np.unique(given["evidence"].item)]
    if chance.max() < 1:
        assert (1 / chance).sum() / 2000 == pytest.approx(0.4)


def test_products_that_few_were_shown_are_found():
    problem = learn_selected(0, "clicks", pairs=3000)
    given, found = problem.given, []
    for power in (0.0, 0.5):
        model = ImplicitFeedback(power=power).learn(
            given["features"], given["evidence"], given["groups"],
            carrier=Head(hidden=16, epochs=15, batch=256),
        )  # fmt: skip
        found.append(area_under_curve(model.posterior(given["test_features"]), problem.truth))
    assert found[1] > found[0] + 0.03


def test_without_products_all_were_seen_alike():
    features = np.r_[np.full((40, 1), 1.0), np.full((60, 1), -1.0)]
    evidence = Evidence.labels(np.where(np.arange(100) < 20, 1, -1), ("no", "yes"))
    model = ImplicitFeedback().learn(features, evidence, prior=0.4, carrier=HEAD)
    np.testing.assert_allclose(model.about["propensity"], 0.5)
