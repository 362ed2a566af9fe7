"""Rare tags and tags that hold though nobody said so: by hand."""

import numpy as np
import pytest

from assay.learn import LongTailedTags
from assay.learn.step import Epoch
from assay.learn.tags.long_tailed_tags import Balancing, Correcting

torch = pytest.importorskip("torch")

TAGS = np.array([[1, -1, 0], [1, -1, -1], [1, 1, -1], [-1, -1, 1]], np.int8)


class Batch:
    """A step as the objective sees it."""

    epochs, member, peers = 10, 0, ()

    def __init__(self, logits, epoch, member=0):
        self.member = member
        self.ids, self.epoch = np.arange(len(logits)), epoch
        self.logits = torch.tensor(logits, requires_grad=True)
        self.proba = 1 / (1 + np.exp(-np.asarray(logits)))

    def tensor(self, array):
        return torch.tensor(np.asarray(array, np.float64))


def paid(logits, recipe, held):
    """Return the loss as it is written, entry by entry."""
    tail = (1 - np.log(held.sum(0) / held.sum(0).max())) ** (1 / 6)
    total = 0.0
    for i, k in np.ndindex(*held.shape):
        p = 1 / (1 + np.exp(-(logits[i, k] - recipe.margin * held[i, k])))
        above = max(p - recipe.drop, 0)
        fails = above ** (recipe.focus + tail[k]) * -np.log(1 - above)
        total += tail[k] * (-np.log(p) if held[i, k] else fails)
    return total / held.sum()


def test_the_loss_is_as_written():
    logits = np.random.default_rng(0).normal(size=(4, 3)) * 2
    recipe = Correcting(TAGS, sure=0.7, margin=1.0, focus=2.0, drop=0.05)
    found = recipe.objective(Batch(logits, epoch=0)).detach()
    assert float(found) == pytest.approx(paid(logits, recipe, TAGS == 1), rel=1e-6)
    assert not recipe.found_again.any()


def test_tags_that_are_sure_are_found_and_counted():
    recipe = Correcting(TAGS, sure=0.7, margin=1.0, focus=2.0, drop=0.05)
    logits = np.array([[3.0, 2.0, 5.0], [3, 0.5, 0], [3, 3, 0.8], [0.9, 1.8, 1]])
    recipe.after(Epoch(0, 10, "sigmoid", np.random.default_rng(0), lambda _: logits))
    usual = (1 / (1 + np.exp(-logits))).mean(axis=0)
    np.testing.assert_allclose(recipe.usual, usual)
    recipe.objective(Batch(logits, epoch=1))
    # Above .7 and above the tag's mean, and not denied: two of the second tag alone.
    assert np.argwhere(recipe.found_again).tolist() == [[0, 1], [3, 1]]
    recipe.after(Epoch(1, 10, "sigmoid", np.random.default_rng(0), lambda _: logits))
    assert recipe.tail[:2].tolist() == [1, 1]
    assert recipe.tail[2] == pytest.approx((1 + np.log(3)) ** (1 / 6))
    assert recipe.believed()[0].tolist() == [1, 1, 0]


def cross_entropy(aim, logits):
    p = 1 / (1 + np.exp(-logits))
    return -(aim * np.log(p) + (1 - aim) * np.log(1 - p))


def test_a_third_network_hears_those_of_common_and_of_rare_tags():
    random, held = np.random.default_rng(1), TAGS == 1
    both = Balancing(TAGS, sure=0.7, margin=1.0, focus=2.0, drop=0.05)
    both.balance = 0.5
    logits = random.normal(size=(3, 4, 3))
    steps = [Batch(one, epoch=0, member=m) for m, one in enumerate(logits)]
    rare = 3 / np.array([3, 1, 1])
    lost = [
        (cross_entropy(held, one) * much).sum() / held.sum()
        for one, much in zip(logits, (1, rare / rare.mean()), strict=False)
    ]
    found = [float(both.objective(step).detach()) for step in steps[:2]]
    np.testing.assert_allclose(found, lost)
    steps[2].peers = steps[:2]
    square = np.square(lost)
    said = 1 / (1 + np.exp(-logits[:2]))
    mix = (square[:, None, None] * said).sum(axis=0) / square.sum()
    more = cross_entropy(mix, logits[2]).sum() / held.sum()
    found = float(both.objective(steps[2]).detach())
    assert found == pytest.approx(paid(logits[2], both, held) + 0.5 * more, rel=1e-6)


def test_drawn_tags_where_one_is_told(drawn):
    told = drawn(0)
    for balance in (0.0, 1.0):
        model = LongTailedTags(balance=balance).learn(
            told["features"], told["evidence"], drawn.head(8)
        )
        assert len(model.body.members) == 1
        assert drawn.score(model, told) > 0.55
