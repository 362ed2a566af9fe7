import numpy as np
import pytest
from scipy.special import logit

from assay.errors import DataError
from assay.kernels.learn.foretold import chosen
from assay.learn.held_out import out_of_fold
from assay.learn.second_opinion import ENOUGH, enough, second_opinion, sure_as
from assay.parts.folds import folds as deal


def turned(proba, power):
    made = proba**power
    return made / made.sum(axis=1, keepdims=True)


def embedded(seed, n=900, d=200, wrong=0.3):
    """Return two clouds apart in many dimensions, some labels of the other, and the truth."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, n)
    features = random.normal(size=(n, d))
    features[:, :40] += 0.7 * truth[:, None]
    return features, np.where(random.random(n) < wrong, 1 - truth, truth), truth


def test_the_stronger_pull_is_chosen_where_two_are_as_good():
    same, even = np.array([1.0, 0.0, 1.0, 1.0]), np.ones(4)
    assert chosen([same, same, same], even) == 0
    # Three of four more is a gap of .75, a standard error of .43 / 2; one of four .25 and as much.
    assert chosen([np.zeros(4), same, same], even) == 1
    assert chosen([np.array([1.0, 0.0, 1.0, 0.0]), same], even) == 1
    assert chosen([np.array([1.0, 1.0, 0.0, 1.0]), same], even) == 0
    assert chosen([np.array([1.0, 0.0, 1.0, 0.0]), same], np.array([1.0, 1.0, 1.0, 0.0])) == 0
    assert chosen([np.zeros(0)] * 3, np.zeros(0)) == 2


def test_predictions_become_as_sure_as_they_are_right():
    random = np.random.default_rng(0)
    proba = random.dirichlet(np.ones(3), 20_000)
    label = (random.random((20_000, 1)) > np.cumsum(proba, axis=1)).sum(axis=1)
    target, known = np.eye(3)[label], np.ones(20_000, bool)
    for power in (0.3, 1.0, 3.0):
        found = sure_as(turned(proba, power), target, known)
        np.testing.assert_allclose(found, proba, atol=0.02)
        np.testing.assert_allclose(found.sum(axis=1), 1)
    same = turned(proba, 0.3)
    np.testing.assert_allclose(sure_as(same, target, ~known), same, atol=1e-9)


def test_wrong_labels_in_many_dimensions_are_not_learnt_by_heart():
    for seed in (0, 1):
        features, labels, truth = embedded(seed)
        found = second_opinion(features, np.eye(2)[labels])
        usual = out_of_fold(features, np.eye(2)[labels])
        assert (found.argmax(axis=1) == truth).mean() > 0.9
        assert (usual.argmax(axis=1) == truth).mean() < 0.85
        np.testing.assert_allclose(found.sum(axis=1), 1)
        # As sure of the labels as it foretells them.
        agrees = (found.argmax(axis=1) == labels).mean()
        assert abs(found.max(axis=1).mean() - agrees) < 0.05
        again = second_opinion(features, np.eye(2)[labels])
        np.testing.assert_array_equal(found, again)


def test_no_label_counts_for_its_own_item():
    features, labels, _ = embedded(2, n=300, d=60)
    target = np.eye(2)[labels]
    first = second_opinion(features, target)
    # Softer, but for the same class: the folds stay as they are.
    target[7] = 0.6 * target[7] + 0.4 * target[7, ::-1]
    other = second_opinion(features, target)
    # How sure all are hangs on every label, by one factor; all but who never learnt item 7 moved.
    mates = deal(labels) == deal(labels)[7]
    factor = logit(other[:, 0]) / logit(first[:, 0])
    np.testing.assert_allclose(factor[mates], factor[7], rtol=1e-6)
    assert (np.abs(factor[~mates] / factor[7] - 1) > 1e-4).mean() > 0.95
    unlabelled = np.full((300, 2), np.nan)
    np.testing.assert_allclose(second_opinion(features, unlabelled), 0.5)


def test_of_many_items_some_folds_choose():
    fold = np.repeat(np.arange(5), 1500)
    known = np.ones(len(fold), bool)
    assert enough(fold, known).tolist() == [0, 1, 2]
    assert enough(fold[::5], known[::5]).tolist() == [0, 1, 2, 3, 4]
    features, labels, _ = embedded(3, n=2 * ENOUGH, d=20)
    found = second_opinion(features, np.eye(2)[labels])
    assert abs((found.argmax(axis=1) == labels).mean() - 0.7) < 0.03


def test_features_are_asked_for_by_name():
    with pytest.raises(DataError, match=r"Forward: needs features .* got none\. .*predictions"):
        second_opinion(None, np.eye(2)[[0, 1, 0, 1]], who="Forward")
