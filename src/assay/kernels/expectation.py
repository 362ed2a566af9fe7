"""How often each truth is expected to have each label, the noise being known."""

import numpy as np
from scipy.sparse import csr_array

from assay.types import Floats, Ints

#: Probabilities that are looked at together.
CELLS = 1 << 18


def expected(u: Floats, given: Ints, noise: Floats) -> Floats:
    """Return (K, K) expected counts of truth k and given label j at [k, j].

    Parameters
    ----------
    u
        (m, K) P(truth | x), float32.
    given
        (m,) labels, none missing.
    noise
        (K, K) P(given j | truth k).

    Examples
    --------
    >>> u = np.array([[0.5, 0.5], [0.0, 1.0]], np.float32)
    >>> expected(u, np.array([0, 1]), np.array([[0.9, 0.1], [0.3, 0.7]])).round(2).tolist()
    [[0.75, 0.0], [0.25, 1.0]]
    """
    columns = noise.T.astype(np.float32)
    counts = np.zeros(noise.shape)
    step = max(4 * len(noise), CELLS // len(noise))
    for start in range(0, len(given), step):
        labels = given[start : start + step]
        z = u[start : start + step] * columns[labels]
        z /= np.maximum(z.sum(axis=1, keepdims=True), np.float32(1e-30))
        place = (labels, np.arange(len(labels)))
        said = csr_array((np.ones(len(labels), np.float32), place), (len(noise), len(labels)))
        counts += (said @ z).T
    return counts
