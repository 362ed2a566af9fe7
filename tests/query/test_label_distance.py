"""Distance in a tree of labels: by hand, and what it finds where siblings are confused or not."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.kernels.asking.label_tree import apart, from_confusion, from_names, from_parents, steps
from assay.posterior import Posterior
from assay.query import LabelDistance

#: Six types of five relations each.
CLASSES = tuple(f"type {i}/relation {j}" for i in range(6) for j in range(5))


def test_links_between_classes_by_hand():
    tree = {"cat": "pet", "dog": "pet", "pet": "animal", "cow": "animal"}
    found = from_parents(["cat", "dog", "cow", "car"], tree)
    assert found.tolist() == [[0, 2, 3, 4], [2, 0, 3, 4], [3, 3, 0, 3], [4, 4, 3, 0]]


def test_a_circle_of_parents_is_told():
    with pytest.raises(DataError, match="must have a root"):
        from_parents(["cat", "dog"], {"cat": "dog", "dog": "cat"})


def test_names_that_are_paths_are_a_tree():
    found = from_names(["animal/cat", "animal/dog", "vehicle/car"])
    assert found is not None
    assert found.tolist() == [[0, 2, 4], [2, 0, 4], [4, 4, 0]]
    assert from_names(["cat", "dog", "car"]) is None
    assert from_names(["a/b", "a/c"]) is None  # one branch tells nothing


def test_the_same_name_in_two_branches_is_two_things():
    assert apart([["a", "other"], ["b", "other"]])[0, 1] == 4


def test_the_most_confused_are_nearest():
    counts = np.array([[90, 8, 1, 1], [8, 90, 1, 1], [1, 1, 95, 3], [1, 1, 3, 95]], float)
    found = from_confusion(counts)
    assert found[0, 1] < found[2, 3] < found[0, 2] == found[1, 3]
    np.testing.assert_array_equal(found, found.T)
    assert not found.diagonal().any()


def test_steps_are_nothing_where_a_label_is_missing():
    far = np.array([[0.0, 2.0], [2.0, 0.0]])
    assert steps(far, np.array([0, 0, -1]), np.array([1, 0, 1])).tolist() == [2, 0, 0]


@pytest.mark.parametrize(
    ("first", "items"), [("costly", [1, 0, 2]), ("far", [1, 0, 2]), ("near", [0, 1, 2])]
)
def test_by_hand(first, items):
    classes = ("animal/cat", "animal/dog", "vehicle/car")
    posterior = Posterior(classes, np.array([[0.1, 0.9, 0], [0.2, 0, 0.8], [1, 0, 0]]))
    found = LabelDistance(first=first).query(posterior, 3, np.zeros(3, int))
    assert found.items.tolist() == items


def test_a_given_hierarchy_goes_first():
    posterior = Posterior(("a", "b", "c"), np.array([[0.1, 0.9, 0], [0.1, 0, 0.9]]))
    far = np.array([[0, 5, 1], [5, 0, 1], [1, 1, 0]], float)
    found = LabelDistance().query(posterior, 2, np.zeros(2, int), hierarchy=far)
    assert found.items.tolist() == [0, 1]
    with pytest.raises(DataError, match="hierarchy must have shape"):
        LabelDistance().query(posterior, 2, np.zeros(2, int), hierarchy=far[:2])


def noisy(siblings, seed, n=6000, rate=0.1):
    """Return labels, which are wrong, and the posterior of a model that errs in its own way."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 30, n)
    wrong = random.random(n) < rate
    near = truth // 5 * 5 + (truth % 5 + random.integers(1, 5, n)) % 5
    away = (truth // 5 + random.integers(1, 6, n)) % 6 * 5 + random.integers(0, 5, n)
    labels = np.where(wrong, np.where(random.random(n) < siblings, near, away), truth)
    # The model takes siblings and strangers for each other alike, in a fifth of the items.
    slip = random.random(n)
    other = truth // 5 * 5 + (truth % 5 + random.integers(1, 5, n)) % 5
    stranger = (truth // 5 + random.integers(1, 6, n)) % 6 * 5 + random.integers(0, 5, n)
    best = np.where(slip < 0.1, other, np.where(slip < 0.2, stranger, truth))
    sure = np.where(best == truth, random.beta(8, 2, n), random.beta(4, 3, n))
    proba = np.full((n, 30), 1.0) * ((1 - sure) / 29)[:, None]
    proba[np.arange(n), best] = sure
    return labels, wrong, Posterior(CLASSES, proba)


def recall(first, siblings, seed):
    """Return the share of mistakes found with a look at as many items."""
    labels, wrong, posterior = noisy(siblings, seed)
    return wrong[LabelDistance(first=first).query(posterior, int(wrong.sum()), labels).items].mean()


def test_near_first_pays_where_siblings_are_confused_and_far_first_where_mistakes_jump():
    near, far, costly = (
        np.mean([[recall(first, share, seed) for share in (0.8, 0.2)] for seed in range(3)], axis=0)
        for first in ("near", "far", "costly")
    )
    assert near[0] > far[0] + 0.3
    assert far[1] > near[1] + 0.3
    np.testing.assert_allclose(costly, far, atol=0.05)
