"""What was seen of every item while a model was trained on the given labels."""

from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.types import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Dynamics:
    """What a model made of every item's given label, epoch by epoch, just before it learnt from it.

    Nine bytes an item an epoch for up to 128 classes. Unlabelled items have zeros, and no class.

    Parameters
    ----------
    margin
        (E, n) float32 logit of the given class minus that of the best other one.
    loss
        (E, n) float32 minus the log of the given class's probability.
    other
        (E, n) the best other class; -1 for unlabelled items.
    """

    margin: Floats
    loss: Floats
    other: Ints

    def __post_init__(self) -> None:
        if self.margin.ndim != 2 or not self.margin.shape == self.loss.shape == self.other.shape:
            rule = "margin, loss and other must have one shape (epochs, items)"
            got = f"{self.margin.shape}, {self.loss.shape} and {self.other.shape}"
            raise DataError("Dynamics", rule, got=got)

    @property
    def n_items(self) -> int:
        """Number of items."""
        return int(self.margin.shape[1])

    @property
    def correct(self) -> Bools:
        """(E, n) whether the given class was the most probable one."""
        return np.asarray(self.margin > 0)

    @property
    def probability(self) -> Floats:
        """(E, n) float32 probability of the given class."""
        return np.asarray(np.exp(-self.loss))
