"""Relevance and who was judged: by hand, against an optimiser, and on lists that were pooled."""

from types import SimpleNamespace

import numpy as np
import pytest

from assay.bench.data.learn.positives import learn_selected
from assay.bench.learn import area_under_curve
from assay.learn import CoupledEstimation, Head
from assay.learn.positives.coupled_estimation import Coupled, climbed, inverted

torch = pytest.importorskip("torch")
LISTS = np.array([0, 0, 0, 1, 1, 2])
PICKED = np.array([True, False, True, True, False, False])


def seen(odds, ids=None):
    logits = torch.tensor(np.stack([np.zeros(len(odds)), odds], 1))
    ids = np.arange(len(odds)) if ids is None else ids
    return SimpleNamespace(ids=ids, logits=logits, tensor=torch.from_numpy)


def test_the_share_of_the_list_by_hand():
    recipe = Coupled(PICKED, 1, LISTS, None, 10.0)
    recipe.count = np.array([2, 1, 0.5, 0.5, 1, 1])
    odds = np.log(np.array([1.0, 2, 1, 3, 1, 7]))
    wanted = -(2 * np.log(1 / 4) + 0.5 * np.log(1 / 4) + 0.5 * np.log(3 / 4)) / 3
    assert float(recipe.objective(seen(odds))) == pytest.approx(wanted)
    # A list without positives teaches nothing.
    assert float(recipe.objective(seen(odds[5:], np.array([5])))) == 0
    far = recipe.objective(seen(np.array([500.0, -500, 0, -500, 500, 0])))
    assert np.isfinite(float(far))


def test_weights_by_hand():
    logs = np.log(np.array([1.0, 1, 4, 100, 1, 1]))
    # In the first list positives are at 1 and 4, in the middle at 2: they count 2 and 1/2.
    found = inverted(logs, PICKED, LISTS, 10.0)
    np.testing.assert_allclose(found[PICKED], np.array([2, 0.5, 1]) / (3.5 / 3))
    held = inverted(logs, PICKED, LISTS, 1.0)
    np.testing.assert_allclose(held, 1)


def test_who_was_judged_is_where_an_optimiser_finds_it():
    from scipy.optimize import minimize
    from scipy.special import logsumexp

    random = np.random.default_rng(0)
    lists, drivers = np.repeat(np.arange(20), 5), random.normal(size=(100, 2))
    count = random.random(100) * (random.random(100) < 0.4)

    def cost(slope):
        logs = drivers @ slope
        total = np.array([logsumexp(logs[lists == one]) for one in range(20)])
        return -(count * (logs - total[lists])).sum() + slope @ slope / 2

    slope = np.zeros(2)
    for _ in range(20):
        slope = climbed(slope, drivers, count, lists)
    np.testing.assert_allclose(slope, minimize(cost, np.zeros(2)).x, atol=1e-4)


def test_batches_hold_whole_lists():
    recipe = Coupled(PICKED, 1, LISTS, None, 10.0)
    parts = list(recipe.batches(np.arange(6), 3, np.random.default_rng(0)))
    assert sorted(np.concatenate(parts)) == list(range(6))
    for ids in parts:
        for one in np.unique(LISTS[ids]):
            assert (LISTS[ids] == one).sum() == np.isin(LISTS, one).sum()


def test_lists_that_an_old_ranking_pooled():
    """It is to rank better than the same lists with all positives alike."""
    problem = learn_selected(0, "pooled", queries=60)
    given, found = problem.given, []
    for drivers in (None, given["true_selected_by"]):
        model = CoupledEstimation().learn(
            given["features"], given["evidence"], drivers, given["groups"], given["true_prior"],
            Head(hidden=0, epochs=20, batch=300, rate=0.02),
        )  # fmt: skip
        found.append(area_under_curve(model.posterior(given["test_features"]), problem.truth))
    assert found[1] > found[0] + 0.02
    assert model.about["selection"][0] > 0.3
    mean = model.probabilities(given["features"])[:, 1].mean()
    assert mean == pytest.approx(given["true_prior"], abs=1e-3)
