import numpy as np
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from assay.audit import WeakSlices
from assay.dataset import Neighbours
from assay.kernels.slices import Slices
from assay.parts.slices import slices
from assay.registry import run


def world(n=1500, seed=0, agree=0.95, wrong=()):
    """Birds with a weak trait of their class and a strong one of the place that goes with it."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, n)
    place = np.where(random.random(n) < agree, labels, 1 - labels)
    trait = (2 * labels - 1) * 2.5 + random.normal(size=n)
    ground = (2 * place - 1) * 3 + random.normal(size=n) * 0.3
    features = np.stack([trait * 0.2, ground], axis=1)
    given = labels.copy()
    given[list(wrong)] ^= 1
    columns = {"place": np.array(["land", "water"], object)[place]}
    model = LogisticRegression(C=0.01)
    parts = {
        "labels": given, "classes": ("landbird", "waterbird"), "features": features,
        "predictions": cross_val_predict(model, features, given, method="predict_proba"),
        "slices": slices(given, ("landbird", "waterbird"), None, columns),
        "neighbours": nearest(features * [5, 1]),
    }  # fmt: skip
    return parts, labels, place


def nearest(points, k=10):
    far = ((points[:, None] - points) ** 2).sum(axis=2)
    np.fill_diagonal(far, np.inf)
    index = np.argsort(far, axis=1, kind="stable")[:, :k]
    return Neighbours(index, np.sqrt(np.take_along_axis(far, index, axis=1)))


def test_a_sound_minority_is_told_as_a_group_of_its_own():
    """Detectors that go by predictions flag it whole: that is what the finding warns of."""
    parts, labels, place = world()
    found = run(WeakSlices(), parts)
    assert {one.message.split("`, place = ")[1].split("`")[0] for one in found} == {"land", "water"}
    for one in found:
        assert (labels[one.items] != place[one.items]).mean() > 0.9
        assert "a group of its own" in one.message
        assert "Keep it" in one.repair


def test_a_slice_of_wrong_labels_is_told_to_be_looked_at():
    random = np.random.default_rng(5)
    _, _, place = world(agree=0.5)
    wrong = [i for i in np.flatnonzero(place == 1) if random.random() < 0.45]
    n = len(place)
    labels = np.random.default_rng(0).integers(0, 2, n)
    features = np.stack([(2 * labels - 1) * 3 + random.normal(size=n), place * 0.1], axis=1)
    given = labels.copy()
    given[wrong] ^= 1
    columns = {"place": np.array(["land", "water"], object)[place]}
    parts = {
        "labels": given, "classes": ("a", "b"),
        "predictions": cross_val_predict(
            LogisticRegression(), features[:, :1], given, method="predict_proba"
        ),
        "slices": slices(given, ("a", "b"), None, columns), "neighbours": nearest(features),
    }  # fmt: skip
    found = run(WeakSlices(), parts)
    assert found
    assert all("place = water" in one.message for one in found)
    assert "look for wrong ones" in found[0].message
    assert set(wrong) & set(found[0].items[:50].tolist())


def test_neighbours_of_a_slice_of_one_class_may_be_of_others():
    """A corner of one class that lies in the other: all of it has its label, its neighbours not."""
    parts, labels, _ = world(agree=0.5)
    random = np.random.default_rng(2)
    corner = (labels == 0) & (random.random(len(labels)) < 0.15)
    given = np.where(corner, 1, labels)
    member = csr_array(corner[:, None].astype(float))
    told = parts | {
        "labels": given, "slices": Slices(("class `waterbird`, cluster 1 of 2",), member),
        "predictions": np.eye(2)[labels], "neighbours": nearest(np.eye(2)[labels] + random.random(
            (len(labels), 2)) / 9),
    }  # fmt: skip
    (one,) = run(WeakSlices(), told)
    assert "look for wrong ones" in one.message
    assert sorted(one.items) == np.flatnonzero(corner).tolist()


def test_slices_alike_are_not_told():
    parts, _, _ = world(agree=0.5)
    assert run(WeakSlices(), parts) == ()
    shuffled = np.random.default_rng(1).permutation(parts["labels"])
    assert run(WeakSlices(), parts | {"labels": shuffled}) == ()
