"""Things that were compared in pairs: their places, and least squares over differences."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, diags_array, eye_array

from assay.posterior import Strengths
from assay.types import Array, Floats, Ints

#: Up to as many things the exact covariance is worked out; with more, each thing's own precision
#: stands for it.
DENSE = 2000
#: Standard deviations from the middle of a normal law to the ends of 95 % of it.
ENDS = 1.959963984540054


@dataclass(frozen=True, eq=False)
class Compared:
    """Which two of T things every pair is of.

    Parameters
    ----------
    names
        What the things are called, sorted.
    sides
        (n, 2) number of the first and of the second thing.
    """

    names: tuple[str, ...]
    sides: Ints

    @classmethod
    def of(cls, sides: Array) -> "Compared":
        """Read names (n, 2) of things.

        >>> Compared.of(np.array([["b", "a"], ["b", "c"]])).sides.tolist()
        [[1, 0], [1, 2]]
        """
        names, place = np.unique(sides, return_inverse=True)
        return cls(tuple(map(str, names)), place.reshape(np.shape(sides)))

    @property
    def difference(self) -> csr_array:
        """(n, T) one for the first thing of a pair, minus one for the second."""
        n = len(self.sides)
        data = np.tile([1.0, -1.0], n)
        where = np.repeat(np.arange(n), 2), self.sides.ravel()
        return csr_array((data, where), shape=(n, len(self.names)))


@dataclass(frozen=True, eq=False)
class Curve:
    """How sharply a fit of strengths is determined: D' W D plus a ridge.

    Parameters
    ----------
    matrix
        (T, T) sparse.
    """

    matrix: csr_array

    @classmethod
    def of(cls, difference: csr_array, weight: Floats, ridge: float) -> "Curve":
        """Build from differences (n, T), weights of pairs (n,) and what ties strengths to zero."""
        things = difference.shape[1]
        matrix = csr_array(difference.T @ diags_array(weight) @ difference)
        matrix = csr_array(matrix + ridge * eye_array(things))
        return cls(matrix)

    @cached_property
    def inverse(self) -> Floats | None:
        """(T, T) inverse, or None where there are too many things."""
        things = self.matrix.shape[0]
        return np.linalg.inv(self.matrix.toarray()) if 0 < things <= DENSE else None

    def solve(self, right: Floats) -> Floats:
        """Return (T,) what times the matrix gives `right`."""
        if 0 < len(right) <= DENSE:
            from scipy.linalg import solve

            return np.asarray(solve(self.matrix.toarray(), right, assume_a="pos"))
        from scipy.sparse.linalg import cg

        scale = diags_array(1 / self.matrix.diagonal())
        found, _ = cg(self.matrix, right, rtol=1e-10, M=scale)
        return np.asarray(found)

    def of_pairs(self, sides: Ints) -> Floats:
        """Return (n,) variances of the differences of pairs."""
        one, other = sides.T
        if self.inverse is None:
            own = 1 / self.matrix.diagonal()
            return np.asarray(np.where(one == other, 0.0, own[one] + own[other]))
        own = np.diag(self.inverse)
        return np.asarray(np.maximum(own[one] + own[other] - 2 * self.inverse[one, other], 0.0))

    def of_things(self) -> Floats:
        """Return (T,) variances of strengths against the mean of all."""
        if self.inverse is None:
            return np.asarray(1 / self.matrix.diagonal())
        centred = self.inverse - self.inverse.mean(axis=0)
        centred = centred - centred.mean(axis=1, keepdims=True)
        return np.asarray(np.maximum(np.diag(centred), 0.0))


def strengths(compared: Compared, value: Floats, variance: Floats) -> Strengths:
    """Return strengths around their mean, with 95 % intervals."""
    value = value - value.mean() if len(value) else value
    reach = ENDS * np.sqrt(variance)
    return Strengths(compared.names, value, value - reach, value + reach)
