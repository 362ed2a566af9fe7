"""How often each truth is expected to have each label, the noise being known."""

import numpy as np

from assay.types import Floats, Ints


def expected(u: Floats, given: Ints, noise: Floats) -> Floats:
    """Return (K, K) expected counts of truth k and given label j at [k, j].

    Of an item given j, truth k has the share u[k] noise[k, j] of their sum over k: two products
    of a matrix and a vector for each label.

    Parameters
    ----------
    u
        (m, K) P(truth | x), float32.
    given
        (m,) labels in rising order, none missing.
    noise
        (K, K) P(given j | truth k).

    Examples
    --------
    >>> u = np.array([[0.5, 0.5], [0.0, 1.0]], np.float32)
    >>> expected(u, np.array([0, 1]), np.array([[0.9, 0.1], [0.3, 0.7]])).round(2).tolist()
    [[0.75, 0.0], [0.25, 1.0]]
    """
    ends = np.searchsorted(given, np.arange(len(noise) + 1))
    columns = np.ascontiguousarray(noise.T, dtype=np.float64)
    counts = np.zeros_like(columns)
    for j in np.flatnonzero(np.diff(ends)).tolist():
        # Sums of 32 bits would depend on the order of the items more than what follows bears.
        rows = u[ends[j] : ends[j + 1]].astype(np.float64)
        total = np.maximum(rows @ columns[j], 1e-30)
        counts[j] = columns[j] * ((1 / total) @ rows)
    return np.ascontiguousarray(counts.T)
