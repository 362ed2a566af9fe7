"""The small network that is watched, against plain arithmetic."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.kernels.dynamics.head import (
    HIDDEN,
    MOMENTUM,
    RATE,
    Head,
    Seen,
    Table,
    _learn,
    _look,
    numbered,
    plan,
    tabled,
    train,
)


def loss_of(head: Head, rows, codes):
    """Return the mean log-loss, in double precision."""
    logits = np.maximum(rows @ head.enter + head.bend, 0) @ head.leave + head.start
    log = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -log[np.arange(len(rows)), codes].mean()


def small(random, dtype=np.float32):
    shapes = (4, 6), (6,), (6, 3), (3,)
    head = Head(*(random.normal(size=shape).astype(dtype) for shape in shapes))
    return head, random.normal(size=(10, 4)).astype(dtype), random.integers(0, 3, 10)


def test_a_step_goes_down_the_slope_that_differences_give():
    random = np.random.default_rng(0)
    head, rows, codes = small(random, np.float64)
    seen = Seen(np.empty((1, 10)), np.empty((1, 10)), np.empty((1, 10), int))
    before = Head(*(part.copy() for part in head))
    speed = Head(*(np.zeros_like(part) for part in head))
    _learn(head, speed, *_look(head, rows, codes, seen, 0, np.arange(10)))
    for which, part in enumerate(before):
        for cell in np.ndindex(part.shape):
            ends = []
            for step in (1e-5, -1e-5):
                moved = [p.copy() for p in before]
                moved[which][cell] += step
                ends.append(loss_of(Head(*moved), rows, codes))
            slope = (ends[0] - ends[1]) / 2e-5
            assert head[which][cell] - part[cell] == pytest.approx(-RATE * slope, abs=1e-6)
    still = Head(*(part.copy() for part in speed))
    _learn(head, speed, rows, np.zeros((10, 6)), np.zeros((10, 3)))
    np.testing.assert_allclose(speed.leave, MOMENTUM * still.leave)


def test_what_is_seen_is_margin_loss_and_best_other():
    head, rows, codes = small(np.random.default_rng(1))
    seen = Seen(np.empty((1, 10)), np.empty((1, 10)), np.empty((1, 10), int))
    logits = head.logits(rows).astype(float)
    _look(head, rows, codes, seen, 0, np.arange(10))
    for item, code in enumerate(codes):
        others = [c for c in range(3) if c != code]
        best = max(others, key=lambda c: logits[item, c])
        assert seen.other[0, item] == best
        lead = logits[item, code] - logits[item, best]
        assert seen.margin[0, item] == pytest.approx(lead, abs=1e-4)
        proba = np.exp(logits[item]) / np.exp(logits[item]).sum()
        assert seen.loss[0, item] == pytest.approx(-np.log(proba[code]), abs=1e-4)


def test_rows_are_standardised_and_held_to_five_deviations():
    random = np.random.default_rng(0)
    rows = random.normal(3, 2, size=(500, 4)).astype(np.float32)
    rows[:, 3] = 7
    rows[0, 0] = 1000
    table = tabled(rows, np.zeros(500, int))
    made = table.take(np.arange(500))
    assert made[0, 0] == pytest.approx(5 / np.sqrt(4))
    assert not made[:, 3].any()
    for column in (1, 2):
        assert made[:, column].mean() == pytest.approx(0, abs=1e-6)
        assert made[:, column].std() == pytest.approx(1 / np.sqrt(3), rel=1e-3)


def test_order_of_items_and_names_of_classes_change_no_bit():
    random = np.random.default_rng(0)
    rows = random.normal(size=(200, 3)).astype(np.float32)
    labels = random.integers(0, 4, 200)
    moved = random.permutation(200)
    found = []
    for items, names in ((np.arange(200), np.arange(4)), (moved, np.array([2, 0, 3, 1]))):
        said = names[labels[items]]
        table = tabled(rows[items], said)
        codes, own = numbered(said[table.order])
        seen = train(table, table.order, codes, 4, seed=0)[1]
        place = np.empty(200, int)
        place[items[table.order]] = np.arange(200)
        found.append([seen.margin[:, place], seen.loss[:, place]])
        back = np.argsort(names)[own[seen.other[:, place]]]
        found[-1].append(back)
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)


def test_equal_rows_are_ordered_by_how_common_their_labels_are():
    rows = np.array([[1.0], [0.0], [1.0], [0.0], [1.0]])
    table = tabled(rows, np.array([0, 1, 1, 1, 1]))
    assert table.order[rows[table.order, 0] == 1].tolist() == [0, 2, 4]
    flipped = tabled(rows[::-1].copy(), np.array([1, 1, 1, 1, 0]))
    assert flipped.order[rows[::-1][flipped.order, 0] == 1].tolist()[0] == 4


def test_pieces_do_not_change_the_table(monkeypatch):
    rows = np.random.default_rng(0).integers(0, 3, size=(300, 2)).astype(np.float32)
    labels = np.random.default_rng(1).integers(0, 2, 300)
    whole = tabled(rows, labels)
    monkeypatch.setattr("assay.kernels.dynamics.head.PIECE", 16)
    for one, other in zip(tabled(rows, labels), whole, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_sparse_features_are_reduced():
    rows = csr_array(np.eye(90, dtype=np.float32)[np.arange(300) % 90])
    assert tabled(rows, np.zeros(300, int)).rows.shape == (300, 64)


def test_there_are_fewer_epochs_of_many_items():
    assert plan(300) == (32, 24)
    assert plan(100_000)[1] == 24
    assert plan(1_000_000) == (512, 6)


def test_a_watcher_sees_every_epoch_and_nothing_else_is_kept():
    rows = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    table = Table(rows, np.zeros(2, np.float32), np.ones(2, np.float32), np.arange(50))
    watched = []
    _, seen = train(table, table.order, np.arange(50) % 2, 2, 0, epochs=5, watch=watched.append)
    assert len(watched) == 5
    assert watched[0].enter.shape == (2, HIDDEN)
    assert seen.margin.shape == (1, 50)
