import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.evidence import Evidence
from assay.infer import DawidSkene
from assay.kernels import votes
from assay.kernels.infer import turn as kernel
from assay.kernels.infer.short_rows import add_to_each, divide, highest, scale, sum_of_logs, sums


def crowd(seed, n=300, k=3, sources=7, most=9):
    """Return votes in no order: up to `most` an item, some items without any, some twice."""
    random = np.random.default_rng(seed)
    item = random.permutation(np.repeat(np.arange(n), random.integers(0, most, n)))
    source = random.integers(0, sources, len(item))
    said = np.where(random.random(len(item)) < 0.6, item % k, random.integers(0, k, len(item)))
    return Evidence.votes(item, source, said, tuple("abcdefgh"[:k]), n_items=n)


def start(evidence, seed=0):
    """Return pieces, a posterior, a table and a prior to take a turn from."""
    s, k = evidence.n_sources, len(evidence.classes)
    random = np.random.default_rng(seed)
    table = random.dirichlet(np.ones(k), (s, k)).transpose(0, 2, 1).reshape(-1, k).copy()
    pieces = votes.cut(evidence)
    return pieces, votes.majority(evidence, pieces), table, random.dirichlet(np.ones(k))


def by_hand(evidence, table, prior):
    """Return posterior, counts and log-likelihood by plain products over the votes."""
    k = len(prior)
    proba = np.tile(prior, (evidence.n_items, 1))
    code = evidence.source * k + evidence.claim.indices
    for i, c in zip(evidence.item, code, strict=True):
        proba[i] *= table[c]
    total = proba.sum(axis=1, keepdims=True)
    proba /= total
    counts = np.zeros_like(table)
    for i, c in zip(evidence.item, code, strict=True):
        counts[c] += proba[i]
    return proba, counts, np.log(total).sum()


@pytest.fixture(params=["numpy", "numba"])
def way(request, monkeypatch):
    """Let turns be taken by numpy alone, or by compiled code, whatever the size."""
    if request.param == "numba":
        pytest.importorskip("numba")
    monkeypatch.setattr(kernel, "LARGE", 0 if request.param == "numba" else math.inf)


@pytest.mark.parametrize("seed", range(3))
def test_a_turn_by_hand(way, seed):
    evidence = crowd(seed)
    pieces, proba, table, prior = start(evidence, seed)
    before = proba.copy()
    found = kernel.turn(pieces, proba, table, prior, np.zeros(7, bool))
    expected, counts, log_likelihood = by_hand(evidence, table, prior)
    np.testing.assert_allclose(proba, expected, atol=1e-13)
    np.testing.assert_allclose(found.counts.total(table), counts, atol=1e-11)
    assert found.change == pytest.approx(np.abs(proba - before).max())
    assert found.log_likelihood == pytest.approx(log_likelihood, rel=1e-12)
    heard = np.bincount(evidence.item, minlength=evidence.n_items) > 0
    assert found.items == heard.sum() < evidence.n_items
    np.testing.assert_allclose(found.prior, proba[heard].mean(axis=0))


def test_same_bytes_on_any_number_of_threads(way, monkeypatch):
    monkeypatch.setattr(votes, "PIECE", 24 * 30)
    told = []
    for workers in (1, 2, 5):
        pieces, proba, table, prior = start(crowd(1))
        assert len(pieces) == 10
        found = kernel.turn(pieces, proba, table, prior, np.zeros(7, bool), workers)
        told.append((proba.tobytes(), found.counts.hard.tobytes(), found.log_likelihood))
    assert told[0] == told[1] == told[2]


def test_lanes_change_rounding_only(way, monkeypatch):
    monkeypatch.setattr(votes, "PIECE", 24 * 30)
    first = kernel.turn(*start(crowd(2)), np.zeros(7, bool))
    monkeypatch.setattr(kernel, "LANES", 1)
    second = kernel.turn(*start(crowd(2)), np.zeros(7, bool))
    np.testing.assert_allclose(first.counts.hard, second.counts.hard, atol=1e-11)
    np.testing.assert_allclose(first.heard, second.heard)
    assert first.change == second.change


