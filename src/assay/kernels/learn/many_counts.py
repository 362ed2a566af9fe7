"""What is known of items whose bag has a count of each of several classes.

Exactly where the table of all counts up to those of the bag is small; else by the limit that
large bags come to: what the model says, each class multiplied by a number of the bag such that
the counts are met on average.
"""

import numpy as np

from assay.kernels.learn.counts import by_size
from assay.types import Floats, Ints

#: Counts up to those of a bag, all classes together, that are gone through one by one.
STATES = 1024
#: Rounds in which shares are fitted to counts, and the gap that is small enough.
ROUNDS, CLOSE = 100, 1e-4
EDGE = 1e-9


def counts_posterior(proba: Floats, bag: Ints, counts: Ints) -> Floats:
    """Return (n, K) P(class | counts of the bag).

    Parameters
    ----------
    proba
        (n, K) what the model says of each item.
    bag
        (n,) which bag each item is in, -1 for none: such items keep what the model says.
    counts
        (B, K) how many items of each bag are of each class.
    """
    found = np.array(proba, np.float64)
    for names, items in by_size(bag):
        told, mine = counts[names], np.maximum(found[items], EDGE)
        small = np.prod(told + 1.0, axis=1) <= STATES
        for some, solve in ((small, exact), (~small, tilted)):
            if some.any():
                found[items[some]] = solve(mine[some], told[some])
    return found


def exact(proba: Floats, counts: Ints) -> Floats:
    """Return (B, m, K) posteriors by a pass up and a pass down over all counts.

    Bags whose counts are the same numbers, whichever the classes, go together.

    Parameters
    ----------
    proba
        (B, m, K) above zero.
    counts
        (B, K) that sum to m.
    """
    order = np.argsort(-counts, axis=1, kind="stable")
    ranked = np.take_along_axis(counts, order, axis=1)
    found = np.zeros_like(proba)
    for shape in np.unique(ranked, axis=0):
        some = np.flatnonzero((ranked == shape).all(axis=1))
        held = int((shape > 0).sum())
        columns = order[some][:, None, :held]
        mine = np.take_along_axis(proba[some], columns, axis=2)
        made = np.zeros_like(proba[some])
        np.put_along_axis(made, columns, _passes(mine, shape[:held]), axis=2)
        found[some] = made
    return found


def _passes(proba: Floats, shape: Ints) -> Floats:
    """Return (B, m, L) posteriors where all bags have the same counts (L,), none of them 0."""
    bags, size, kinds = proba.shape
    width = shape + 1
    stride = np.concatenate([[1], np.cumprod(width)[:-1]])
    states = int(np.prod(width))
    digit = np.arange(states)[:, None] // stride % width
    # From a state without one more of a class to that with it.
    less = [np.flatnonzero(digit[:, kind] < shape[kind]) for kind in range(kinds)]
    up = np.zeros((size + 1, states, bags))
    up[0, 0] = 1
    for i in range(size):
        for kind in range(kinds):
            up[i + 1, less[kind] + stride[kind]] += up[i, less[kind]] * proba[:, i, kind]
        up[i + 1] /= np.maximum(up[i + 1].max(axis=0), 1e-300)
    down = np.zeros((states, bags))
    down[-1] = 1
    found = np.zeros_like(proba)
    for i in reversed(range(size)):
        before = np.zeros_like(down)
        for kind in range(kinds):
            term = down[less[kind] + stride[kind]] * proba[:, i, kind]
            found[:, i, kind] = (up[i, less[kind]] * term).sum(axis=0)
            before[less[kind]] += term
        down = before / np.maximum(before.max(axis=0), 1e-300)
    return np.asarray(found / np.maximum(found.sum(axis=2, keepdims=True), 1e-300))


def tilted(proba: Floats, counts: Ints) -> Floats:
    """Return (B, m, K) what the model says, tilted by class so that the sums are the counts.

    Parameters
    ----------
    proba
        (B, m, K) above zero.
    counts
        (B, K) that sum to m.
    """
    wanted = counts[:, None, :].astype(np.float64)
    found = proba * (wanted > 0)
    found /= found.sum(axis=2, keepdims=True)
    for _ in range(ROUNDS):
        total = found.sum(axis=1, keepdims=True)
        if np.abs(total - wanted).max() < CLOSE * proba.shape[1]:
            break
        found = found * (wanted / np.maximum(total, 1e-300))
        found /= np.maximum(found.sum(axis=2, keepdims=True), 1e-300)
    return np.asarray(found)
