"""Likeness to the neighbours' labels, against plain loops and on noisy digits."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from assay.dataset import Neighbours
from assay.flag import SimiFeat
from assay.flag.simi_feat import expected_wrong


def test_by_hand():
    # Item 0 has two neighbours of class 1 and one of its own: cosine 1 / sqrt(5).
    index = np.array([[1, 2, 3], [0, 2, 3], [1, 3, 0], [1, 2, 0], [0, 1, 2]])
    near = Neighbours(index, np.ones((5, 3)))
    labels = np.array([0, 0, 1, 1, -1])
    flags = SimiFeat(rule="vote").flag(labels=labels, neighbours=near)
    alike = np.array([1 / 5**0.5, 1 / 5**0.5, 1 / 5**0.5, 1 / 5**0.5])
    np.testing.assert_allclose(flags.score[:4], 1 - alike, atol=1e-6)
    assert flags.score[4] == 0
    assert flags.flagged.tolist() == [True, True, True, True, False]
    assert flags.suggested[:4].tolist() == [1, 1, 0, 0]
    assert flags.explain(0, "dog", "cat") == (
        "the labels of its nearest neighbours are 45% like dog, most are cat"
    )


def world(seed=0, n=4000, k=4, rate=0.2, *, pair=True):
    """Items in groups of one class that are each other's neighbours, one label each."""
    r = np.random.default_rng(seed)
    truth = np.repeat(r.integers(0, k, n // 8), 8)
    step = 1 if pair else r.integers(1, k, n)
    labels = np.where(r.random(n) < rate, (truth + step) % k, truth)
    index = np.arange(n)[:, None] // 8 * 8 + (np.arange(n)[:, None] + np.arange(1, 8)) % 8
    return truth, labels, Neighbours(index, np.tile(np.linspace(0.5, 1, 7), (n, 1)))


@pytest.mark.parametrize("pair", [True, False])
@pytest.mark.parametrize("rate", [0.0, 0.05, 0.2, 0.3])
def test_the_consensus_tells_how_many_of_each_class_are_wrong(pair, rate):
    truth, labels, near = world(rate=rate, pair=pair)
    told = np.bincount(labels[labels != truth], minlength=4)
    np.testing.assert_allclose(expected_wrong(labels, near), told, atol=15 + 0.15 * told.max())


def test_what_is_flagged_are_the_wrong_ones():
    truth, labels, near = world()
    wrong = labels != truth
    flags = SimiFeat().flag(labels=labels, neighbours=near)
    assert 2 * (flags.flagged & wrong).sum() / (flags.flagged.sum() + wrong.sum()) > 0.9
    assert (flags.suggested[flags.flagged & wrong] == truth[flags.flagged & wrong]).mean() > 0.98


def test_rank_flags_none_that_the_vote_does_not():
    _, labels, near = world(1)
    rank, vote = (SimiFeat(rule=rule).flag(labels, near) for rule in ("rank", "vote"))
    np.testing.assert_array_equal(rank.score, vote.score)
    assert not (rank.flagged & ~vote.flagged).any()
    assert 0 < rank.flagged.sum() < vote.flagged.sum()


@pytest.mark.parametrize("noise", ["pair-flip", "symmetric"])
def test_noisy_digits(digits, noise):
    _, y, labels, _, near = digits(noise)
    wrong = labels != y
    flags = SimiFeat().flag(labels=labels, neighbours=near)
    assert average_precision_score(wrong, flags.score) > 0.94
    assert 2 * (flags.flagged & wrong).sum() / (flags.flagged.sum() + wrong.sum()) > 0.92


def test_clean_digits_are_left_alone(digits):
    _, y, _, _, near = digits("none")
    assert SimiFeat().flag(labels=y, neighbours=near).flagged.mean() < 0.01


def test_few_items_a_class():
    r = np.random.default_rng(0)
    truth = np.repeat(np.arange(400), 5)
    labels = np.where(r.random(2000) < 0.05, r.integers(0, 400, 2000), truth)
    index = np.arange(2000)[:, None] // 5 * 5 + (np.arange(2000)[:, None] + np.arange(1, 5)) % 5
    wrong = labels != truth
    flagged = SimiFeat().flag(labels, Neighbours(index, np.ones((2000, 4)))).flagged
    assert flagged[wrong].mean() > 0.9
    assert wrong[flagged].mean() > 0.9


def test_no_neighbours():
    none = Neighbours(np.empty((3, 0), int), np.empty((3, 0)))
    flags = SimiFeat().flag(labels=np.array([0, 1, -1]), neighbours=none)
    assert flags.score.tolist() == [0, 0, 0]
    assert not flags.flagged.any()


@pytest.mark.shared
def test_people_s_labels_of_pictures(shared):
    # The paper's F1 on the worst labels of CIFAR-10N is .83, with features of CLIP.
    from assay.parts import neighbours

    path = shared / "data" / "image_noise" / "cifar10n" / "labels_emb.npz"
    with np.load(path) as data:
        rows = slice(0, 10_000)
        x, labels = data["emb"][rows].astype(np.float32), data["worse_label"][rows].astype(int)
        wrong = labels != data["clean_label"][rows]
    flags = SimiFeat().flag(labels=labels, neighbours=neighbours(x))
    assert 2 * (flags.flagged & wrong).sum() / (flags.flagged.sum() + wrong.sum()) > 0.73
    assert average_precision_score(wrong, flags.score) > 0.77
