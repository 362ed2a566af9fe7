"""Suspicion by the labels of the nearest other items."""

from dataclasses import dataclass

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.confident import small_ints
from assay.method import Detector
from assay.results import Flags
from assay.types import Floats, Ints

#: Items whose neighbours are counted together.
PIECE = 1 << 13


@dataclass(frozen=True)
class NeighbourDisagreement(Detector, reads={"labels"}, truth={"one_of"}, paper="knn"):
    """Suspect items whose nearest other items carry another label.

    Every labelled neighbour votes with weight exp(-(distance / scale)^2), the scale being the
    median distance of the data set. The score is the weight of the votes for other labels;
    flagged where one other label has more than half of the weight.
    """

    def flag(self, labels: Ints, neighbours: Neighbours) -> Flags:
        """Score every item by the share of its neighbours' weight against its label."""
        n = len(labels)
        score = np.zeros(n, np.float32)
        suggested = labels.astype(small_ints(int(labels.max(initial=0)) + 1))
        flagged = np.zeros(n, bool)
        votes, voters = np.zeros(n, np.int16), np.zeros(n, np.int16)
        scale = float(np.median(neighbours.distance)) if neighbours.distance.size else 1.0
        for start in range(0, n, PIECE):
            piece = slice(start, start + PIECE)
            near = labels[neighbours.index[piece]]
            weight = np.where(
                near < 0, 0, np.exp(-((neighbours.distance[piece] / max(scale, 1e-30)) ** 2)) + 1e-6
            )
            same = near[:, :, None] == near[:, None, :]
            support = (same * weight[:, None, :]).sum(axis=2) * (near >= 0)
            if not support.size:
                continue
            at = support.argmax(axis=1)
            rows = np.arange(len(near))
            total = weight.sum(axis=1)
            some = total > 0
            given = labels[piece]
            against = (weight * (near != given[:, None])).sum(axis=1)
            share = np.divide(against, total, out=np.zeros_like(total), where=some)
            score[piece] = np.where(given < 0, 0, share)
            winner = np.where(some, near[rows, at], given)
            suggested[piece] = winner
            votes[piece] = (near == winner[:, None]).sum(axis=1)
            voters[piece] = (near >= 0).sum(axis=1)
            flagged[piece] = (winner != given) & (given >= 0) & (support[rows, at] > total / 2)
        return Flags(score, suggested, flagged, REASON, {"votes": votes, "voters": voters})


REASON = "{votes} of its {voters} nearest neighbours are {suggested}"
