"""Labels in two parts: right ones to aim at, wrong ones in whose place a guess stands."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.learn.recipe import Recipe
from assay.types import Floats


class Split(Recipe):
    """Aim at labels as far as they are likely right, and at a guess as far as they aren't.

    Parameters
    ----------
    first
        (n, K) what was said; rows of NaN are left out.
    clean
        (n,) P(the label is right).
    guess
        (n, K) what stands in the place of wrong labels; None: such items count less instead.
    """

    def __init__(self, first: Floats, clean: Floats, guess: Floats | None = None) -> None:
        known = ~np.isnan(first).any(axis=1)
        self.clean = np.where(known, clean, 0.0)
        share = self.clean[:, None]
        mixed = first if guess is None else share * first + (1 - share) * guess
        super().__init__(mixed, np.where(known, 1.0 if guess is not None else self.clean, 0.0))

    def believed(self) -> Floats:
        """Return what is aimed at."""
        return self.first

    def found(self) -> Mapping[str, Any]:
        """Return how likely every label is right."""
        return {"clean": self.clean}


def known_items(first: Floats) -> tuple[Any, Any]:
    """Return which items were spoken of, and (r,) the class that each of those is said to be."""
    items = np.flatnonzero(~np.isnan(first).any(axis=1))
    return items, first[items].argmax(axis=1)
