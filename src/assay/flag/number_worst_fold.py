"""Suspicion of numbers by how badly the folds fare that an item is in."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.kernels.dynamics.head import tabled
from assay.kernels.dynamics.mixture import high, two_parts
from assay.kernels.dynamics.repeated import (
    FOLDS,
    RidgeFolds,
    badly_placed,
    fold_means,
    remembered,
)
from assay.method import Detector
from assay.results import Flags
from assay.types import Bools, Floats, Fraction, Ints, Seed, Whole

REASON = (
    "{number:.4g} is given where models that never saw it expect {expected:.4g}; over {repeats} "
    "cross-validations {told}"
)


@dataclass(frozen=True)
class NumberWorstFold(Detector, reads={"numbers"}, truth={"number"}, paper="chen2023"):
    """Suspect numbers that keep turning up in the folds of a cross-validation that fare worst.

    As `WorstFold` does for classes, with the share of pairs that a fold gets in the wrong order
    (one less the concordance index) for `count`, the mean absolute residual for `loss`, and
    exp(-|residual| / median) as an item's belief for `memory`. Whatever the statistic, only what
    is far from its mean prediction is flagged: the high of two normal parts of the residuals, where
    that lies beyond twice the low one.

    Assumes: a quick model (ridge regression on the 32 main directions and 128 random hidden units)
    learns something of the numbers; errors are large beside its residuals.

    Cost: a repeat takes m n (m + 1) multiply-adds with m = 161 columns, some 10 ms for
    2,000 items; 1,300 bytes an item. Concordance sorts each fold.

    Equation
    --------
    memory: m <- .7 * m + .3 * exp(-|number - expected| / median), score = -log(m / its weight)
    loss:   z = sum over repeats of (bad[fold] - mean) / deviation / sqrt(repeats),
            score = 1 / (1 + exp(-z)); bad[fold]: its mean |number - expected|
    count:  score = share of the repeats in which its fold had most pairs in the wrong order
    flagged where |number - expected| is in the high of two normal parts, far above the low one;
            by loss and count P(as much by chance) must pass Benjamini and Hochberg at level, too

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
    chen2023

    Examples
    --------
    >>> x = np.linspace(0, 9, 60)
    >>> given = x + np.where(np.arange(60) % 2, 0.1, -0.1)
    >>> given[7] += 5
    >>> flags = NumberWorstFold().flag(numbers=given, features=x[:, None])
    >>> flags.worst(1), bool(flags.flagged[7])
    (array([7]), True)
    """

    statistic: Literal["memory", "loss", "count"] = "memory"
    repeats: Whole = 0
    level: Fraction = 0.05
    seed: Seed = 0

    def flag(self, numbers: Floats, features: Floats) -> Flags:
        """Flag items whose folds fare too badly for chance."""
        from threadpoolctl import threadpool_limits

        n, repeats = len(numbers), self.repeats or (10 if self.statistic == "memory" else 200)
        score, flagged, expected = np.zeros(n), np.zeros(n, bool), np.full(n, np.nan)
        told = np.full(n, "", object)
        known = np.isfinite(numbers)
        if known.sum() >= 2 * FOLDS:
            table = tabled(features, np.where(known, 0, -1))
            items = table.order[known[table.order]]
            given = np.asarray(numbers[items], np.float64)
            with threadpool_limits(limits=1):
                model = RidgeFolds(table._replace(order=items), given[:, None])
                votes = Residuals(model, given)
                score[items], flagged[items], told[items] = self.judge(votes, repeats)
            expected[items] = votes.total / max(repeats, 1)
        values = {
            "number": np.asarray(numbers, np.float64), "expected": expected,
            "repeats": np.full(n, repeats), "told": told,
        }  # fmt: skip
        return Flags(score, np.zeros(n, np.int64), flagged, REASON, values)

    def judge(self, votes: "Residuals", repeats: int) -> tuple[Floats, Bools, list[str]]:
        """Return score, flags and words of every item, in canonical order."""
        n = len(votes.given)
        if self.statistic == "memory":
            doubt = -np.log(np.maximum(remembered(votes.believed, n, repeats, self.seed), 1e-12))
            words = [f"it was {d:.1f} median residuals off" for d in doubt.tolist()]
            return doubt, votes.astray(), words
        counted = self.statistic == "count"
        score, found, words = badly_placed(
            votes.disorder if counted else votes.losses, n, repeats, self.seed, self.level,
            counted=counted,
        )  # fmt: skip
        return score, found & votes.astray(), words


class Residuals:
    """What models that never saw an item expect its number to be, summed over repeats."""

    def __init__(self, model: RidgeFolds, given: Floats) -> None:
        self.model, self.given = model, given
        self.total, self.turns = np.zeros(len(given)), 0

    def off(self, fold: Ints) -> Floats:
        """Return (n,) given less expected."""
        guess = self.model(fold)[:, 0]
        self.total += guess
        self.turns += 1
        return np.asarray(self.given - guess)

    def believed(self, fold: Ints) -> Floats:
        """Return (n,) how far each number is believed, in [0, 1]."""
        away = np.abs(self.off(fold))
        return np.exp(-away / max(float(np.median(away)), 1e-12))

    def losses(self, fold: Ints) -> Floats:
        """Return (FOLDS,) mean absolute residuals."""
        return fold_means(np.abs(self.off(fold)), fold)

    def astray(self) -> Bools:
        """Return (n,) which are in the high of two parts of the residuals, if it is far off.

        Of right numbers there are two parts as well: the high one must lie beyond twice the low
        one by a median residual.
        """
        away = np.abs(self.given * self.turns - self.total)
        away /= max(float(np.median(away)), 1e-12)
        group = np.zeros(len(away), np.int64)
        parts = two_parts(away, group, 1)
        far = parts.mean[0, 1] > 2 * parts.mean[0, 0] + 1
        return np.asarray((high(away, group, parts) > 0.5) & far)

    def disorder(self, fold: Ints) -> Floats:
        """Return (FOLDS,) half of one less Kendall's tau: the share of pairs in the wrong order."""
        from scipy.stats import kendalltau

        guess = self.given - self.off(fold)
        taus = [kendalltau(self.given[fold == f], guess[fold == f])[0] for f in range(FOLDS)]
        return np.asarray((1 - np.nan_to_num(taus)) / 2)
