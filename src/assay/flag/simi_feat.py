"""Suspicion by how unlike the labels of an item's neighbours are to its own."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.by_class import small_ints
from assay.kernels.estimate.consensus import fit, of_neighbours, tabulate
from assay.kernels.nearby import votes
from assay.kernels.wrong_counts import expected, worst_of_each
from assay.method import Detector
from assay.results import Flags
from assay.types import Floats, Ints

#: Rounds of the fit, and the step at which it ends: counts of items need no more digits.
ROUNDS, STEP = 100, 1e-4
REASON = (
    "the labels of its nearest neighbours are {likeness:.0%} like {given}, most are {suggested}"
)


@dataclass(frozen=True)
class SimiFeat(Detector, reads={"labels"}, truth={"one_of"}, paper="zhu2022"):
    """Rank labels by their likeness to those of the neighbours, cut where the consensus says.

    The labels of an item's neighbours, near ones counting for more, are a soft label; the score
    is one minus the cosine between it and the given label. How many labels of each class are wrong
    follows from how often an item and its two nearest neighbours agree, by one, two and three
    (high-order consensus); as many of greatest score are flagged, of those for which the neighbours
    have another favourite. Or the neighbours vote: all for which they do are flagged.

    The paper repeats this on 21 random crops of the pictures and takes the vote; features that are
    given have no crops, so that there is one round, which draws nothing.

    Assumes: an item and its two nearest neighbours are of one true class; features not learnt from
    the labels; each class is given its own label most often. Where classes overlap, overlap is
    counted as noise.

    Cost: time n k^2 for k neighbours; the fit works on the distinct triples of labels, at most
    8 M cells.

    Figures: tests hold it to bounds on digits and on the worst labels that people gave pictures;
    the paper's are of other features.

    Equation
    --------
    V[k]    = sum over neighbours given k of exp(-(distance / scale)^2)
    score   = 1 - V[label] / sqrt(sum over k of V[k]^2)
    flagged where the label is not of largest V (vote); of those the worst by score (rank), as many
            of class j as wrong[j] = count[j] * (1 - p[j] * T[j, j] / sum over k of p[k] * T[k, j])

    T[k, j], p[k]: noise and class shares, by the consensus of an item and its two neighbours.

    Parameters
    ----------
    rule
        rank: as many of each class as are expected to be wrong; vote: all that are outvoted.

    References
    ----------
    zhu2022 for the method.
    zhu2021 for the consensus of neighbours.

    Examples
    --------
    >>> import numpy as np
    >>> index = (np.arange(8)[:, None] + [1, 2, 3]) % 4 + 4 * (np.arange(8)[:, None] // 4)
    >>> near = Neighbours(index, np.ones((8, 3)))
    >>> y = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    >>> flags = SimiFeat(rule="vote").flag(labels=y, neighbours=near)
    >>> flags.flagged.tolist().index(True), flags.explain(3, "cat", "dog")
    (3, 'the labels of its nearest neighbours are 0% like cat, most are dog')
    """

    rule: Literal["rank", "vote"] = "rank"

    def flag(self, labels: Ints, neighbours: Neighbours) -> Flags:
        """Score every item by one minus the cosine of its label with the neighbours' labels."""
        n = len(labels)
        score, outvoted = np.zeros(n, np.float32), np.zeros(n, bool)
        suggested = labels.astype(small_ints(int(labels.max(initial=0)) + 1))
        for vote in votes(labels, neighbours):
            winner, _ = vote.winner()
            length = np.where(vote.judged, vote.length, 1)
            alike = np.clip(vote.own / length, 0, 1)
            score[vote.piece] = np.where(vote.judged, 1 - alike, 0)
            outvoted[vote.piece] = vote.judged & (winner != vote.given)
            suggested[vote.piece] = winner
        flagged = outvoted
        if self.rule == "rank":
            flagged = worst_of_each(score, labels, outvoted, expected_wrong(labels, neighbours))
        return Flags(score, suggested, flagged, REASON, {"likeness": 1 - score})


def expected_wrong(labels: Ints, neighbours: Neighbours) -> Floats:
    """Return (K,) how many labels of each class the consensus of neighbours expects to be wrong."""
    counts = np.bincount(labels[labels >= 0], minlength=2)
    _, triples = of_neighbours(labels, neighbours.index)
    if not len(triples):
        return np.zeros(len(counts))
    found = fit(tabulate(triples, len(counts)), len(counts), rounds=ROUNDS, tolerance=STEP)
    return expected(found.noise[0], found.prior, counts)
