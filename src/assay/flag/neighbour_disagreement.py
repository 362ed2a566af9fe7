"""Suspicion by the labels of the nearest other items."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.by_class import small_ints
from assay.kernels.nearby import votes
from assay.method import Detector
from assay.results import Flags
from assay.types import Ints

REASON = "{votes} of its {voters} nearest neighbours are {suggested}"


@dataclass(frozen=True)
class NeighbourDisagreement(Detector, reads={"labels"}, truth={"one_of"}, paper="wilson1972"):
    """Suspect items whose nearest other items carry another label.

    Every labelled neighbour votes for its label with weight exp(-(distance / scale)^2), the scale
    being the median distance to a neighbour in the data set. The score is how far another label
    leads the given one, (1 + share of the best other - share of the given) / 2; flagged where one
    other label has more than half of the weight. Items without labelled neighbours get score 0.

    Assumes: items that are close have the same true class; the features were not learnt from the
    labels. Items near a border between classes, and small groups of their own, look like errors.

    Cost: time and memory n k for k neighbours, k^2 comparisons an item; no classes are counted.

    Equation
    --------
    V[k]    = sum over neighbours given k of exp(-(distance / scale)^2)
    score   = (1 + (max over k != label of V[k] - V[label]) / sum(V)) / 2           (lead)
            = 1 - V[label] / sum(V)                                        (share-against)
    flagged where V[k] > sum(V) / 2 for a class k other than the label

    Parameters
    ----------
    rank
        What the score orders by: the lead of the best other label, or the share of the weight
        that is against the given one, whatever it is for.
    weight
        Whether near neighbours count for more, or all the same.

    Examples
    --------
    >>> import numpy as np
    >>> index = np.array([[1, 2], [0, 2], [0, 1]])
    >>> near = Neighbours(index, np.ones((3, 2)))
    >>> flags = NeighbourDisagreement().flag(labels=np.array([0, 1, 1]), neighbours=near)
    >>> flags.flagged.tolist(), flags.explain(0, "cat", "dog")
    ([True, False, False], '2 of its 2 nearest neighbours are dog')
    """

    rank: Literal["lead", "share-against"] = "lead"
    weight: Literal["distance", "equal"] = "distance"

    def flag(self, labels: Ints, neighbours: Neighbours) -> Flags:
        """Score every item by the weight of its neighbours for other labels."""
        n, k = neighbours.index.shape
        score, flagged = np.zeros(n, np.float32), np.zeros(n, bool)
        suggested = labels.astype(small_ints(int(labels.max(initial=0)) + 1))
        counted, voters = np.zeros((2, n), small_ints(k + 1))
        for vote in votes(labels, neighbours, by_distance=self.weight == "distance"):
            piece, total, judged = vote.piece, vote.total, vote.judged
            winner, most = vote.winner()
            against = total - vote.own
            if self.rank == "lead":
                against = (against + vote.rival) / 2
            np.divide(against, total, out=score[piece], where=judged, casting="same_kind")
            flagged[piece] = judged & (winner != vote.given) & (most > total / 2)
            suggested[piece] = winner
            counted[piece] = (vote.near == winner[:, None]).sum(axis=1)
            voters[piece] = (vote.near >= 0).sum(axis=1)
        score = np.clip(score, 0, 1)
        return Flags(score, suggested, flagged, REASON, {"votes": counted, "voters": voters})