def test_many_votes_that_all_but_rule_out_every_class(way):
    # 400 votes, each with a chance of 1e-5 or 2e-5: products are below any float.
    item, source = np.zeros(400, int), np.zeros(400, int)
    evidence = Evidence.votes(item, source, np.zeros(400, int), ("a", "b"))
    table = np.array([[1e-5, 2e-5], [1 - 1e-5, 1 - 2e-5]])
    proba = np.full((1, 2), 0.5)
    flat = np.full(2, 0.5)
    found = kernel.turn(votes.cut(evidence), proba, table, flat, np.zeros(1, bool))
    assert proba[0, 0] == pytest.approx(2.0**-400)
    assert proba[0, 1] == 1
    assert found.log_likelihood == pytest.approx(400 * np.log(2e-5) + np.log(0.5))


def test_trusted_sources_that_differ(way):
    evidence = Evidence.votes([0, 0, 1], [0, 1, 0], [0, 1, 1], ("a", "b", "c"))
    table = np.tile(np.eye(3), (2, 1))
    proba = np.full((2, 3), 1 / 3)
    kernel.turn(votes.cut(evidence), proba, table, np.full(3, 1 / 3), np.ones(2, bool))
    np.testing.assert_allclose(proba, [[0.5, 0.5, 0], [0, 1, 0]], atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_compiled_and_plain_agree(seed, monkeypatch):
    pytest.importorskip("numba")
    evidence, found = crowd(seed, n=60), []
    for large in (0, math.inf):
        monkeypatch.setattr(kernel, "LARGE", large)
        found.append(DawidSkene(rounds=10, tolerance=1e-300).infer(evidence))
    np.testing.assert_allclose(found[0].proba, found[1].proba, atol=1e-9)
    np.testing.assert_allclose(found[0].confusion, found[1].confusion, atol=1e-9)
    assert found[0].log_likelihood == pytest.approx(found[1].log_likelihood, rel=1e-10)


@given(seed=st.integers(0, 999))
@settings(max_examples=15, deadline=None)
def test_claims_are_put_in_the_order_of_items(seed):
    evidence = crowd(seed, n=40)
    k = len(evidence.classes)
    table = np.zeros((40, evidence.n_sources * k))
    np.add.at(table, (evidence.item, evidence.source * k + evidence.claim.indices), 1)
    (piece,) = votes.cut(evidence)
    np.testing.assert_array_equal(piece.hard.toarray(), table)
    assert piece.hard.indices.dtype == np.int32
    in_order = evidence.take(np.argsort(evidence.item, kind="stable"))
    (same,) = votes.cut(in_order)
    np.testing.assert_array_equal(same.hard.toarray(), table)


def test_the_ones_that_all_pieces_share_are_closed_to_writing():
    pieces = votes.cut(crowd(3, n=30))
    with pytest.raises(ValueError, match="read-only"):
        pieces[0].hard.data[0] = 2


@given(seed=st.integers(0, 999), k=st.integers(1, 40), m=st.integers(0, 200))
@settings(max_examples=40, deadline=None)
def test_short_rows(seed, k, m):
    random = np.random.default_rng(seed)
    rows, row, factor = random.random((m, k)), random.random(k), random.random(m)
    np.testing.assert_array_equal(highest(rows), rows.max(axis=1))
    np.testing.assert_allclose(sums(rows), rows.sum(axis=1))
    moved = rows.copy()
    add_to_each(moved, row)
    np.testing.assert_array_equal(moved, rows + row)
    scale(moved, factor)
    np.testing.assert_allclose(moved, (rows + row) * factor[:, None])
    divide(moved, factor)
    np.testing.assert_allclose(moved, rows + row)


def test_sum_of_logs_of_numbers_near_the_least():
    values = np.random.default_rng(0).random(5000) * 1e-300
    assert sum_of_logs(values) == pytest.approx(np.log(values).sum(), rel=1e-12)
    assert sum_of_logs(np.empty(0)) == 0
