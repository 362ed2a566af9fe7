"""Suspicion by how badly the folds fare that an item is in, over many cross-validations."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.kernels.dynamics.head import numbered, tabled
from assay.kernels.dynamics.mixture import high, two_parts
from assay.kernels.dynamics.repeated import (
    FOLDS,
    RidgeFolds,
    badly_placed,
    fold_means,
    remembered,
    softened,
)
from assay.method import Detector
from assay.results import Flags
from assay.types import Bools, Floats, Fraction, Ints, Seed, Whole

REASON = (
    "over {repeats} cross-validations, models that never saw it found {suggested} likelier; {told}"
)


@dataclass(frozen=True)
class WorstFold(Detector, reads={"labels"}, truth={"one_of"}, paper="chen2023"):
    """Suspect items that keep turning up in the folds of a cross-validation that fare worst.

    Cross-validation is repeated with other folds each time. `count`: how often an item was in the
    worst fold, by accuracy; flagged are counts too high for chance. `loss`: how many standard
    deviations its folds were worse than others by their log-loss, summed; flagged are sums too
    high for chance. `memory`: a fading mean of how far the models believe the item's own label,
    by which the next folds are dealt; the low one of two normal parts is flagged where another
    class is believed more. The first two need nothing but a number a fold (they are for measures
    that no item has of its own); where models give a probability an item, the third sees far
    more in far fewer rounds. Hard items spoil folds too: flagged is only what the models that
    never saw it outvote.

    Assumes: a quick model (ridge regression on the 32 main directions and 128 random hidden units)
    learns something of the classes. Counts need many repeats: ten times the items of a fold, to
    be as good as one look at each item.

    Cost: a repeat takes m n (m + 2 K) multiply-adds with m = 161 columns, some 10 ms for
    2,000 items; 1,300 bytes an item and 16 a class.

    Figures: in the order of an earlier reproduction on mushrooms, which is stated below; a test
    holds them to it. Without errors memory flags digits that the quick model can't tell.

    Equation
    --------
    memory: m <- .7 * m + .3 * P(label) out of fold, score = 1 - m / its weight
    loss:   z = sum over repeats of (bad[fold] - mean) / deviation / sqrt(repeats),
            score = 1 / (1 + exp(-z)); bad[fold]: its mean of -log P(label)
    count:  score = share of the repeats in which its fold had the least accuracy
    flagged where another class was believed more, and m is in the low of two normal parts (memory)
            or P(as much by chance) passes Benjamini and Hochberg's rule at level (loss, count)

    Parameters
    ----------
    statistic
        memory, loss or count.
    repeats
        Cross-validations; 0 takes 10 for memory and 200 for the others.
    level
        Share of false flags among the flagged, for count and loss.
    seed
        Deals out the folds.

    References
    ----------
    chen2023 for ReCoV (count) and fastReCoV (memory).

    Examples
    --------
    >>> x = np.repeat([[0.0, 1.0], [1.0, 0.0]], 30, axis=0) + np.linspace(0, 0.3, 60)[:, None]
    >>> y = np.repeat([0, 1], 30)
    >>> y[7] = 1
    >>> flags = WorstFold().flag(labels=y, features=x)
    >>> np.flatnonzero(flags.flagged), flags.suggested[7]
    (array([7]), np.int64(0))
    """

    statistic: Literal["memory", "loss", "count"] = "memory"
    repeats: Whole = 0
    level: Fraction = 0.05
    seed: Seed = 0

    def flag(self, labels: Ints, features: Floats) -> Flags:
        """Flag items whose folds fare too badly for chance."""
        from threadpoolctl import threadpool_limits

        n, repeats = len(labels), self.repeats or (10 if self.statistic == "memory" else 200)
        score, flagged, suggested = np.zeros(n), np.zeros(n, bool), labels.copy()
        told = np.full(n, "", object)
        if (labels >= 0).sum() >= 2 * FOLDS:
            table = tabled(features, labels)
            items = table.order[labels[table.order] >= 0]
            codes, names = numbered(labels[items])
            with threadpool_limits(limits=1):
                model = RidgeFolds(table._replace(order=items), np.eye(len(names))[codes])
                votes = Votes(model, codes)
                score[items], flagged[items], told[items] = self.judge(votes, repeats)
            suggested[items] = names[votes.total.argmax(axis=1)]
        values = {"repeats": np.full(n, repeats), "told": told}
        return Flags(score, suggested, flagged, REASON, values)

    def judge(self, votes: "Votes", repeats: int) -> tuple[Floats, Bools, list[str]]:
        """Return score, flags and words of every item, in canonical order."""
        n = len(votes.codes)
        if self.statistic == "memory":
            belief = remembered(votes.believed, n, repeats, self.seed)
            doubt, group = 1 - belief, np.zeros(n, np.int64)
            low = high(doubt, group, two_parts(doubt, group, 1)) > 0.5
            words = [f"its own label was believed {b:.0%}" for b in belief.tolist()]
            return doubt, low & votes.outvoted(), words
        counted = self.statistic == "count"
        score, found, words = badly_placed(
            votes.errors if counted else votes.losses, n, repeats, self.seed, self.level,
            counted=counted,
        )  # fmt: skip
        return score, found & votes.outvoted(), words


class Votes:
    """What models that never saw an item make of its label, and the sum of it over repeats."""

    def __init__(self, model: RidgeFolds, codes: Ints) -> None:
        self.model, self.codes = model, codes
        self.total = np.zeros(model.targets.shape)

    def believed(self, fold: Ints) -> Floats:
        """Return (n,) how far each label is believed, in [0, 1]."""
        return softened(self.guess(fold), self.codes)

    def losses(self, fold: Ints) -> Floats:
        """Return (FOLDS,) the mean of minus the log of what is believed."""
        return fold_means(-np.log(self.believed(fold)), fold)

    def errors(self, fold: Ints) -> Floats:
        """Return (FOLDS,) one less the accuracy."""
        return fold_means(self.guess(fold).argmax(axis=1) != self.codes, fold)

    def guess(self, fold: Ints) -> Floats:
        """Return (n, K) what the other folds make of every item."""
        found = self.model(fold)
        self.total += found
        return found

    def outvoted(self) -> Bools:
        """Return (n,) where another class was believed more than the given one, on the whole."""
        return np.asarray(self.total.argmax(axis=1) != self.codes)
