"""How often each pair of sources agrees, and the accuracies that explain it."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.infer.hard_votes import HardVotes
from assay.types import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Pairs:
    """The P ordered pairs of S sources that share items, by first source.

    Parameters
    ----------
    s
        How many sources.
    first, second
        (P,) the two sources; both orders of a pair are there.
    common
        (P,) how many items both have voted on.
    covariance
        (P,) their rate of agreement, 0 for that of guessers and 1 for always.
    """

    s: int
    first: Ints
    second: Ints
    common: Floats
    covariance: Floats

    @property
    def degree(self) -> Ints:
        """(S,) with how many others each source shares items."""
        return np.bincount(self.first, minlength=self.s)


def pairs(votes: HardVotes, heard: Bools) -> Pairs:
    """Return the pairs of the sources `heard` (S,) that share items."""
    mine = heard[votes.source]
    source, item, cell = votes.source[mine], votes.item[mine], votes.cell[mine]
    one = np.ones(len(source))
    about = csr_array((one, (source, item)), shape=(votes.s, votes.n))
    saying = csr_array((one, (source, cell)), shape=(votes.s, votes.n * votes.k))
    common = (about @ about.T).tocoo()
    agreed = csr_array(saying @ saying.T)
    first, second = common.coords
    apart = first != second
    first, second, shared = first[apart], second[apart], common.data[apart]
    order = np.lexsort((second, first))
    first, second, shared = first[order], second[order], shared[order]
    rate = np.asarray(_entries(agreed, first, second)) / np.maximum(shared, 1e-12)
    k = max(votes.k, 2)
    return Pairs(votes.s, first, second, shared, (k * rate - 1) / (k - 1))


def _entries(matrix: csr_array, row: Ints, column: Ints) -> Floats:
    """Return the entries at places sorted by row and column."""
    coo = matrix.tocoo()
    width = np.int64(matrix.shape[1])
    there = coo.coords[0] * width + coo.coords[1]
    order = np.argsort(there, kind="stable")
    there, wanted = there[order], row * width + column
    place = np.searchsorted(there, wanted)
    place = np.minimum(place, max(len(there) - 1, 0))
    if not len(there):
        return np.zeros(len(wanted))
    return np.where(there[place] == wanted, coo.data[order][place], 0.0)


def robust_sizes(pairs: Pairs, least: float, tolerance: float, rounds: int) -> Floats:
    """Return (S,) sizes whose products explain the sizes of the covariances; NaN without pairs.

    A source's size is the mean of what each other source makes of it, |covariance| / size of the
    other, without the highest and the lowest F. F is the most that leaves two or three in the
    middle, so that nearly half of a source's neighbours may be adversaries. The new size is the
    geometric mean with the old: the scale of each connected group then comes right by itself.
    """
    degree = pairs.degree
    start = np.concatenate([[0], np.cumsum(degree)])
    cut = np.maximum(degree // 2 - 1, 0)
    low, high = start[:-1] + cut, start[1:] - cut
    strength = np.abs(pairs.covariance)
    usual = np.sqrt(strength.mean()) if len(strength) else 1.0
    size = np.full(pairs.s, max(float(usual), least))
    some = degree > 0
    for _ in range(rounds):
        ratio = strength / size[pairs.second]
        ratio = sort_runs(pairs.first, ratio)
        # Sums of a few in the middle; differences of running sums over all would lose digits.
        middle = np.zeros(pairs.s)
        for step in range(int((high - low).max(initial=0))):
            place = low + step
            inside = place < high
            middle[inside] += ratio[place[inside]]
        found = np.where(some, middle / np.maximum(high - low, 1), size)
        found = np.sqrt(np.maximum(found, least) * size)
        moved = float(np.abs(found - size).max(initial=0))
        size = found
        if moved < tolerance:
            break
    return np.where(some, size, np.nan)


def sort_runs(run: Ints, value: Floats) -> Floats:
    """Return values, at least 0, sorted within each run; runs are in order.

    One flat sort of run + value / (1 + value), which is far faster than by two keys. With 20,000
    runs 11 digits are kept.
    """
    share = value / (1 + value)
    key = np.sort(run + np.minimum(share, 1 - 1e-9))
    share = np.clip(key - run, 0, 1 - 1e-9)
    return np.asarray(share / (1 - share))


def signs(pairs: Pairs) -> Floats:
    """Return (S,) -1 or 1, so that sources of one sign mostly agree; most are 1 in each group.

    By the leading eigenvector of the covariances' signs over the root of the degrees.
    """
    from scipy.sparse.csgraph import connected_components

    side = np.ones(pairs.s)
    if not len(pairs.first):
        return side
    degree = np.sqrt(np.maximum(pairs.degree, 1))
    weight = np.sign(pairs.covariance) / degree[pairs.first] / degree[pairs.second]
    matrix = csr_array((weight, (pairs.first, pairs.second)), shape=(pairs.s, pairs.s))
    side = np.where(_leading(matrix) < 0, -1.0, 1.0)
    links = abs(matrix) + csr_array(matrix.shape)
    _, group = connected_components(links, directed=False)
    votes = np.bincount(group, side * pairs.degree)
    return np.asarray(side * np.where(votes < 0, -1.0, 1.0)[group])


def _leading(matrix: csr_array, rounds: int = 1000) -> Floats:
    """Return the eigenvector of the greatest eigenvalue, by the power method from all ones."""
    vector = np.ones(matrix.shape[0])
    for _ in range(rounds):
        # No eigenvalue is below -1: with 1 added the greatest is the one of greatest size.
        found = matrix @ vector + vector
        found /= max(float(np.sqrt(found @ found)), 1e-300)
        if np.abs(found - vector).max() < 1e-10:
            break
        vector = found
    return np.asarray(vector)
