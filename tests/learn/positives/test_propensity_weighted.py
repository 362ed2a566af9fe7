"""The weighted risk: by hand, without bias, the trap of weights below zero, and tumours."""

from types import SimpleNamespace

import numpy as np
import pytest

from assay.bench.data.learn.positives import learn_selected
from assay.bench.learn import positive_f1
from assay.evidence import Evidence
from assay.learn import Head, PropensityWeighted, UnbiasedRisk
from assay.learn.positives.unbiased_risk import Free
from assay.learn.positives.weighed import Weighed

torch = pytest.importorskip("torch")


def seen(odds):
    logits = torch.tensor(np.stack([np.zeros(len(odds)), odds], 1))
    return SimpleNamespace(ids=np.arange(len(odds)), logits=logits, tensor=torch.from_numpy)


def cost(odds):
    return np.log1p(np.exp(odds))


def test_the_risk_by_hand():
    odds = np.array([1.0, -1.0, 0.5])
    picked, chance = np.array([True, False, True]), np.array([0.5, 0.5, 0.05])
    risk = 2 * cost(-1) - cost(1) + cost(-1) + 10 * cost(-0.5) - 9 * cost(0.5)
    for below, wanted in (("nothing", risk / 3), ("hold", (2 * cost(-1) + 10 * cost(-0.5)) / 3)):
        recipe = Weighed(picked, 1, chance, 0.1, below)
        assert float(recipe.objective(seen(odds))) == pytest.approx(wanted, rel=1e-6)
    climb = Weighed(picked, 1, chance, 0.1, "climb").objective(seen(odds))
    assert float(climb) == pytest.approx((cost(1) - cost(-1) + 9 * cost(0.5)) / 3, rel=1e-6)


def test_it_is_the_risk_of_the_truth_on_average_and_of_few_products_not():
    random = np.random.default_rng(1)
    truth, odds, chance = random.random(60) < 0.4, random.normal(size=60), random.random(60)
    chance = np.maximum(chance, 0.05)
    right = np.where(truth, cost(-odds), cost(odds)).mean()
    found = {0.05: [], 0.5: []}
    for _ in range(200):
        picked = truth & (random.random(60) < chance)
        for clip, values in found.items():
            values.append(float(Weighed(picked, 1, chance, clip, "nothing").objective(seen(odds))))
    free, clipped = np.array(found[0.05]), np.array(found[0.5])
    assert free.mean() == pytest.approx(right, abs=4 * free.std() / np.sqrt(200))
    # Held to a limit it is off, and spreads less.
    assert abs(clipped.mean() - right) > 4 * clipped.std() / np.sqrt(200)
    assert clipped.std() < 0.8 * free.std()


def test_where_all_are_picked_alike_it_is_the_unbiased_risk():
    odds, picked = np.array([0.3, -0.2, 1.1, -2.0]), np.array([True, False, True, False])
    risk = Weighed(picked, 1, np.full(4, 0.5 / 0.8), 0.01, "nothing").objective(seen(odds))
    other = Free(picked, 1, 0.8).objective(seen(odds))
    assert float(risk) == pytest.approx(float(other), rel=1e-6)


def test_without_chances_they_follow_from_the_share():
    random = np.random.default_rng(0)
    features = random.normal(size=(400, 2))
    truth = features[:, 0] > 0
    evidence = Evidence.labels(np.where(truth & (random.random(400) < 0.4), 1, -1), ("a", "b"))
    head = Head(hidden=0, epochs=40, batch=100, rate=0.05)
    model = PropensityWeighted().learn(features, evidence, prior=0.5, carrier=head)
    picked = len(evidence.item) / 400
    np.testing.assert_allclose(model.about["propensity"], picked / 0.5)
    other = UnbiasedRisk().learn(features, evidence, 0.5, head)
    assert (model.predict(features) == truth).mean() > 0.9
    assert (model.predict(features) == other.predict(features)).mean() > 0.9


def test_tumours_picked_by_radius():
    """The reference: 87.7, and 78.6 where weights below zero are dropped."""
    problem = learn_selected(1)
    given = problem.given
    head = Head(hidden=0, epochs=200, batch=398, rate=0.02, decay=0.0025, scaling="none")
    model = PropensityWeighted().learn(
        given["features"], given["evidence"], given["true_propensity"], carrier=head
    )
    assert positive_f1(model.posterior(given["test_features"]), problem.truth) > 0.85
