"""Claims as sparse matrices, in pieces by item, and their count.

A claim is *hard* when it names one class and nothing else; all others are *loose*: candidate
sets, soft labels, "none of these". Columns are (source, said), so that a matrix product with a
table of S*K rows looks up what a claim is worth, for many claims at once.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array, csr_array

from assay.evidence import Evidence
from assay.kernels.infer.short_rows import divide, sums
from assay.types import Bools, Floats, Ints

#: Items are worked through in pieces whose posterior has about this many bytes.
PIECE = 1 << 21
#: A table of no more cells than this, or than there are claims, is made to count by a product.
FEW = 1 << 16


@dataclass(frozen=True, eq=False)
class Loose:
    """The L loose claims about a run of m items.

    Parameters
    ----------
    weights
        (L, S*K) weights of the claims, -1 on what a negated claim names.
    base
        (L, 1) what to add to the weighted sum to get a claim's chance: 1 where negated, else 0.
    group
        (m, L) one where the claim is about the item.
    by
        (S, L) one where the source made the claim.
    """

    weights: csr_array
    base: Floats
    group: csr_array
    by: csr_array


@dataclass(frozen=True, eq=False)
class Piece:
    """The claims about a run of m items.

    Parameters
    ----------
    start, stop
        The items, start included, stop not.
    hard
        (m, S*K) a one for each claim of (source, said); said twice, it stands there twice. All
        pieces share the ones, which are closed to writing.
    loose
        All other claims, or None where there are none.
    weighted
        Whether some hard claims count as less than one.
    """

    start: int
    stop: int
    hard: csr_array
    loose: Loose | None
    weighted: bool = False

    @cached_property
    def heard(self) -> csr_array:
        """(1, m) one where there are claims, so that a product sums over those items."""
        there = np.diff(self.hard.indptr) > 0
        if self.loose is not None:
            there |= np.diff(self.loose.group.indptr) > 0
        rows = np.flatnonzero(there)
        data = (np.ones(len(rows)), rows, np.array([0, len(rows)]))
        return csr_array(data, shape=(1, self.stop - self.start))


def cut(evidence: Evidence) -> list[Piece]:
    """Return the claims in pieces by item; claims that rule out everything or nothing are left."""
    n, s, k = evidence.n_items, evidence.n_sources, len(evidence.classes)
    hard, loose = _kinds(evidence)
    code, ends = _votes(evidence, hard)
    rows, weights, base = _weights(evidence, loose)
    item, source = evidence.item[rows], evidence.source[rows]
    # The table is read and written once a piece; pieces no smaller than it keep that cheap.
    step = max(PIECE // (8 * k), s * k, 1)
    bounds = [*range(0, n, step), n]
    # One run of ones for all: it stays in the cache.
    one = np.ones(int(np.diff(ends[bounds]).max(initial=0)))
    one.setflags(write=False)
    found = []
    for start, stop in pairwise(bounds):
        low, high = map(int, np.searchsorted(item, (start, stop)))
        more = None
        if high > low:
            each, place = np.ones(high - low), np.arange(high - low)
            shape = (stop - start, high - low)
            group = csr_array((each, (item[low:high] - start, place)), shape=shape)
            by = csr_array((each, (source[low:high], place)), shape=(s, high - low))
            more = Loose(_rows(weights, low, high), base[low:high], group, by)
        first, last = ends[start], ends[stop]
        data = (one[: last - first], code[first:last], ends[start : stop + 1] - first)
        found.append(Piece(start, stop, csr_array(data, shape=(stop - start, s * k)), more))
    return found


def _kinds(evidence: Evidence) -> tuple[Bools, Bools]:
    """Return (E,) which claims are hard, and which are loose."""
    claim, negated = evidence.claim, np.asarray(evidence.negated)
    k = len(evidence.classes)
    named = np.diff(claim.indptr)
    if claim.nnz and not claim.data.all():
        positive = np.concatenate([[0], np.cumsum(claim.data > 0)])
        named = np.diff(positive[claim.indptr])
    hard = ~negated & (named == 1)
    says_something = (named > 0) & ~(negated & (named == k))
    return hard, ~hard & says_something


def _votes(evidence: Evidence, hard: Bools) -> tuple[Ints, Ints]:
    """Return the hard claims by item, source * K + said, and (n + 1,) where each item's start."""
    claim, k = evidence.claim, len(evidence.classes)
    item, source, said = evidence.item, evidence.source, claim.indices
    if claim.nnz and not claim.data.all():
        positive = claim.data > 0
        said = said[positive & np.repeat(hard, np.diff(claim.indptr))]
    elif not hard.all():
        said = said[np.repeat(hard, np.diff(claim.indptr))]
    if not hard.all():
        item, source = item[hard], source[hard]
    shape = (evidence.n_items, evidence.n_sources * k)
    # Half the bytes wherever the numbers are small enough.
    small = np.int32 if max(*shape, len(item)) < 1 << 31 else np.int64
    code: Ints = source.astype(small)
    np.multiply(code, k, out=code)
    np.add(code, said, out=code, casting="unsafe")
    ends: Ints = np.zeros(evidence.n_items + 1, small)
    if (item[1:] >= item[:-1]).all():
        np.cumsum(np.bincount(item, minlength=evidence.n_items), out=ends[1:])
        return code, ends
    claims = coo_array((np.ones(len(item), np.int8), (item.astype(small), code)), shape=shape)
    claims.has_canonical_format = True  # so that what was said twice isn't looked for
    by_item = claims.tocsr()
    return by_item.indices, by_item.indptr


