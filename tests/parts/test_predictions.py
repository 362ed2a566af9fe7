import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.dataset import Neighbours
from assay.parts.folds import folds
from assay.parts.predictions import predictions
from assay.parts.probes import Linear


def world(seed=0, n=200, k=3, apart=3.0):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, k, n)
    features = (np.eye(k)[truth] * apart + rng.standard_normal((n, k))).astype(np.float32)
    order = np.argsort(((features[:, None] - features[None]) ** 2).sum(2), axis=1)[:, 1:11]
    near = Neighbours(order.astype(np.int32), np.ones(order.shape, np.float32))
    return truth, features, near


def everything(labels, features, near, groups=None, workers=2):
    words = csr_array(np.maximum(features, 0))
    return predictions(
        labels,
        ("a", "b", "c"),
        features,
        folds(labels, groups),
        codes=features.copy(),
        words=words,
        neighbours=near,
        workers=workers,
    )


def test_rows_are_distributions_and_good():
    truth, features, near = world()
    proba = everything(truth, features, near)
    assert proba.dtype == np.float32
    np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-5)
    assert (proba.argmax(1) == truth).mean() > 0.9


@pytest.mark.parametrize("item", [0, 17, 101])
def test_no_item_sees_its_own_label(item):
    truth, features, near = world()
    fold = folds(truth)
    other = truth.copy()
    other[item] = (truth[item] + 1) % 3
    args = (("a", "b", "c"), features, fold, features.copy(), csr_array(np.abs(features)), near)
    before, after = predictions(truth, *args), predictions(other, *args)
    same = fold == fold[item]
    np.testing.assert_array_equal(before[same], after[same])
    assert (before[~same] != after[~same]).any()


def test_no_item_sees_the_labels_of_its_group():
    truth, features, near = world()
    groups = np.arange(200) // 4
    fold = folds(truth, groups)
    other = truth.copy()
    other[40:44] = (truth[40:44] + 1) % 3
    args = (("a", "b", "c"), features, fold, None, None, near)
    before, after = predictions(truth, *args), predictions(other, *args)
    np.testing.assert_array_equal(before[40:44], after[40:44])


def test_the_same_bytes_on_any_number_of_workers():
    truth, features, near = world()
    one, three = (everything(truth, features, near, workers=w) for w in (1, 3))
    assert one.tobytes() == three.tobytes()


def test_probabilities_are_calibrated():
    truth, features, near = world(seed=3, n=4000, apart=1.5)
    labels = np.where(np.random.default_rng(1).random(4000) < 0.2, (truth + 1) % 3, truth)
    proba = predictions(labels, ("a", "b", "c"), features, folds(labels), neighbours=near)
    sure = proba.max(axis=1)
    right = proba.argmax(axis=1) == labels
    for low in (0.4, 0.5, 0.6, 0.7):
        these = (sure >= low) & (sure < low + 0.1)
        assert abs(sure[these].mean() - right[these].mean()) < 0.06


def test_columns_without_a_value_are_no_obstacle():
    truth, features, _near = world()
    fold = folds(truth)
    held = np.where(np.isin(fold, [0, 1]), features[:, 0], np.nan)  # nothing in the other folds
    empty = np.full(len(truth), np.nan, np.float32)
    args = truth, ("a", "b", "c"), features, fold
    plain = predictions(*args, codes=features)
    more = predictions(*args, codes=np.column_stack([features, empty]).astype(np.float32))
    np.testing.assert_array_equal(plain, more)
    some = predictions(*args, codes=np.column_stack([features, held]).astype(np.float32))
    assert (some.argmax(1) == truth).mean() > 0.9
    none = predictions(*args, codes=empty[:, None])
    assert (none.argmax(1) == truth).mean() > 0.9


def test_where_there_is_nothing_to_learn_from_the_shares_are_predicted():
    labels = np.repeat([0, 1], [60, 40])
    nothing = np.empty((100, 0), np.float32)
    proba = predictions(labels, ("a", "b"), nothing, folds(labels))
    np.testing.assert_allclose(proba, np.tile([0.6, 0.4], (100, 1)), atol=1e-4)


def test_unlabelled_items_are_predicted_and_never_learnt_from():
    truth, features, near = world()
    labels = truth.copy()
    labels[::5] = -1
    proba = predictions(labels, ("a", "b", "c"), features, folds(labels), neighbours=near)
    assert (proba[::5].argmax(1) == truth[::5]).mean() > 0.85


def test_a_class_that_a_fold_never_saw_gets_a_small_chance():
    truth, features, near = world()
    labels = np.where(truth == 2, 1, truth)
    labels[:2] = 2
    proba = predictions(labels, ("a", "b", "c"), features, folds(labels), neighbours=near)
    assert proba.min() > 0
    np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-5)


def test_many_classes_take_the_closed_form(monkeypatch):
    monkeypatch.setattr("assay.parts.probes.DESCENT", 0)
    truth, features, _ = world()
    proba = predictions(truth, ("a", "b", "c"), features, folds(truth))
    assert (proba.argmax(1) == truth).mean() > 0.9


@pytest.mark.shared
def test_real_noise_is_ranked(shared):
    data = np.load(shared / "data" / "image_noise" / "cifar10n" / "labels_emb.npz")
    from sklearn.metrics import average_precision_score

    rows = np.arange(0, 20000, 4)
    given, clean = data["aggre_label"][rows].astype(int), data["clean_label"][rows].astype(int)
    features = data["emb"][rows].astype(np.float32)
    proba = predictions(given, [str(i) for i in range(10)], features, folds(given))
    score = 1 - proba[np.arange(len(rows)), given]
    assert average_precision_score(given != clean, score) > 0.5


def test_wrong_labels_in_many_dimensions_are_not_learnt_by_heart(monkeypatch):
    """A linear probe is held the more strongly, the more labels are wrong for its features."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 3, 600)
    signal = 0.25 * np.eye(3).repeat(67, axis=1)[truth, :200]
    features = (random.normal(size=(600, 200)) + signal).astype(np.float32)
    wrong = random.random(600) < 0.3
    labels = np.where(wrong, (truth + 1) % 3, truth)
    fold = folds(labels, seed=0)

    def right():
        found = predictions(labels, tuple("abc"), features, fold)
        assert np.allclose(found.sum(axis=1), 1, atol=1e-5)
        return (found.argmax(axis=1) == truth).mean()

    chosen = right()
    monkeypatch.setattr(Linear, "alternatives", lambda probe: (probe,))
    assert chosen > right() + 0.05


def test_few_items_choose_no_strength():
    features = np.random.default_rng(0).normal(size=(250, 40)).astype(np.float32)
    assert len(Linear(features).alternatives()) > 1
    few = Linear(features[:199])
    assert few.alternatives() == (few,)  # fifty items of ten classes tell nothing apart
