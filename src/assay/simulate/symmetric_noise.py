"""Symmetric noise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.method import Simulator
from assay.types import Fraction, Ints, Seed


@dataclass(frozen=True)
class SymmetricNoise(Simulator, reads={"labels"}, truth={"one_of", "ordered"}, paper="angluin1988"):
    """Change labels at random, to every other class alike.

    Each label is changed with chance `rate`, on its own: the share that changes is `rate` in
    expectation, not exactly. With one seed, the labels changed at a lower rate are among those
    changed at a higher one, to the same classes. Unlabelled items stay so.

    Equation
    --------
    P(label = j | truth = k) = 1 - rate where j = k, else rate / (K - 1)

    Parameters
    ----------
    rate
        Chance that a label is changed; a changed label is always wrong.
    seed
        Seed of the random numbers.

    Assumes
    -------
    Errors know neither the class nor the item. Real errors do, and are harder to find.

    Cost
    ----
    Time and memory O(n).

    References
    ----------
    angluin1988

    Examples
    --------
    >>> import numpy as np
    >>> SymmetricNoise(rate=0.5).simulate(np.array([0, 1, 2, 0]), ["a", "b", "c"]).given.tolist()
    [0, 0, 1, 2]
    """

    rate: Fraction = 0.2
    seed: Seed = 0

    def simulate(self, truth: Ints, classes: Sequence[object]) -> Evidence:
        """Return one label an item."""
        random = np.random.default_rng(self.seed)
        flip = (random.random(len(truth)) < self.rate) & (truth >= 0)
        step = random.integers(1, len(classes), len(truth))
        labels = np.where(flip, (truth + step) % len(classes), truth)
        return Evidence.labels(labels, tuple(map(str, classes)))
