"""Suspicion by items that are alike in features and predictions but carry another label."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.confident import survey
from assay.kernels.relation import AllPairs, Graph, Sums
from assay.kernels.relation_nearest import NearestPairs
from assay.kernels.wrong_counts import worst_of_each, wrong_counts
from assay.method import Detector
from assay.results import Flags
from assay.types import Floats, Fraction, Ints, Positive, Whole

REASON = (
    "items like it in features and predictions are {suggested}: its relation to {given} is "
    "{relation_mean:+.2f} on a scale from -1 to 1"
)


@dataclass(frozen=True)
class RelationGraph(Detector, reads={"labels"}, truth={"one_of"}, paper="kim2023"):
    """Suspect items that contradict more of what is like them than agrees with them.

    Two items relate by the cosine of their features times the inner product of their
    predictions, to a power: positive where they share the label, negative where not. Items whose
    relations sum to less than 0 are set apart, and the sums taken anew over the rest, until none
    moves. Each class counts by the mean over its items, so that a rare class is not outvoted.
    For each class as many of the items below 0 are flagged as confident counts, held to the
    surest predictions, expect to be wrong, the worst first.

    The values hold a data map: `relation_mean` and `relation_variance` of the relation, from -1
    to 1, over the powers 1, 2, 4 and 8 (high variance: near relatives and distant ones disagree);
    `complementary` and `contradicting` are the items most like it of the same label and of
    another one, -1 where there is none.

    Assumes: the predictions are out of sample (those in sample repeat the errors); items alike
    in both ways have the same true class.

    Cost: time n k (d + K) for k neighbours, 12 bytes a neighbour. For all pairs time n^2 (d + K),
    a block at a time, and n K numbers: seconds at 10,000 items.

    Figures: nearest pairs rank better than all pairs on digits, and setting contradicted items
    apart helps both; on pictures mislabelled by people self-confidence is ahead.

    Equation
    --------
    r[i, j] = max(cosine(x[i], x[j]), 0) * sum over k of P[i, k] * P[j, k], 0 below least
    agrees  = sum over believed j of the same label of r[i, j]^power / count[label]
    against = sum over believed j of other labels of r[i, j]^power / count[label of j]
    score   = (1 + t / (median(|t|) + |t|)) / 2,   t = against - agrees;   believed where t <= 0
    flagged the worst by score of t > 0, as many of each class as confident counts, held to the
            surest predictions, expect to be wrong

    Parameters
    ----------
    power
        Relations are raised to it: 1 counts distant relatives too, large powers near ones only.
    pairs
        nearest: an item relates to its nearest neighbours by features, which is far quicker and
        better where near items tell most; all: to every other item, as in the paper.
    least
        Relations below it count as none.
    rounds
        How often items are set apart, at most; 0 for sums over all.

    References
    ----------
    kim2023 for the relation, its powers, the refinement and the data map.
    northcutt2021 for the confident counts.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.repeat([0, 1], 20)
    >>> x = np.eye(2)[y] + 0.1
    >>> p = np.where(np.eye(2)[y] > 0, 0.9, 0.1)
    >>> y[0] = 1
    >>> flags = RelationGraph().flag(labels=y, predictions=p, features=x)
    >>> np.flatnonzero(flags.flagged).tolist(), int(flags.values["contradicting"][0])
    ([0], 1)
    """

    power: Positive = 4.0
    pairs: Literal["nearest", "all"] = "nearest"
    least: Fraction = 0.03
    rounds: Whole = 10

    def flag(
        self,
        labels: Ints,
        predictions: Floats,
        features: Floats,
        neighbours: Neighbours | None = None,
    ) -> Flags:
        """Score every item by what contradicts it less what agrees with it.

        Parameters
        ----------
        neighbours
            Without them all pairs are related.
        """
        own, best, counts = survey(labels, predictions)
        graph: Graph
        if neighbours is None or self.pairs == "all":
            graph = AllPairs(labels, features, predictions, self.power, self.least)
        else:
            near = neighbours.index
            graph = NearestPairs(labels, features, predictions, near, self.power, self.least)
        agrees, against, closest = refined(graph, labels, self.rounds)
        score = squashed(against - agrees)
        score[labels < 0] = 0
        wanted = wrong_counts(labels, predictions, own, best, counts)
        flagged = worst_of_each(score, labels, against > agrees, wanted)
        suggested = np.where((against > agrees) | (labels < 0), closest, labels)
        names = ("relation_mean", "relation_variance", "complementary", "contradicting")
        values = dict(zip(names, graph.map(), strict=True))
        return Flags(score, suggested, flagged, REASON, values)


def refined(graph: Graph, labels: Ints, rounds: int) -> Sums:
    """Return the sums over the items that are not contradicted by the rest of them."""
    said = labels >= 0
    believed = said
    sums = graph.sums(believed)
    for _ in range(rounds):
        kept = said & (sums[0] >= sums[1])
        if np.array_equal(kept, believed):
            break
        believed = kept
        sums = graph.sums(believed)
    return sums


def squashed(total: Floats) -> Floats:
    """Return (n,) in the same order in (0, 1): 1/2 at 0, 3/4 at the median size of the others."""
    size = np.abs(total)
    scale = float(np.median(size[size > 0])) if size.any() else 1.0
    return np.asarray((1 + total / (scale + size)) / 2, np.float32)
