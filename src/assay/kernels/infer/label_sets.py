"""Sets of labels behind one label an item, where the one was chosen among those that hold.

Labels of an item hold independently of each other with chances p (K,), and one of those that hold,
each as likely as the others, is given. Sums over all sets are integrals over one variable: the
mean of 1 / (1 + N), N labels holding, is the integral of the product of (1 - p + p s) over s from
0 to 1, a polynomial that Gauss's rule sums without error.
"""

import numpy as np

from assay.types import Bools, Floats, Ints

#: Nodes of Gauss's rule, at most: exact up to twice as many labels.
NODES = 24
#: Items that are worked through together.
PIECE = 1 << 14
ROUNDS = 50
TINY = 1e-12


def nodes(k: int) -> tuple[Floats, Floats]:
    """Return places in [0, 1] and weights of Gauss's rule that is exact for K labels."""
    place, weight = np.polynomial.legendre.leggauss(min(k // 2 + 1, NODES))
    return (place + 1) / 2, weight / 2


def chances(given: Floats) -> Floats:
    """Return (n, K) chance that a label holds, from the chance (n, K) that it is the one given.

    The label that is most often given is taken to hold for certain: chances of being given have
    one sum, so that they leave one chance of holding open. The others follow, in turns.
    """
    found = np.empty_like(given, np.float64)
    place, weight = nodes(given.shape[1])
    for start in range(0, len(given), PIECE):
        here = np.asarray(given[start : start + PIECE], np.float64)
        p = here / np.maximum(here.max(axis=1, keepdims=True), TINY)
        for _ in range(ROUNDS):
            new = np.minimum(here / np.maximum(_given_if_held(p, place, weight), TINY), 1.0)
            # What is given must be one of them: the surest holds.
            new /= np.maximum(new.max(axis=1, keepdims=True), TINY)
            change = float(np.abs(new - p).max(initial=0.0))
            p = new
            if change < 1e-6:
                break
        found[start : start + PIECE] = p
    return found


def _given_if_held(p: Floats, place: Floats, weight: Floats) -> Floats:
    """Return (m, K) the chance that a label is the one given if it holds."""
    found = np.zeros_like(p)
    for s, w in zip(place, weight, strict=True):
        each = 1 - p + p * s
        found += w * (each.prod(axis=1, keepdims=True) / np.maximum(each, TINY))
    return found


def posterior(p: Floats, given: Ints) -> Floats:
    """Return (n, K) chance that a label holds where one is known to have been given.

    Parameters
    ----------
    p
        (n, K) chances before.
    given
        (n,) the label that was given, -1 where none was.
    """
    found = np.array(p, np.float64)
    place, weight = nodes(p.shape[1])
    known = np.flatnonzero(given >= 0)
    for start in range(0, len(known), PIECE):
        rows = known[start : start + PIECE]
        here, one = found[rows], (np.arange(len(rows)), given[rows])
        held, not_held = np.zeros_like(here), np.zeros_like(here)
        for s, w in zip(place, weight, strict=True):
            each = 1 - here + here * s
            each[one] = 1.0
            others = w * (each.prod(axis=1, keepdims=True) / np.maximum(each, TINY))
            held += others * here * s
            not_held += others * (1 - here)
        total = held + not_held
        here = np.divide(held, total, out=here, where=total > 0)
        here[one] = 1.0
        found[rows] = here
    return found


def walk(p: Floats, given: Ints, steps: int, seed: int) -> Bools:
    """Return (steps, n, K) sets of labels, by a Markov chain an item.

    Every step offers to turn one label of an item, drawn alike, and takes it with the chance that
    Metropolis and Hastings ask: odds of the label, times how much likelier the given one is to be
    chosen from the new set. The given label always holds.

    Parameters
    ----------
    p, given
        As for `posterior`; every item must have a given label.
    steps, seed
        How many sets of every item are drawn, each K steps from the last; and what decides them.
    """
    n, k = p.shape
    random = np.random.default_rng(seed)
    item = np.arange(n)
    held = np.zeros((n, k), bool)
    held[item, given] = True
    odds = np.clip(p, TINY, 1 - TINY) / (1 - np.clip(p, TINY, 1 - TINY))
    found = np.empty((steps, n, k), bool)
    for step in range(steps):
        for _ in range(k):
            which = np.asarray(random.integers(0, k, n))
            size: Ints = held.sum(axis=1)
            now: Bools = held[item, which]
            new_size = np.where(now, size - 1, size + 1)
            ratio = np.where(now, 1 / odds[item, which], odds[item, which])
            ratio = ratio * size / np.maximum(new_size, 1)
            turned = (random.random(n) < ratio) & (which != given)
            held[item[turned], which[turned]] ^= True
        found[step] = held
    return found


def drawn_with(
    proba: Floats, having: Ints, lacking: Ints, size: int, seed: int, *, steps: int = 200
) -> Ints:
    """Return (size,) items that have some labels and lack others, each by a chain over the items.

    A chain offers any item, each alike, and takes it with the ratio of the chances that it has
    and lacks what is asked. So items come as often as they are what is asked, without the sum
    over all of them.

    Parameters
    ----------
    proba
        (n, K) chance that a label holds, labels apart given the item.
    having, lacking
        Labels, by index.
    size, seed
        How many chains, each of which gives one item, and what decides them.
    steps
        How long each chain is. The rarer what is asked, the longer it should be.
    """
    random = np.random.default_rng(seed)
    worth = proba[:, np.asarray(having, np.int64)].prod(axis=1)
    worth = worth * (1 - proba[:, np.asarray(lacking, np.int64)]).prod(axis=1)
    at = random.integers(0, len(proba), size)
    for _ in range(steps):
        offer = random.integers(0, len(proba), size)
        taken = random.random(size) * worth[at] < worth[offer]
        at = np.where(taken, offer, at)
    return at
