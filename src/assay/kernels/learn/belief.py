"""Belief propagation: what counts of bags and likeness of items together say of each item.

Two kinds of factors: the count of a bag, whose messages are exact (`counts`), and pairs of items
that are likely to be of one class. Messages are log odds of the second of two classes.
"""

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.learn.counts import bag_posterior
from assay.types import Floats, Ints

#: Log odds are held within it: beyond, one minus a probability is rounding.
FAR = 20.0


def beliefs(
    logit: Floats,
    bag: Ints,
    counts: Ints,
    pairs: tuple[Ints, Ints],
    strength: Floats,
    *,
    rounds: int = 50,
    damping: float = 0.5,
    tolerance: float = 1e-3,
) -> Floats:
    """Return (n,) log odds of every item that belief propagation ends at.

    Where there are no pairs the answer is exact; where pairs and bags make loops it is not, and
    is on the sure side.

    Parameters
    ----------
    logit
        (n,) log odds by what else is known of an item, 0 for nothing.
    bag
        (n,) which bag each item is in, -1 for none.
    counts
        (B,) how many items of each bag are positive.
    pairs
        (e,) and (e,): items that are alike, each pair once.
    strength
        (e,) log of how much more probable it is that they are of one class than of two.
    rounds
        At most so many.
    damping
        What is kept of a message from the round before.
    tolerance
        Mean change of log odds below which rounds end.
    """
    kind = np.float32
    first, second = pairs
    flow = np.tanh(np.asarray(strength, kind) / 2)
    ahead, back = np.zeros(len(first), kind), np.zeros(len(first), kind)
    own = np.asarray(logit, kind)
    told = np.zeros(len(own), kind)
    inward = np.zeros(len(own), kind)
    found = own
    for _ in range(rounds if len(own) else 0):
        told = damping * told + (1 - damping) * of_bags(own + inward, bag, counts)
        whole = own + told + inward
        if len(first):
            # What an item says to another is what all but that one said to it.
            fresh = _said(whole[first] - back, flow), _said(whole[second] - ahead, flow)
            ahead = damping * ahead + (1 - damping) * fresh[0]
            back = damping * back + (1 - damping) * fresh[1]
            inward = np.bincount(second, ahead, len(own)).astype(kind)
            inward += np.bincount(first, back, len(own)).astype(kind)
        before, found = found, own + told + inward
        if np.abs(np.clip(found, -FAR, FAR) - np.clip(before, -FAR, FAR)).mean() < tolerance:
            break
    return np.clip(found, -FAR, FAR)


def of_bags(logit: Floats, bag: Ints, counts: Ints) -> Floats:
    """Return (n,) log odds that the count of its bag adds to an item's, given the others'."""
    held = np.clip(np.asarray(logit, np.float64), -FAR, FAR)
    proba = 1 / (1 + np.exp(-held))
    found = np.clip(bag_posterior(proba, bag, counts)[0], 1e-9, 1 - 1e-9)
    said = np.log(found) - np.log1p(-found) - held
    return np.asarray(np.where(bag >= 0, said, 0), np.float32)


def _said(logit: Floats, flow: Floats) -> Floats:
    made = np.tanh(np.clip(logit, -FAR, FAR) / 2) * flow
    return np.asarray(2 * np.arctanh(np.clip(made, -1 + 1e-7, 1 - 1e-7)))


def paired(neighbours: Neighbours, near: int) -> tuple[tuple[Ints, Ints], Floats]:
    """Return pairs of items, (e,) and (e,), each once, and (e,) how alike they are, up to 1.

    Items are paired where one is among the `near` nearest of the other; likeness falls with the
    square of the distance, by the median of all.
    """
    index, distance = neighbours.index[:, :near], neighbours.distance[:, :near]
    n, k = index.shape
    low = np.minimum(np.arange(n)[:, None], index).astype(np.int64)
    high = np.maximum(np.arange(n)[:, None], index)
    _, keep = np.unique((low * n + high).ravel(), return_index=True)
    usual = max(float(np.median(distance)) if n * k else 1.0, 1e-12)
    alike = np.exp(-((distance.ravel()[keep] / usual) ** 2) / 2)
    pairs = low.ravel()[keep].astype(np.int32), high.ravel()[keep].astype(np.int32)
    return pairs, np.asarray(alike, np.float32)
