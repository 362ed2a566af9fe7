"""Pair flips."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.method import Simulator
from assay.types import Fraction, Ints, Seed


@dataclass(frozen=True)
class PairFlip(Simulator, reads={"labels"}, truth={"one_of", "ordered"}, paper="han2018"):
    """Take labels for the next class: k for k + 1, and the last for the first.

    Each label is changed with chance `rate`, on its own: the share that changes is `rate` in
    expectation, not exactly. With one seed, the labels changed at a lower rate are among those
    changed at a higher one. Unlabelled items stay so.

    Equation
    --------
    P(label = j | truth = k) = 1 - rate where j = k, rate where j = k + 1 (after the last the first)

    Parameters
    ----------
    rate
        Chance that a label is changed; above 0.5 most labels of a class are wrong.
    seed
        Seed of the random numbers.

    Assumes
    -------
    Each class is confused with one other, and the item doesn't matter.

    Cost
    ----
    Time and memory O(n).

    References
    ----------
    han2018

    Examples
    --------
    >>> import numpy as np
    >>> PairFlip(rate=1.0).simulate(np.array([0, 1, 2, -1]), ["a", "b", "c"]).given.tolist()
    [1, 2, 0, -1]
    """

    rate: Fraction = 0.2
    seed: Seed = 0

    def simulate(self, truth: Ints, classes: Sequence[object]) -> Evidence:
        """Return one label an item."""
        random = np.random.default_rng(self.seed)
        flip = (random.random(len(truth)) < self.rate) & (truth >= 0)
        labels = np.where(flip, (truth + 1) % len(classes), truth)
        return Evidence.labels(labels, tuple(map(str, classes)))
