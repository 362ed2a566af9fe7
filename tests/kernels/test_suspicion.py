"""Margin and entropy against plain loops and against cleanlab's order."""

import warnings

import numpy as np
import pytest

from assay.kernels import confident
from assay.kernels.suspicion import normalised_margin, weighted_entropy


def drawn(k=4, n=300, dtype=float):
    r = np.random.default_rng(0)
    labels = r.integers(0, k, n)
    p = r.dirichlet(np.full(k, 0.4), n).astype(dtype)
    return labels, p, p[np.arange(n), labels]


@pytest.mark.parametrize("piece", [64, 1 << 20])
def test_same_as_plain_loops(monkeypatch, piece):
    monkeypatch.setattr(confident, "PIECE", piece)
    labels, p, own = drawn()
    labels[::7], own[::7] = -1, 0
    margin, entropy = normalised_margin(labels, p, own), weighted_entropy(labels, p, own)
    for i, given in enumerate(labels):
        if given < 0:
            assert margin[i] == entropy[i] == 0
            continue
        others = [p[i, k] for k in range(4) if k != given]
        assert margin[i] == pytest.approx((1 + max(others) - p[i, given]) / 2)
        doubt = -sum(x * np.log(x) for x in p[i]) / np.log(4)
        assert entropy[i] == pytest.approx(doubt / (doubt + p[i, given]))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (normalised_margin, "get_normalized_margin_for_each_label"),
        (weighted_entropy, "get_confidence_weighted_entropy_for_each_label"),
    ],
)
def test_order_is_cleanlabs(ours, theirs, dtype):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rank = pytest.importorskip("cleanlab.rank")
    labels, p, own = drawn(dtype=dtype)
    quality = getattr(rank, theirs)(labels, p)
    # Their score is flat to rounding where it is very low.
    order = np.argsort(-ours(labels, p, own), kind="stable")
    assert (np.diff(quality[order]) > -1e-6).all()


def test_no_probability_at_all_is_most_suspicious():
    p = np.array([[1.0, 0], [1, 0], [0.5, 0.5]])
    labels = np.array([1, 0, 1])
    own = np.array([0, 1, 0.5])
    assert normalised_margin(labels, p, own).tolist() == [1, 0, 0.5]
    np.testing.assert_allclose(weighted_entropy(labels, p, own), [1, 0, 2 / 3])
