import numpy as np
import pytest

from assay.kernels.tell import absent, gain, renames


@pytest.mark.parametrize("kind", [float, object])
@pytest.mark.parametrize("n_classes", [2, 5])
def test_gain_is_none_for_noise_and_all_for_the_label(kind, n_classes):
    rng = np.random.default_rng(0)
    labels = rng.integers(0, n_classes, 4000)
    noise = rng.integers(0, 4, 4000).astype(float)
    assert abs(gain(noise.astype(kind), labels, n_classes)) < 0.07
    assert gain(labels.astype(float).astype(kind), labels, n_classes) == 1


def test_gain_of_a_column_that_is_right_half_of_the_time():
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 4, 20_000)
    known = np.where(rng.random(20_000) < 0.5, labels.astype(float), np.nan)
    # Half are known; of the others a quarter are guessed: 5/8 right, against 1/4.
    assert gain(known, labels, 4) == pytest.approx(0.5, abs=0.02)
    words = np.array([None if np.isnan(v) else str(v) for v in known], object)
    assert gain(words, labels, 4) == pytest.approx(0.5, abs=0.02)


def test_a_key_tells_nothing_of_labels_that_alternate():
    labels = np.arange(1000) % 2
    assert gain(np.array([f"k{i}" for i in range(1000)], object), labels, 2) <= 0.1


def test_missing_is_a_value():
    assert absent(np.array(["a", None], object)).tolist() == [False, True]
    assert absent(np.array([1, np.nan])).tolist() == [False, True]


def test_renames():
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 3, 1000)
    names = np.array(["x", "y", "z"], object)[labels]
    assert renames(names, labels)
    assert renames(labels * 10.0 - 3, labels)
    slips = names.copy()
    slips[:3] = np.array(["y", "z", "x"], object)[labels[:3]]
    assert renames(slips, labels)
    slips[:30] = "x"
    assert not renames(slips, labels)
    assert not renames(labels % 2 + 0.0, labels), "two values can't name three classes"
    assert not renames(np.arange(1000.0), labels), "each value goes with one class, but not back"
    assert not renames(np.zeros(1000), np.zeros(1000, int)), "one class has no names"
