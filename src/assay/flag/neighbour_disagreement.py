"""Suspicion by the labels of the nearest other items."""

from dataclasses import dataclass

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.by_class import small_ints
from assay.method import Detector
from assay.results import Flags
from assay.types import Array, Floats, Ints

#: Items whose neighbours are counted together.
PIECE = 1 << 13
#: Distances the scale is the median of.
SAMPLE = 100_000
REASON = "{votes} of its {voters} nearest neighbours are {suggested}"


@dataclass(frozen=True)
class NeighbourDisagreement(Detector, reads={"labels"}, truth={"one_of"}, paper="wilson1972"):
    """Suspect items whose nearest other items carry another label.

    Every labelled neighbour votes for its label with weight exp(-(distance / scale)^2), the scale
    being the median distance to a neighbour in the data set. The score is the share of weight
    against the item's label; flagged where one other label has more than half of the weight.
    Items without labelled neighbours get score 0.

    Assumes: items that are close have the same true class; the features were not learnt from the
    labels. Items near a border between classes, and small groups of their own, look like errors.

    Cost: time and memory n k for k neighbours, k^2 comparisons an item; no classes are counted.

    Examples
    --------
    >>> import numpy as np
    >>> index = np.array([[1, 2], [0, 2], [0, 1]])
    >>> near = Neighbours(index, np.ones((3, 2)))
    >>> flags = NeighbourDisagreement().flag(labels=np.array([0, 1, 1]), neighbours=near)
    >>> flags.flagged.tolist(), flags.explain(0, "cat", "dog")
    ([True, False, False], '2 of its 2 nearest neighbours are dog')
    """

    def flag(self, labels: Ints, neighbours: Neighbours) -> Flags:
        """Score every item by the share of its neighbours' weight against its label."""
        n, k = neighbours.index.shape
        score, flagged = np.zeros(n, np.float32), np.zeros(n, bool)
        suggested = labels.astype(small_ints(int(labels.max(initial=0)) + 1))
        votes, voters = np.zeros((2, n), small_ints(k + 1))
        scale = typical(neighbours.distance)
        for start in range(0, n if k else 0, PIECE):
            piece = slice(start, start + PIECE)
            given = labels[piece]
            near = labels[neighbours.index[piece]]
            weight = np.exp(-np.square(neighbours.distance[piece] / scale)) + 1e-6
            weight[near < 0] = 0
            winner, support = heaviest(near, weight)
            total = weight.sum(axis=1)
            winner = np.where(total > 0, winner, given)
            against = (weight * (near != given[:, None])).sum(axis=1)
            judged = (given >= 0) & (total > 0)
            np.divide(against, total, out=score[piece], where=judged, casting="same_kind")
            flagged[piece] = judged & (winner != given) & (support > total / 2)
            suggested[piece] = winner
            votes[piece] = (near == winner[:, None]).sum(axis=1)
            voters[piece] = (near >= 0).sum(axis=1)
        return Flags(score, suggested, flagged, REASON, {"votes": votes, "voters": voters})


def typical(distance: Array) -> float:
    """Return the median distance above 0 of a sample by stride; 1 where there is none."""
    flat = np.ravel(distance)
    flat = flat[:: max(1, len(flat) // SAMPLE)]
    flat = flat[flat > 0]
    return float(np.median(flat)) if len(flat) else 1.0


def heaviest(near: Ints, weight: Floats) -> tuple[Ints, Floats]:
    """Return, for rows of labels and weights (m, k), the label of most weight and its weight."""
    support = np.zeros_like(weight)
    for place in range(near.shape[1]):
        support += weight[:, place, None] * (near == near[:, place, None])
    support[near < 0] = -1
    at = support.argmax(axis=1)
    rows = np.arange(len(near))
    return near[rows, at], support[rows, at]
