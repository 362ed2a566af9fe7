"""A machine whose labels are turned round as it learns."""

import numpy as np
import pytest
from scipy.optimize import minimize

from assay.errors import DataError, SettingError
from assay.evidence import Evidence
from assay.learn import AdversarialMargin, Classifier, Head
from assay.learn.noisy.adversarial_margin import Machine, projected


def test_the_nearest_balanced_parts_are_those_of_a_solver():
    random = np.random.default_rng(0)
    part, sides = random.normal(size=8) * 2, np.where(random.random(8) < 0.5, 1.0, -1.0)
    bound = random.uniform(0.5, 2, 8)
    found = projected(part, sides, bound)
    made = minimize(
        lambda a: ((a - part) ** 2).sum(), bound / 2, bounds=[(0, b) for b in bound],
        constraints={"type": "eq", "fun": lambda a: (sides * a).sum()}, method="SLSQP",
        options={"ftol": 1e-14},
    )  # fmt: skip
    np.testing.assert_allclose(found, made.x, atol=1e-5)
    assert abs((sides * found).sum()) < 1e-9


def moons(seed=0):
    from sklearn.datasets import make_moons

    rows, truth = make_moons(600, noise=0.15, random_state=seed)
    return rows[:200], truth[:200], rows[200:], truth[200:]


def test_without_an_adversary_it_is_an_ordinary_machine():
    from sklearn.svm import SVC

    rows, truth, fresh, answers = moons()
    made = Machine(budget=0.0, rounds=20, random_state=0).fit(rows, truth)
    scaled = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    usual = SVC(C=10, gamma=0.5).fit(scaled, truth)
    near = usual.decision_function((fresh - rows.mean(axis=0)) / rows.std(axis=0))
    found = made.decision_function(fresh)
    assert np.corrcoef(found, near)[0, 1] > 0.999
    assert ((found > 0) == answers).mean() > 0.95


def test_half_of_the_largest_are_turned():
    part = np.arange(20.0)
    made = Machine(budget=0.2, rounds=5, random_state=1)
    for told in made._attacks(part, np.ones(20)):
        turned = np.flatnonzero(told < 0)
        assert len(turned) == 4
        assert turned.min() >= 12


def test_turned_labels_are_borne():
    rows, truth, fresh, answers = moons()
    turned = np.random.default_rng(0).permutation(200)[:20]
    labels = truth.copy()
    labels[turned] = 1 - labels[turned]
    model = AdversarialMargin(rounds=50).learn(rows, Evidence.labels(labels), Classifier())
    assert (model.predict(fresh) == answers).mean() > 0.85


def test_too_many_items_and_heads_are_told():
    rows = np.random.default_rng(0).normal(size=(4001, 2))
    evidence = Evidence.labels(np.arange(4001) % 2)
    with pytest.raises(DataError, match="at most 4000 items; got 4001"):
        AdversarialMargin().learn(rows, evidence)
    with pytest.raises(SettingError, match="AdversarialMargin"):
        AdversarialMargin().learn(rows[:20], Evidence.labels(np.arange(20) % 2), Head())
