"""Whether labels can tell the noise matrix at all: Kruskal's condition on ranks."""

from itertools import combinations

import numpy as np

from assay.types import Bools, Floats

#: With more classes than this, ranks between two and full are not looked for.
SUBSETS = 10


def kruskal_rank(noise: Floats, tolerance: float = 1e-6) -> int:
    """Return the most rows of which any choice is linearly independent.

    For many classes where not all rows are, 2 stands for any rank from two on.

    Parameters
    ----------
    noise
        (K, K) P(label j | truth k) at [k, j].
    tolerance
        Singular values up to this are taken for zero.

    Examples
    --------
    >>> kruskal_rank(np.eye(3)), kruskal_rank(np.array([[1.0, 0], [1, 0]]))
    (3, 1)
    >>> kruskal_rank(np.array([[1.0, 0, 0], [0, 1, 0], [0.5, 0.5, 0]]))
    2
    """
    k = len(noise)
    if np.linalg.svd(noise, compute_uv=False)[-1] > tolerance:
        return k
    length = np.linalg.norm(noise, axis=1)
    cosine = np.abs(noise @ noise.T) / np.maximum(np.outer(length, length), 1e-300)
    np.fill_diagonal(cosine, 0)
    # Two rows of length a and angle t have a smallest singular value of about a sin(t) / sqrt(2).
    if (length.min() * np.sqrt(np.maximum(1 - cosine, 0))).min() <= tolerance:
        return 1
    rank = 2
    while k <= SUBSETS and rank + 1 < k:
        choices = combinations(range(k), rank + 1)
        if any(np.linalg.svd(noise[list(c)], compute_uv=False)[-1] <= tolerance for c in choices):
            break
        rank += 1
    return rank


def identifiable(ranks: tuple[int, ...], k: int) -> bool:
    """Tell whether three views of these ranks settle K classes, up to their names.

    Examples
    --------
    >>> identifiable((2, 2, 2), 2), identifiable((2, 2, 2), 3), identifiable((3, 3), 3)
    (True, False, False)
    """
    return len(ranks) >= 3 and sum(sorted(ranks)[-3:]) >= 2 * k + 2


def dominant(noise: Floats) -> Bools:
    """Return (K,) whether each class is given its own label more often than any other.

    Examples
    --------
    >>> dominant(np.array([[0.6, 0.4], [0.7, 0.3]])).tolist()
    [True, False]
    """
    others = noise - 2 * np.diag(np.diagonal(noise) + 1)
    return np.asarray(np.diagonal(noise) > others.max(axis=1))
