"""What is known of items whose bag has a count: exactly, by one pass up and one pass down.

A bag of m items holds c of a class; what the model makes of each is independent before the count
is known. `count_posterior` gives P(item is of the class | count) for all bags of one size at once.
"""

from collections.abc import Iterator

import numpy as np

from assay.types import Floats, Ints

#: Chances are held so far from zero and one that counts stay possible.
EDGE = 1e-9


def count_posterior(proba: Floats, counts: Ints) -> tuple[Floats, Floats]:
    """Return (B, m) P(item is positive | count of its bag) and (B,) log P(count).

    In halves: the distribution of the count of every half of a half, up; then what the rest of
    the bag leaves to each half, down. Both are sums of products, as sums of independent counts
    are, and are scaled so that nothing vanishes. Time O(B m^2), no loop over items or bags.

    Parameters
    ----------
    proba
        (B, m) P(positive) of every item of every bag.
    counts
        (B,) how many are positive.
    """
    bags, size = proba.shape
    if not bags or not size:
        return np.zeros((bags, size)), np.zeros(bags)
    depth = int(np.ceil(np.log2(size))) if size > 1 else 0
    wide = 1 << depth
    p = np.zeros((bags, wide))
    # An item that only fills the bag up is surely negative.
    p[:, :size] = np.clip(proba, EDGE, 1 - EDGE)
    levels = [np.stack([1 - p, p], axis=2)]
    scale = np.zeros((bags, wide))
    for _ in range(depth):
        left, right = levels[-1][:, 0::2], levels[-1][:, 1::2]
        made = convolved(left, right)
        top = made.max(axis=2, keepdims=True)
        scale = scale[:, 0::2] + scale[:, 1::2] + np.log(top[:, :, 0])
        levels.append(made / top)
    row = np.arange(bags)
    total = levels[-1][row, 0, counts]
    evidence = np.log(np.maximum(total, 1e-300)) + scale[:, 0]
    wanted = np.zeros_like(levels[-1])
    wanted[row, 0, counts] = 1
    for level in reversed(levels[:-1]):
        left, right = level[:, 0::2], level[:, 1::2]
        down = np.empty_like(level)
        down[:, 0::2] = correlated(wanted, right)
        down[:, 1::2] = correlated(wanted, left)
        top = down.max(axis=2, keepdims=True)
        wanted = down / np.where(top > 0, top, 1)
    joint = wanted * levels[0]
    found = joint[:, :, 1] / np.maximum(joint.sum(axis=2), 1e-300)
    return np.asarray(found[:, :size]), np.asarray(evidence)


def convolved(left: Floats, right: Floats) -> Floats:
    """Return (B, h, 2 s - 1) distributions of sums of counts (B, h, s) each."""
    size = left.shape[2]
    made = np.zeros((*left.shape[:2], 2 * size - 1))
    for step in range(size):
        made[:, :, step : step + size] += left[:, :, step : step + 1] * right
    return made


def correlated(wanted: Floats, other: Floats) -> Floats:
    """Return (B, h, s): at j, the sum over i of wanted[i + j] * other[i]."""
    size = other.shape[2]
    made = np.zeros(other.shape)
    for step in range(size):
        made += wanted[:, :, step : step + size] * other[:, :, step : step + 1]
    return made


def by_size(bag: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield bags of one size together: their numbers (B,), and their items (B, m).

    Parameters
    ----------
    bag
        (n,) the bag of every item, -1 for none.
    """
    order = np.argsort(bag, kind="stable")
    order = order[int((bag < 0).sum()) :]
    names, first, sizes = np.unique(bag[order], return_index=True, return_counts=True)
    for size in np.unique(sizes):
        some = np.flatnonzero(sizes == size)
        yield names[some], order[first[some][:, None] + np.arange(size)]


def bag_posterior(proba: Floats, bag: Ints, counts: Ints) -> tuple[Floats, Floats]:
    """Return (n,) P(item is positive | count of its bag), and (B,) log P(count) of every bag.

    Parameters
    ----------
    proba
        (n,) P(positive) by the model.
    bag
        (n,) which bag each item is in, -1 for none: such items keep what the model says.
    counts
        (B,) how many items of each bag are positive.
    """
    found = np.array(proba, np.float64)
    evidence = np.zeros(len(counts))
    for names, items in by_size(bag):
        made, told = count_posterior(found[items], counts[names])
        found[items], evidence[names] = made, told
    return found, evidence
