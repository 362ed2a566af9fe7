"""How many equal rows a table would have by coincidence."""

from collections.abc import Sequence

import numpy as np

from assay.types import Array


def scrambled(codes: Array, salt: int) -> Array:
    """Return the codes, (n,) of uint64, as numbers that look random; another salt, others."""
    mixed = codes + np.uint64((salt + 1) * 0x9E3779B97F4A7C15 % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def equal_pairs(codes: Array) -> float:
    """Return the number of pairs of items with one code.

    >>> equal_pairs(np.array([3, 1, 3, 3]))
    3.0
    """
    ordered = np.sort(codes)
    ends = np.flatnonzero(np.diff(ordered)) + 1
    size = np.diff(np.concatenate([[0], ends, [len(ordered)]])).astype(np.float64)
    return float((size * (size - 1) / 2).sum())


def by_coincidence(hashes: Sequence[Array]) -> float:
    """Return how many pairs of rows would be equal by coincidence.

    Copies of a row are equal in all columns, and few pairs are equal in all columns but one.
    Rows of a coarse table are often equal in all columns but one, and then in that one too
    as often as two values of it are equal: that many pairs are to be expected. The greatest
    over the columns is returned.

    Parameters
    ----------
    hashes
        (n,) of uint64 a column, from `scrambled`.

    Notes
    -----
    Assumes that, of rows equal in all other columns, the last is drawn as in the whole table.
    Cost: two sorts a column.
    """
    if not hashes:
        return 0.0
    total = np.asarray(np.sum(hashes, axis=0, dtype=np.uint64))
    n, pairs = len(total), equal_pairs(total)
    most = 0.0
    for one in hashes:
        chance = equal_pairs(one) / max(1.0, n * (n - 1) / 2)
        if chance < 1:
            almost = equal_pairs(total - one) - pairs
            most = max(most, almost * chance / (1 - chance))
    return most
