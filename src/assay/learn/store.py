"""What is remembered of every item from epoch to epoch, by the user's own names of items."""

import numpy as np

from assay.errors import DataError
from assay.types import Array, Floats, Ints


class TargetStore:
    """A row an item, found by a name that stays with it, whatever the order they come in.

    Inside a training items are rows 0..n-1 and plain arrays do; this is for what outlives one, or
    is fed by a loader that names its items. A name that isn't there is an error, not another's row.

    Parameters
    ----------
    ids
        (n,) names, all different.
    values
        (n, K) where it begins.

    Examples
    --------
    >>> store = TargetStore(np.array(["x", "y"]), np.array([[1.0, 0.0], [0.5, 0.5]]))
    >>> store.move(np.array(["y"]), np.array([[0.0, 1.0]]), keep=0.5)
    >>> store.take(np.array(["y", "x"])).tolist()
    [[0.25, 0.75], [1.0, 0.0]]
    """

    def __init__(self, ids: Array, values: Floats) -> None:
        names = np.asarray(ids)
        self.order = np.argsort(names, kind="stable")
        self.names = names[self.order]
        self.values = np.array(values, np.float64)
        if self.values.ndim != 2 or len(self.values) != len(names):
            rule = f"values must have one row an item, {len(names)}"
            raise DataError("TargetStore", rule, got=f"shape {np.shape(values)}")
        twice = np.flatnonzero(self.names[1:] == self.names[:-1])
        if len(twice):
            got = f"{self.names[twice[0]]!r} twice"
            raise DataError("TargetStore", "names of items must differ", got=got)

    def rows(self, ids: Array) -> Ints:
        """Return where the items stand, or say which one isn't there."""
        wanted = np.asarray(ids)
        place = np.minimum(np.searchsorted(self.names, wanted), max(len(self.names) - 1, 0))
        missing = self.names[place] != wanted if len(self.names) else np.ones(len(wanted), bool)
        if np.any(missing):
            got = repr(wanted[int(np.argmax(missing))])
            raise DataError("TargetStore", "an item must be one of those it began with", got=got)
        return np.asarray(self.order[place])

    def take(self, ids: Array) -> Floats:
        """Return (m, K) what is remembered."""
        return np.asarray(self.values[self.rows(ids)])

    def put(self, ids: Array, values: Floats) -> None:
        """Remember other values of these items."""
        self.values[self.rows(ids)] = values

    def move(self, ids: Array, values: Floats, keep: float) -> None:
        """Remember a share `keep` of what was, and the rest of these values."""
        rows = self.rows(ids)
        self.values[rows] = keep * self.values[rows] + (1 - keep) * np.asarray(values)
