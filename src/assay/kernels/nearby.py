"""What the labels of the nearest items say of an item's own."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assay.dataset import Neighbours
from assay.types import Array, Bools, Floats, Ints

#: Items whose neighbours are counted together.
PIECE = 1 << 13
#: Distances the scale is the median of.
SAMPLE = 100_000


@dataclass(frozen=True, eq=False)
class Votes:
    """What the neighbours of m items vote.

    Parameters
    ----------
    piece
        Which items.
    given
        (m,) their labels.
    near
        (m, k) labels of the neighbours, -1 unlabelled.
    weight
        (m, k) of each vote; 0 where the neighbour has no label.
    support
        (m, k) weight of all votes for the label in this place; -1 where there is none.
    total
        (m,) weight of all votes.
    """

    piece: slice
    given: Ints
    near: Ints
    weight: Floats
    support: Floats
    total: Floats

    @property
    def judged(self) -> Bools:
        """Tell (m,) whether the item and a neighbour are labelled."""
        return (self.given >= 0) & (self.total > 0)

    @property
    def own(self) -> Floats:
        """Return (m,) the weight of the votes for the item's label."""
        return np.asarray((self.weight * self._same).sum(axis=1))

    @property
    def rival(self) -> Floats:
        """Return (m,) the greatest weight of another label."""
        return np.asarray(np.where(self._same, 0, self.support).max(axis=1).clip(min=0))

    @property
    def length(self) -> Floats:
        """Return (m,) the Euclidean length of the weights by label."""
        # The square of a label's weight is that weight, summed over the votes that make it up.
        return np.asarray(np.sqrt((self.support.clip(min=0) * self.weight).sum(axis=1)))

    def winner(self) -> tuple[Ints, Floats]:
        """Return (m,) the label of most weight, the given one where there is none; its weight."""
        winner, most = heaviest(self.near, self.support)
        return np.where(self.total > 0, winner, self.given), most

    @property
    def _same(self) -> Bools:
        return np.asarray(self.near == self.given[:, None])


def votes(labels: Ints, neighbours: Neighbours, *, by_distance: bool = True) -> Iterator[Votes]:
    """Yield what neighbours vote, for some items at a time; nothing where there are none.

    Every labelled neighbour votes with the same weight or, by distance, with
    exp(-(distance / scale)^2), the scale being the median distance to a neighbour.
    """
    n, k = neighbours.index.shape
    scale = typical(neighbours.distance)
    for start in range(0, n if k else 0, PIECE):
        piece = slice(start, start + PIECE)
        given, near = labels[piece], labels[neighbours.index[piece]]
        weight = np.ones(near.shape, np.float32)
        if by_distance:
            weight = np.exp(-np.square(neighbours.distance[piece] / scale)) + 1e-6
        weight[near < 0] = 0
        yield Votes(piece, given, near, weight, supports(near, weight), weight.sum(axis=1))


def supports(near: Ints, weight: Floats) -> Floats:
    """Return (m, k) the weight of all places with the same label; -1 where there is no label."""
    support = np.zeros_like(weight)
    for place in range(near.shape[1]):
        support += weight[:, place, None] * (near == near[:, place, None])
    support[near < 0] = -1
    return support


def heaviest(near: Ints, support: Floats) -> tuple[Ints, Floats]:
    """Return (m,) the label of most support, -1 where there is none, and its support."""
    rows, top = np.arange(len(near)), support.argmax(axis=1)
    return near[rows, top], support[rows, top]


def typical(distance: Array) -> float:
    """Return the median distance above 0 of a sample by stride; 1 where there is none."""
    flat = np.ravel(distance)
    flat = flat[:: max(1, len(flat) // SAMPLE)]
    flat = flat[flat > 0]
    return float(np.median(flat)) if len(flat) else 1.0
