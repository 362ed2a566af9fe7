"""Counts of confident learning against hand work and an independent reference."""

import tracemalloc

import numpy as np
import pytest

from assay.kernels import confident


def softmax(z):
    z = np.exp(z - z.max(axis=1, keepdims=True))
    return z / z.sum(axis=1, keepdims=True)


def made(n, k, seed, dtype=np.float32):
    r = np.random.default_rng(seed)
    truth = r.integers(0, k, n)
    labels = np.where(r.random(n) < 0.2, r.integers(0, k, n), truth)
    return labels, softmax(r.standard_normal((n, k)) + 2.5 * np.eye(k)[truth]).astype(dtype)


def counts_by_the_book(labels, predictions, cut):
    k = predictions.shape[1]
    table = np.zeros((k, k), int)
    for given, row in zip(labels, predictions, strict=True):
        sure = [j for j in range(k) if row[j] >= cut[j]]
        if given >= 0 and sure:
            table[sure[0] if len(sure) == 1 else int(np.argmax(row)), given] += 1
    return table


def test_three_items_by_hand():
    labels = np.array([0, 0, 1])
    p = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]])
    own, best, counts = confident.survey(labels, p)
    assert own.tolist() == [0.9, 0.2, 0.6]
    assert best.tolist() == [0, 1, 1]
    assert best.dtype == np.int8
    assert counts.tolist() == [2, 1]
    cut = confident.thresholds(labels, own, counts)
    np.testing.assert_allclose(cut, [0.55, 0.6])
    table = confident.confident_counts(labels, p, best, cut - 1e-6)
    assert table.tolist() == [[1, 0], [1, 1]]
    assert confident.calibrate(table, counts).tolist() == [[1, 0], [1, 1]]


@pytest.mark.parametrize("k", [2, 7, 40])
def test_counts_are_those_of_a_plain_loop(k):
    labels, p = made(700, k, k)
    labels[::9] = -1
    own, best, counts = confident.survey(labels, p)
    np.testing.assert_array_equal(best, p.argmax(axis=1))
    np.testing.assert_array_equal(own, np.where(labels < 0, 0, p[np.arange(700), labels]))
    np.testing.assert_array_equal(counts, np.bincount(labels[labels >= 0], minlength=k))
    cut = confident.thresholds(labels, own, counts)
    np.testing.assert_allclose(
        cut, [p[labels == j, j].mean() if counts[j] else 2 for j in range(k)], rtol=1e-5
    )
    guess = np.empty(700, np.int8)
    table = confident.confident_counts(labels, p, best, cut - 1e-6, guess)
    np.testing.assert_array_equal(table, counts_by_the_book(labels, p, cut - 1e-6))
    np.testing.assert_array_equal(
        table.ravel(),
        np.bincount(
            (guess.astype(int) * k + labels)[(guess >= 0) & (labels >= 0)], minlength=k * k
        ),
    )


def test_unlabelled_items_count_for_nothing():
    labels, p = made(500, 4, 0)
    some = np.where(np.arange(500) % 3, labels, -1)
    said = some >= 0
    for seen in (confident.survey(some, p)[2], confident.survey(labels[said], p[said])[2]):
        np.testing.assert_array_equal(seen, np.bincount(labels[said], minlength=4))


def test_a_class_nobody_is_given_has_a_threshold_out_of_reach():
    labels, p = made(50, 3, 1)
    labels[labels == 2] = 0
    own, _, counts = confident.survey(labels, p)
    assert confident.thresholds(labels, own, counts)[2] == 2


def test_calibrated_columns_add_up_to_the_labels():
    r = np.random.default_rng(0)
    for k in (2, 5, 30):
        table, counts = r.integers(0, 20, (k, k)), r.integers(0, 500, k)
        joint = confident.calibrate(table, counts)
        assert joint.min() >= 0
        np.testing.assert_array_equal(joint.sum(axis=0), counts)


def test_rounding_keeps_row_totals():
    table = np.array([[0.5, 0.5, 1.0], [0.4, 0.4, 0.2], [2.0, 3.0, 4.0]])
    rounded = confident.round_rows(table)
    assert rounded.sum(axis=1).tolist() == [2, 1, 9]
    assert np.abs(rounded - table).max() <= 1


@pytest.mark.parametrize("k", [3, 50])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_compiled_passes_give_the_same(monkeypatch, k, dtype):
    pytest.importorskip("numba")
    labels, p = made(2000, k, 3, dtype)
    p[::5] = 1 / k
    labels[::11] = -1

    def all_of_it():
        own, best, counts = confident.survey(labels, p)
        cut = confident.thresholds(labels, own, counts) - 1e-6
        guess = np.empty(len(labels), np.int8)
        return own, best, counts, confident.confident_counts(labels, p, best, cut, guess), guess

    plain = all_of_it()
    monkeypatch.setattr(confident, "LARGE", 0)
    assert confident.compiled(p) is not None
    for one, other in zip(plain, all_of_it(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_without_numba_nothing_is_compiled(monkeypatch):
    monkeypatch.setattr(confident, "LARGE", 0)
    monkeypatch.setitem(__import__("sys").modules, "numba", None)
    assert confident.compiled(np.full((4, 2), 0.5)) is None


def test_compiling_without_a_folder_for_the_cache(monkeypatch):
    numba = pytest.importorskip("numba")
    from assay.kernels import confident_numba

    real = numba.njit

    def refusing(*, cache=False, nogil=False):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return real(nogil=nogil)

    monkeypatch.setattr(confident_numba, "njit", refusing)
    assert confident_numba.compile_kept(lambda x: x + 1)(1) == 2


def test_memory_is_a_few_bytes_an_item():
    labels, p = made(200_000, 10, 4)
    tracemalloc.start()
    own, best, counts = confident.survey(labels, p)
    cut = confident.thresholds(labels, own, counts) - 1e-6
    confident.confident_counts(labels, p, best, cut)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000 * 6 + 2 * confident.PIECE
