"""Folds dealt over and over, subsets and prototypes, against plain loops."""

import numpy as np
import pytest
from scipy.stats import binom

from assay.kernels.dynamics.head import tabled
from assay.kernels.dynamics.prototypes import likeness, prototypes
from assay.kernels.dynamics.repeated import (
    FOLDS,
    PENALTY,
    RidgeFolds,
    deal,
    discoveries,
    remembered,
    worst_folds,
)
from assay.kernels.dynamics.subsets import (
    fit_subsets,
    influence,
    influence_on_others,
    memorised,
)


def test_counts_are_binomial_where_nothing_is_wrong():
    random = np.random.default_rng(0)
    count, worse = worst_folds(lambda _: random.random(FOLDS), 400, 300, seed=1)
    assert count.sum() == 300 * 80
    assert count.std() == pytest.approx(binom.std(300, 1 / FOLDS), rel=0.1)
    assert worse.std() == pytest.approx(1, rel=0.1)
    # A false discovery among nothing but chance: in one of twenty sets.
    assert discoveries(binom.sf(count - 1, 300, 1 / FOLDS), 0.05).sum() <= 1


def test_any_measure_of_a_fold_points_at_the_items_that_spoil_it():
    bad = np.isin(np.arange(100), [3, 40])
    count, worse = worst_folds(lambda fold: np.bincount(fold, bad, FOLDS), 100, 200, seed=0)
    assert set(np.argsort(-count)[:2]) == set(np.argsort(-worse)[:2]) == {3, 40}


def test_memory_brings_doubtful_items_into_one_fold():
    belief = np.where(np.arange(100) < 20, 0.0, 1.0)
    folds = []

    def believed(fold):
        folds.append(fold)
        return belief

    memory = remembered(believed, 100, 10, seed=0)
    np.testing.assert_allclose(memory, belief, atol=1e-9)
    assert np.bincount(folds[0][20:], minlength=5).min() > 5
    assert len(set(folds[-1][:20])) == 1


def test_ridge_on_other_folds_is_that_of_scikit_learn():
    from sklearn.linear_model import Ridge

    random = np.random.default_rng(0)
    table = tabled(random.normal(size=(60, 3)), np.zeros(60, int))
    targets = random.normal(size=(60, 2))
    model, fold = RidgeFolds(table, targets), deal(random, 60)
    guess = model(fold)
    for held in range(FOLDS):
        rows = model.rows[fold != held]
        strength = PENALTY * np.square(rows).sum() / rows.shape[1] + 1e-9
        plain = Ridge(strength, fit_intercept=False).fit(rows, targets[fold != held])
        np.testing.assert_allclose(guess[fold == held], plain.predict(model.rows[fold == held]))


def test_influence_and_memory_are_differences_of_means():
    random = np.random.default_rng(0)
    seen, right = random.random((12, 7)) < 0.6, random.random((12, 7)) < 0.5
    found, (inside, outside) = influence(seen, right), memorised(seen, right)
    for i in range(7):
        for j in range(7):
            apart = right[seen[:, i], j].mean() - right[~seen[:, i], j].mean()
            assert found[i, j] == pytest.approx(apart)
        assert found[i, i] == pytest.approx(inside[i] - outside[i])


def test_influence_on_others_leaves_the_item_itself_out():
    random = np.random.default_rng(1)
    seen, right = random.random((12, 7)) < 0.6, random.random((12, 7)) < 0.5
    found = influence_on_others(seen, right)
    for i in range(7):
        means = {True: [], False: []}
        for model in range(12):
            held = [j for j in range(7) if not seen[model, j] and j != i]
            means[bool(seen[model, i])].append(right[model, held].mean() if held else 0)
        assert found[i] == pytest.approx(np.mean(means[True]) - np.mean(means[False]))


def test_an_item_has_influence_on_its_twin():
    random = np.random.default_rng(0)
    rows = random.normal(size=(60, 3))
    codes = (rows[:, 0] > 0).astype(int)
    rows[:2], codes[:2] = [[1.0, 0.0, 0.0], [1.001, 0.0, 0.0]], 0
    table = tabled(rows, codes)
    fits = fit_subsets(table, codes[table.order], 2, 60, 0.7, seed=0, workers=1)
    first, twin = np.flatnonzero(table.order == 0)[0], np.flatnonzero(table.order == 1)[0]
    found = influence(fits.seen, fits.right)
    np.fill_diagonal(found, 0)
    assert found[first].argmax() == twin
    assert found[first, twin] > 0.15


def test_workers_change_no_bit_of_subsets():
    rows = np.random.default_rng(0).normal(size=(80, 3))
    codes = (rows[:, 0] > 0).astype(int)
    table = tabled(rows, codes)
    for forest in (True, False):
        one, two = (
            fit_subsets(table, codes[table.order], 2, 4, 0.7, 0, workers, forest=forest)
            for workers in (1, 2)
        )
        for first, second in zip(one, two, strict=True):
            np.testing.assert_array_equal(first, second)
        assert one.seen.sum(axis=1).tolist() == [56] * 4


def test_likeness_leaves_the_item_out_of_its_own_prototype():
    random = np.random.default_rng(0)
    table = tabled(random.normal(size=(30, 4)), np.zeros(30, int))
    codes, weight = np.arange(30) % 3, random.random(30)
    sums = prototypes(table, codes, weight, 3)
    own, best, other = likeness(table, codes, weight, sums)
    unit = table.take(table.order).astype(float)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    for i in range(30):
        cosine = []
        for c in range(3):
            mine = (codes == c) & (np.arange(30) != i)
            mean = (weight[mine, None] * unit[mine]).sum(axis=0)
            cosine.append(unit[i] @ mean / np.linalg.norm(mean))
        assert own[i] == pytest.approx(cosine[codes[i]], abs=1e-4)
        rest = [c for c in range(3) if c != codes[i]]
        assert other[i] == max(rest, key=lambda c: cosine[c])
        assert best[i] == pytest.approx(cosine[other[i]], abs=1e-4)
