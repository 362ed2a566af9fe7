"""Tags that are spoken of one by one: what recipes for tags share."""

import numpy as np

from assay.learn.recipe import Recipe
from assay.types import Array, Bools, Floats


class Entries(Recipe):
    """Trust every tag of every item by itself; what nobody spoke of is taken not to hold.

    Parameters
    ----------
    tags
        (n, K) 1 said to fit, 0 said not to, -1 unknown. Items of which all is unknown are not
        shown.
    unspoken
        How much a tag counts that nobody spoke of.
    smoothing
        How far what is aimed at is drawn to one half.
    """

    rounds = 10

    def __init__(self, tags: Array, unspoken: float = 1.0, smoothing: float = 0.0) -> None:
        self.said = np.asarray(tags, np.int8)
        first = (self.said == 1) * (1 - smoothing) + smoothing / 2
        super().__init__(first, np.asarray((self.said >= 0).any(axis=1), np.float32))
        self.entries: Floats = np.where(self.unknown, np.float32(unspoken), np.float32(1))
        self.entries *= self.weight[:, None]

    @property
    def unknown(self) -> Bools:
        """(n, K) which tags nobody spoke of."""
        return self.said < 0


def even(tags: Array) -> float:
    """Return the weight at which all unknown tags count as much as all that hold, 1 at most.

    Where each item has one of K tags spoken of, it is 1 / (K - 1).
    """
    told = np.asarray(tags)[(np.asarray(tags) >= 0).any(axis=1)]
    return float(min(1.0, (told == 1).sum() / max((told < 0).sum(), 1)))
