from itertools import product

import numpy as np
import pytest
from scipy.stats import norm

from assay.errors import DataError
from assay.evidence import Evidence, any_of
from assay.infer import SinglePositiveTags
from assay.kernels.infer.label_sets import chances, drawn_with, posterior, walk


def by_sets(p, given=None):
    """Return P(label holds | given) and P(given), by the sum over all sets of labels."""
    k = len(p)
    held, told = np.zeros(k), np.zeros(k)
    for one in product([0, 1], repeat=k):
        has = np.array(one)
        if not has.any():
            continue
        chance = np.where(has, p, 1 - p).prod()
        told += chance * has / has.sum()
        if given is not None and has[given]:
            held += chance / has.sum() * has
    return (None if given is None else held / held[given]), told


def test_chances_and_what_was_given_by_hand():
    # Two labels given as often as each other: both hold. One given always: it alone.
    found = chances(np.array([[0.5, 0.5], [1.0, 0.0], [0.75, 0.25]]))
    np.testing.assert_allclose(found, [[1, 1], [1, 0], [1, 0.5]], atol=1e-6)
    # The other holds by half. If b was given it holds; if a was, by (1/4) / (1/4 + 1/2).
    told = posterior(np.array([[1, 0.5]] * 3), np.array([1, 0, -1]))
    np.testing.assert_allclose(told, [[1, 1], [1, 1 / 3], [1, 0.5]], atol=1e-9)


@pytest.mark.parametrize("k", [2, 3, 5, 9])
def test_sums_over_all_sets_are_exact(k):
    random = np.random.default_rng(k)
    p = random.random((4, k))
    given = random.integers(0, k, 4)
    found = posterior(p, given)
    for row in range(4):
        np.testing.assert_allclose(found[row], by_sets(p[row], given[row])[0], atol=1e-9)
    # Chances of being given lead back to the chances of holding, where one holds for certain.
    p[np.arange(4), given] = 1.0
    told = np.array([by_sets(row)[1] for row in p])
    np.testing.assert_allclose(told.sum(axis=1), 1)
    np.testing.assert_allclose(chances(told), p, atol=1e-4)


def test_chains_walk_to_the_same_answer():
    random = np.random.default_rng(0)
    p = random.random((3, 4))
    given = np.array([0, 2, 3])
    sets = walk(np.repeat(p, 400, axis=0), np.repeat(given, 400), 60, seed=1)
    mean = sets[20:].mean(axis=0).reshape(3, 400, 4).mean(axis=1)
    np.testing.assert_allclose(mean, posterior(p, given), atol=0.02)
    assert sets[:, np.arange(1200), np.repeat(given, 400)].all()
    again = walk(np.repeat(p, 400, axis=0), np.repeat(given, 400), 60, seed=1)
    np.testing.assert_array_equal(sets, again)


def test_items_come_as_often_as_they_are_what_is_asked():
    proba = np.array([[0.9, 0.8], [0.5, 0.1], [0.1, 0.9], [1.0, 0.0]])
    found = drawn_with(proba, [0], [1], size=20_000, seed=0, steps=60)
    want = proba[:, 0] * (1 - proba[:, 1])
    np.testing.assert_allclose(
        np.bincount(found, minlength=4) / 20_000, want / want.sum(), atol=0.02
    )


def gaussians(seed, n=6000, apart=3.0):
    """Return (n, 2) labels that move a coordinate each, one given label, and P(given | item)."""
    random = np.random.default_rng(seed)
    sets = np.array([[1, 0], [0, 1], [1, 1]])
    share = np.array([0.45, 0.25, 0.3])
    held = sets[random.choice(3, n, p=share)]
    place = held * apart + random.normal(size=(n, 2))
    density = np.stack([norm.pdf(place - one * apart).prod(axis=1) for one in sets], axis=1)
    of_sets = density * share / (density * share).sum(axis=1, keepdims=True)
    first = of_sets[:, 0] + of_sets[:, 2] / 2
    one = (random.random(n) < 0.5).astype(int)
    given = np.where(held.all(axis=1), one, held.argmax(axis=1))
    return held, given, np.stack([first, 1 - first], axis=1), place


def test_the_joint_of_two_attributes_is_found_from_single_positives():
    for seed in range(3):
        held, given, predictions, _ = gaussians(seed)
        evidence = Evidence.labels(given, ("a", "b"))
        found = SinglePositiveTags().infer(evidence, predictions).proba
        joint = np.array([(found[:, 0] * (1 - found[:, 1])).mean(), found.prod(axis=1).mean()])
        truth = np.array([(held @ [1, 2] == 1).mean(), held.all(axis=1).mean()])
        np.testing.assert_allclose(joint, truth, atol=0.03)


def test_a_learnt_classifier_does_as_well_and_items_with_both_are_drawn():
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import cross_val_predict

    held, given, _, place = gaussians(0, n=3000)
    model = HistGradientBoostingClassifier(max_iter=40, learning_rate=0.1, max_leaf_nodes=8)
    predictions = cross_val_predict(model, place, given, cv=3, method="predict_proba")
    found = SinglePositiveTags().infer(Evidence.labels(given, ("a", "b")), predictions)
    # A learnt classifier never says "as often" exactly, so the lesser label comes out rarer.
    assert found.proba.prod(axis=1).mean() == pytest.approx(held.all(axis=1).mean(), abs=0.06)
    assert (found.tags == held).mean() > 0.9 > (np.eye(2)[given] == held).mean()
    both = drawn_with(found.proba, [0, 1], [], size=500, seed=0)
    assert held[both].all(axis=1).mean() > 0.8 > 2 * held.all(axis=1).mean()
    only = drawn_with(found.proba, [0], [1], size=500, seed=0)
    assert (held[only] == [1, 0]).all(axis=1).mean() > 0.85


def test_sets_of_tags_are_refused():
    tags = Evidence.tags(np.eye(2), ("a", "b"))
    assert tags.truth == any_of(("a", "b"))
    with pytest.raises(DataError, match="SinglePositiveTags: the truth must be one_of"):
        SinglePositiveTags().infer(tags, np.full((2, 2), 0.5))
