"""Which neighbours are nearly the same thing."""

import numpy as np

from assay.dataset import Neighbours
from assay.types import Floats, Ints, Objects

#: Nearer than this share of the typical distance to a nearest neighbour is nearly the same,
#: and less than that where few dimensions bring items so near by chance.
NEAR = 0.1
#: Chance pairs of nearly the same that an even cloud of items may have.
CHANCE = 0.05
#: Texts are nearly the same when this share of their runs of five characters agrees.
SHARED = 0.9
SHINGLE = 5
#: Texts that share nine tenths of their runs are nearer than this share of what is typical.
CANDIDATE = 0.7
#: Characters of a text that are compared.
BEGINNING = 5000


def close(neighbours: Neighbours) -> Ints:
    """Return (m, 2) pairs much nearer than neighbours usually are, there and in all.

    Near by the standard of all items alone are all items of a dense region; so they must be
    much nearer than their own farthest neighbour too. More near copies than there are
    neighbours are taken for such a region.
    """
    distance = neighbours.distance.astype(np.float64)
    nearest = distance[:, 0]
    apart = nearest[nearest > 0]
    share = _share(distance)
    limit = share * np.minimum(float(np.median(apart)) if apart.size else 0.0, distance[:, -1])
    item, place = np.nonzero(distance <= limit[:, None])
    return np.stack([item, neighbours.index[item, place]], axis=1)


def _share(distance: Floats) -> float:
    """Return the share of the typical distance below which a pair is no chance.

    In an even cloud of d dimensions, the nearest of k neighbours is within a share s of the
    farthest for some k * s ** d of the items; d is told by how distances grow from the nearest
    neighbour to the farthest.
    """
    first, last = distance[:, 0], distance[:, -1]
    grown = (first > 0) & (last > first)
    if not grown.any() or distance.shape[1] < 2:
        return NEAR
    dimensions = np.log(distance.shape[1]) / np.median(np.log(last[grown] / first[grown]))
    return float(min(NEAR, (CHANCE / distance.size) ** (1 / max(1.0, dimensions))))


def texts_alike(texts: Objects, exact: Ints, neighbours: Neighbours) -> Ints:
    """Return (m, 2) pairs of neighbours whose runs of characters mostly agree."""
    distance = neighbours.distance
    apart = distance[distance[:, 0] > 0, 0]
    limit = CANDIDATE * float(np.median(apart)) if apart.size else 0.0
    item, place = np.nonzero(distance <= limit)
    # Of equal texts the first stands for all.
    one, other = exact[item], exact[neighbours.index[item, place]]
    pairs = np.unique(np.sort(np.stack([one, other], axis=1), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    said = texts.tolist()
    length = np.array([len(said[at]) for at in pairs.ravel().tolist()], np.float64).reshape(-1, 2)
    pairs = pairs[length.min(axis=1) >= SHARED * length.max(axis=1)]
    kept = [pair for pair in pairs.tolist() if _alike(said[pair[0]], said[pair[1]])]
    return np.array(kept, np.int64).reshape(-1, 2)


def _alike(one: str, other: str) -> bool:
    one, other = (" ".join(text[:BEGINNING].casefold().split()) for text in (one, other))
    if not one or not other:
        return False
    # Most candidates differ in many words, which is quicker to see.
    words, more = set(one.split()), set(other.split())
    if len(words & more) * 2 < min(len(words), len(more)):
        return False
    first, second = _shingles(one), _shingles(other)
    return len(first & second) >= SHARED * len(first | second)


def _shingles(plain: str) -> set[str]:
    return {plain[at : at + SHINGLE] for at in range(max(1, len(plain) - SHINGLE + 1))}
