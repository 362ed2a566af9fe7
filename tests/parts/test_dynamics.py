"""The part `dynamics`: shapes, what is kept on disk, and what it costs."""

import numpy as np
import pytest

from assay.dynamics import Dynamics
from assay.errors import DataError
from assay.flag import SmallLossMixture
from assay.parts import dynamics
from assay.registry import Parts, run


@pytest.fixture(scope="module")
def digits():
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    return pixels.astype(np.float32), truth


def test_a_model_that_learns_is_seen_learning(digits):
    seen = dynamics(digits[1], digits[0])
    assert seen.margin.shape == (24, 1797)
    known = seen.correct.mean(axis=1)
    assert known[0] < known[2] < known[-1]
    assert known[-1] > 0.97
    assert (np.diff(seen.loss.mean(axis=1)[:5]) < 0).all()
    np.testing.assert_allclose(seen.probability, np.exp(-seen.loss))
    assert (seen.other != digits[1]).all()
    # A label that leads has most of the probability; nine bytes an item an epoch.
    assert (seen.probability[seen.margin > 3] > 0.5).all()
    held = sum(part.nbytes for part in (seen.margin, seen.loss, seen.other))
    assert held == 9 * seen.margin.size


def test_unlabelled_items_are_not_learnt_from(digits):
    labels = digits[1].copy()
    labels[::2] = -1
    seen = dynamics(labels, digits[0])
    assert not seen.margin[:, ::2].any()
    assert (seen.other[:, ::2] == -1).all()
    few = dynamics(labels[1::2], digits[0][1::2])
    # Only what standardises the features differs.
    assert np.corrcoef(seen.margin[:, 1::2].ravel(), few.margin.ravel())[0, 1] > 0.9


@pytest.mark.parametrize("labels", [np.full(40, -1), np.zeros(40, int)])
def test_no_labels_or_one_class_are_seen_too(labels):
    seen = dynamics(labels, np.random.default_rng(0).normal(size=(40, 3)))
    assert np.isfinite(seen.margin).all()
    assert (seen.other == -1).all()


def test_it_is_kept_on_disk_and_read_again(tmp_path, digits):
    given = {"labels": digits[1], "features": digits[0], "n_items": 1797}
    made = Parts(given, cache=tmp_path)["dynamics"]
    (file,) = tmp_path.glob("dynamics-*.npz")
    stamp = file.stat().st_mtime_ns
    again = Parts(given, cache=tmp_path)["dynamics"]
    assert file.stat().st_mtime_ns == stamp
    assert isinstance(again, Dynamics)
    for name in ("margin", "loss", "other"):
        np.testing.assert_array_equal(getattr(again, name), getattr(made, name))


def test_other_labels_are_seen_again(digits):
    parts = Parts({"labels": digits[1], "features": digits[0], "n_items": 1797})
    other = digits[1].copy()
    other[0] = (other[0] + 1) % 10
    assert parts.again(other)["dynamics"] is not parts["dynamics"]


def test_bad_parts_are_told_in_the_name_of_who_asked():
    parts = {"labels": np.zeros(9, int), "features": np.zeros((10, 2)), "n_items": 10}
    with pytest.raises(DataError, match=r"^SmallLossMixture: all parts .*labels of 9"):
        run(SmallLossMixture(), Parts(parts))


def test_curves_of_unlike_shapes_are_told():
    with pytest.raises(DataError, match="must have one shape"):
        Dynamics(np.zeros((2, 3)), np.zeros((2, 3)), np.zeros((3, 2), int))
