"""Two normal parts, against scikit-learn and against what they were drawn from."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from assay.kernels.dynamics.mixture import FEWEST, _split, high, two_parts


def drawn(random, n=2000, share=0.2):
    upper = random.random(n) < share
    return np.where(upper, random.normal(4, 0.8, n), random.normal(1, 0.5, n)), upper


def test_the_parts_are_those_of_scikit_learn():
    values, _ = drawn(np.random.default_rng(0))
    group = np.zeros(len(values), int)
    parts = two_parts(values, group, 1)
    model = GaussianMixture(2, tol=1e-9, max_iter=1000, random_state=0).fit(values[:, None])
    order = model.means_[:, 0].argsort()
    np.testing.assert_allclose(parts.mean[0], model.means_[order, 0], rtol=2e-3)
    np.testing.assert_allclose(parts.variance[0], model.covariances_[order, 0, 0], rtol=2e-2)
    np.testing.assert_allclose(parts.share[0], model.weights_[order], rtol=1e-2)
    inside = (values > parts.mean[0, 0]) & (values < parts.mean[0, 1])
    wanted = model.predict_proba(values[:, None])[:, order[1]]
    np.testing.assert_allclose(high(values, group, parts)[inside], wanted[inside], atol=0.01)


def test_groups_are_fitted_apart_and_small_ones_by_all():
    random = np.random.default_rng(1)
    values = np.concatenate([drawn(random)[0], drawn(random)[0] + 10, [1.0, 4.0]])
    group = np.repeat([0, 1, 2], [2000, 2000, 2])
    parts = two_parts(values, group, 4)
    for which in (0, 1):
        alone = two_parts(values[group == which], np.zeros(2000, int), 1)
        np.testing.assert_allclose(parts.mean[which], alone.mean[0], rtol=1e-3)
    pooled = two_parts(values, np.zeros(len(values), int), 1)
    np.testing.assert_allclose(parts.mean[2], pooled.mean[0], rtol=1e-3)
    assert FEWEST == 20


def test_the_chance_never_falls_even_where_the_low_part_is_wide():
    random = np.random.default_rng(2)
    values = np.concatenate([random.normal(0, 5, 900), random.normal(6, 0.3, 100)])
    group = np.zeros(1000, int)
    grid = np.linspace(-20, 40, 500)
    chance = high(grid, np.zeros(500, int), two_parts(values, group, 1))
    assert (np.diff(chance) >= -1e-12).all()


def test_the_split_leaves_least_variance_within():
    random = np.random.default_rng(3)
    group = np.repeat([0, 1], 30)
    values = random.normal(size=60) ** 3
    found = _split(values, group, 2)
    for which in (0, 1):
        mine = np.sort(values[group == which])
        within = [mine[:c].var() * c + mine[c:].var() * (30 - c) for c in range(1, 30)]
        assert found[group == which].sum() == 29 - np.argmin(within)


@pytest.mark.parametrize("values", [np.zeros(30), np.empty(0), np.ones(1)])
def test_equal_values_have_no_parts_and_no_warnings(values):
    group = np.zeros(len(values), int)
    assert np.isfinite(high(values, group, two_parts(values, group, 1))).all()
