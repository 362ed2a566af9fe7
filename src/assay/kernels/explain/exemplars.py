"""Examples that show best what a class is: by retrieving the rest of it."""

import numpy as np

from assay.types import Bools, Floats, Ints

#: A further example must raise the average precision by this much.
WORTH = 0.002


def retrieval(distance: Floats, relevant: Floats) -> Floats:
    """Return (m,) average precision of m rankings of the same items, nearest first.

    The relevance of an item may be a probability; equally near items are ranked by index.

    Parameters
    ----------
    distance
        (m, n) of every item from every query; infinite for those that aren't ranked.
    relevant
        (m, n) or (n,) how likely each item is one that should be found.

    Examples
    --------
    >>> retrieval(np.array([[0.1, 0.2, 0.3]]), np.array([1.0, 0.0, 1.0])).round(3).tolist()
    [0.833]
    """
    order = np.argsort(distance, axis=1, kind="stable")
    hits = np.take_along_axis(np.broadcast_to(relevant, distance.shape), order, axis=1)
    found = np.cumsum(hits, axis=1)
    rank = np.arange(1, distance.shape[1] + 1)
    total = np.maximum(found[:, -1], 1e-12)
    return np.asarray((hits * found / rank).sum(axis=1) / total)


def choose(
    distance: Floats, relevant: Floats, own: Ints, most: int
) -> tuple[list[int], list[float]]:
    """Return the candidates that retrieve best together, greedily, and the precision after each.

    An item is as near to a set as to its nearest member, as to an annotator who looks for the
    most similar example; so the next that is chosen shows another side of the class, and no copy
    is worth a place. It ends where no further candidate is worth it.

    Parameters
    ----------
    distance
        (m, n) of every item from every candidate.
    relevant
        (n,) how likely each item is of the class.
    own
        (m,) which of the n items each candidate is, -1 for none: it is no proof of itself.
    most
        Candidates that are chosen at most.

    Examples
    --------
    >>> line, relevant = np.array([0.0, 1, 5, 6, 3]), np.array([1.0, 1, 1, 1, 0])
    >>> apart = np.abs(line[:4, None] - line)
    >>> choose(apart, relevant, np.arange(4), 3)[0]
    [0, 2]
    """
    chosen: list[int] = []
    gained: list[float] = []
    nearest = np.full(distance.shape[1], np.inf)
    shown = np.zeros(len(distance), bool)
    for _ in range(min(most, len(distance))):
        value = _worth(np.minimum(distance, nearest), relevant, own, shown)
        value[chosen] = -np.inf
        best = int(value.argmax())
        if not value[best] > (gained[-1] + WORTH if gained else -np.inf):
            break
        chosen.append(best)
        gained.append(float(value[best]))
        nearest = np.minimum(nearest, distance[best])
        shown[best] = True
    return chosen, gained


def _worth(distance: Floats, relevant: Floats, own: Ints, shown: Bools) -> Floats:
    """Return (m,) the average precision of each set on the items that aren't in it."""
    rows = np.flatnonzero(own >= 0)
    hits = np.array(np.broadcast_to(relevant, distance.shape), np.float64)
    members = own[shown & (own >= 0)]
    # What is shown ranks last, where it counts for nothing.
    hits[:, members], distance[:, members] = 0, np.inf
    hits[rows, own[rows]], distance[rows, own[rows]] = 0, np.inf
    return retrieval(distance, hits)