def _weights(evidence: Evidence, loose: Bools) -> tuple[Ints, csr_array, Floats]:
    """Return the loose claims (L,) by item, their weights (L, S*K) and what to add (L, 1)."""
    rows = np.flatnonzero(loose)
    rows = rows[np.argsort(evidence.item[rows], kind="stable")]
    claim = evidence.claim[rows].astype(np.float64)
    entries = np.diff(claim.indptr)
    negated = np.asarray(evidence.negated)[rows]
    weight = claim.data
    if len(weight):
        # Only the proportions of a claim's weights matter; the largest is made 1.
        top = np.maximum.reduceat(weight, claim.indptr[:-1])
        weight = weight / np.repeat(top, entries)
        weight = np.where(np.repeat(negated, entries), -(weight > 0).astype(np.float64), weight)
    k = len(evidence.classes)
    column = np.repeat(evidence.source[rows].astype(np.int64) * k, entries) + claim.indices
    shape = (len(rows), evidence.n_sources * k)
    weights = csr_array((weight, column, claim.indptr), shape=shape)
    return rows, weights, negated[:, None].astype(np.float64)


def _rows(matrix: csr_array, start: int, stop: int) -> csr_array:
    """Return rows start..stop as a view."""
    low, high = matrix.indptr[start], matrix.indptr[stop]
    indptr = matrix.indptr[start : stop + 1] - low
    data = (matrix.data[low:high], matrix.indices[low:high], indptr)
    return csr_array(data, shape=(stop - start, matrix.shape[1]))


def majority(evidence: Evidence, pieces: list[Piece], smoothing: float = 0.0) -> Floats:
    """Return (n, K) shares of votes; trusted sources overrule the others; no votes is flat."""
    n, k = evidence.n_items, len(evidence.classes)
    trusted = np.array([source.trusted for source in evidence.sources], bool)
    votes = np.empty((n, k))
    for piece in pieces:
        here = _count(piece, ~trusted, k) + smoothing
        if trusted.any():
            gold = _count(piece, trusted, k)
            settled = gold.sum(axis=1) > 0
            here[settled] = gold[settled]
        total = sums(here)
        empty = np.flatnonzero(total == 0)
        total[empty] = 1
        divide(here, total)
        here[empty] = 1 / k
        votes[piece.start : piece.stop] = here
    return votes


def _count(piece: Piece, heard: Bools, k: int) -> Floats:
    """Return (m, K) votes; each claim of the sources `heard` (S,) splits one over its classes."""
    m, hard = piece.stop - piece.start, piece.hard
    if len(heard) * k * k <= max(hard.nnz, FEW):
        said = np.tile(np.eye(k), (len(heard), 1)) * np.repeat(heard, k)[:, None]
        votes = np.asarray(hard @ said)
    else:
        source, name = np.divmod(hard.indices, k)
        cell = np.repeat(np.arange(m) * k, np.diff(hard.indptr)) + name
        votes = np.bincount(cell, hard.data * heard[source], m * k).reshape(m, k)
    if piece.loose is not None:
        weight = heard.astype(np.float64)[:, None]
        said = np.tile(np.eye(k), (len(heard), 1)) * np.repeat(weight, k, axis=0)
        loose = piece.loose
        share = loose.weights @ said + loose.base * (loose.by.T @ weight)
        total = share.sum(axis=1, keepdims=True)
        votes += loose.group @ np.divide(share, total, out=share, where=total > 0)
    return votes
