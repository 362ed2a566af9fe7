"""Preferences that go against the facts, and pairs of views that don't belong together."""

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assay.flag import BadPairs, MisorderedPairs
from assay.kernels.kinds.alignment import alignment_losses, usual
from assay.kernels.kinds.pairs import STRENGTH, bradley_terry, chance_flipped, sigmoid


def test_facts_alone_by_hand():
    """Odds 19 to 1 at the default trust: a label against the facts is wrong with 95 %."""
    facts = np.array([[1, 0], [0, 1], [0, 1], [1, 1], [np.nan, 1]])
    flags = MisorderedPairs().flag(np.array([0, 0, -1, 0, 0]), facts)
    np.testing.assert_allclose(flags.p_wrong[:3], [0.05, 0.95, 0])
    assert flags.flagged.tolist() == [False, True, False, False, False]
    assert flags.suggested.tolist() == [0, 1, 1, 0, 0]
    assert flags.p_wrong[3] == flags.p_wrong[4] < 0.5


def test_chance_of_a_flip_by_bayes():
    right, rate = np.array([0.9, 0.5, 0.1]), 0.2
    by_hand = [0.02 / (0.02 + 0.72), 0.1 / (0.1 + 0.4), 0.18 / (0.18 + 0.08)]
    np.testing.assert_allclose(chance_flipped(right, rate), by_hand)


def test_bradley_terry_is_the_maximum():
    random = np.random.default_rng(0)
    x, offset = random.normal(size=(200, 3)), random.normal(size=200)
    y = (random.random(200) < sigmoid(x @ [1, -2, 0.5] + offset)).astype(float)

    def loss(w):
        z = x @ w + offset
        return np.logaddexp(0, z).sum() - y @ z + w @ w / (2 * STRENGTH)

    np.testing.assert_allclose(
        bradley_terry(x, offset, y), minimize(loss, np.zeros(3), tol=1e-10).x, atol=1e-4
    )
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, tol=1e-8).fit(x, y)
    np.testing.assert_allclose(bradley_terry(x, 0 * offset, y), model.coef_[0], atol=1e-4)


def fluent_but_false(seed, n=4000, d=8, rate=0.3):
    """Return views, facts, true and given labels, and the true worth of the features.

    The sides' worth is what their features are, and being right; of the pairs of which one side is
    right some are turned to the side that is false, which is made fluent.
    """
    random = np.random.default_rng(seed)
    one, other = random.normal(size=(2, n, d))
    facts = (random.random((n, 2)) < 0.5).astype(float)
    worth = random.normal(size=d)
    worth[:2] = 0.3, 2.0
    one[:, 1] += 2 * facts[:, 0]
    other[:, 1] += 2 * facts[:, 1]
    utility = (one - other) @ worth + 4 * (facts[:, 0] - facts[:, 1])
    truth = (random.random(n) > sigmoid(utility)).astype(int)
    differ = np.flatnonzero(facts[:, 0] != facts[:, 1])
    turned = random.permutation(differ)[: int(rate * n)]
    first = facts[turned, 0] == 0
    one[turned[first], 0] += 3
    other[turned[~first], 0] += 3
    given = truth.copy()
    given[turned] = np.where(first, 0, 1)
    return (one, other), facts, truth, given, worth


def test_utility_is_recovered_by_turning_pairs():
    before, after, caught, right = [], [], [], []
    for seed in range(3):
        views, facts, truth, given, worth = fluent_but_false(seed)
        value, bad = MisorderedPairs(), given != truth
        flags = value.flag(given, facts, views)
        caught.append(flags.flagged[bad].mean())
        right.append(bad[flags.flagged].mean())
        apart, offset = views[0] - views[1], value.offset(facts)
        new = np.random.default_rng(9).normal(size=(4000, 8))
        for said, place, off in ((given, before, 0 * offset), (flags.suggested, after, offset)):
            learnt = bradley_terry(apart, off, 1.0 - said)
            place.append((((new @ learnt) > 0) == ((new @ worth) > 0)).mean())
    assert np.mean(before) < 0.82
    assert np.mean(after) > 0.93
    assert np.mean(caught) > 0.99
    assert np.mean(right) > 0.9


def views(seed, n=2000, d=16):
    """Return two views, and the kind of each pair: 0 good, 1 unrelated, 2 copied."""
    random = np.random.default_rng(seed)
    thing = random.normal(size=(n, d))
    one, other = thing + 0.5 * random.normal(size=(2, n, d))
    kind, order = np.zeros(n, int), random.permutation(n)
    kind[order[: n // 10]], kind[order[n // 10 : 3 * n // 20]] = 1, 2
    loose = np.flatnonzero(kind == 1)
    other[loose] = other[np.roll(loose, 1)]
    other[kind == 2] = one[kind == 2]
    return (one, other), kind


def test_unrelated_and_copied_pairs_are_told_apart():
    both, kind = views(0)
    flags = BadPairs().flag(both)
    what = flags.values["what"]
    assert (what[kind == 1] == "unrelated").mean() > 0.7
    assert (what[kind == 2] == "almost the same").mean() > 0.95
    assert flags.flagged[kind == 0].mean() < 0.005
    assert roc_auc_score(kind > 0, flags.score) > 0.95
    assert flags.values["weight"][flags.flagged].max() <= np.exp(-4.5)
    assert (flags.values["weight"][~flags.flagged] == 1).all()


def test_views_of_different_width_are_aligned():
    (one, other), kind = views(1)
    mixed = other @ np.random.default_rng(2).normal(size=(16, 12))
    loss = alignment_losses(one, mixed, 10, 0)
    assert roc_auc_score(kind[kind < 2], loss[kind < 2]) > 0.95


def test_losses_are_those_of_pairs_left_out():
    """A view of pure noise can be learnt by heart, but not of pairs that weren't seen."""
    random = np.random.default_rng(3)
    loss = alignment_losses(random.normal(size=(60, 40)), random.normal(size=(60, 40)), 20, 0)
    assert abs(loss.mean() - 1) < 0.1


def test_good_pairs_are_hardly_ever_flagged():
    random = np.random.default_rng(4)
    thing = random.normal(size=(3000, 16))
    one, other = thing + 0.5 * random.normal(size=(2, 3000, 16))
    assert BadPairs().flag((one, other)).flagged.mean() < 0.01


def test_usual_is_median_and_quartiles():
    values = np.random.default_rng(5).normal(3, 2, 100_000)
    assert usual(values) == pytest.approx((3, 2), abs=0.03)
