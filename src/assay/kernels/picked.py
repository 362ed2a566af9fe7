"""One probability an item, looked up when it is asked for."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.types import Array, Floats, Ints


@dataclass(frozen=True, eq=False)
class Picked:
    """A column of `table[item, which[item]]` that takes no memory of its own.

    Parameters
    ----------
    table
        (n, K) numbers.
    which
        (n,) column of each item; where it is below 0 the number is 0.

    Examples
    --------
    >>> import numpy as np
    >>> column = Picked(np.array([[0.9, 0.1], [0.3, 0.7]]), np.array([1, 1]))
    >>> float(column[0]), np.asarray(column).tolist()
    (0.1, [0.1, 0.7])
    """

    table: Floats
    which: Ints

    def __len__(self) -> int:
        return len(self.which)

    @property
    def shape(self) -> tuple[int]:
        """Shape of the column, (n,)."""
        return (len(self.which),)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the numbers."""
        return self.table.dtype

    def __getitem__(self, item: Any) -> Any:
        which = self.which[item]
        rows = np.arange(len(self))[item] if isinstance(item, slice) else item
        found = self.table[rows, which]
        return np.where(np.asarray(which) < 0, found.dtype.type(0), found)[()]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:  # noqa: FBT001
        return np.asarray(self[np.arange(len(self))], dtype)
