"""How often every two sources speak of the same items and agree, and how often they would."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.votes import Piece
from assay.types import Bools, Floats, Ints

#: From this many classes on, wrong answers are taken to spread as a source's answers do.
WIDE = 24
#: Up to this many columns (source, said), all pairs are counted by one dense product.
DENSE = 512
#: Answers of each source that are made up, so that one who said little isn't taken at his word.
MADE_UP = 1.0
#: Pairs that share fewer items can't be told from chance, and are not looked at.
FEW = 5


@dataclass(frozen=True, eq=False)
class Agreement:
    """What is counted of S sources and of the P pairs of them that share items.

    Parameters
    ----------
    first, second
        (P,) the sources, first < second, that share at least `FEW` items.
    shared, agree
        (P,) items that both spoke of, and on which they said the same.
    said
        (S, K) how often each source said each class.
    right
        (S,) how often it was right, as far as the posterior says.
    counts
        (S, K, K) of said j and truth k, or None where there are many classes.
    weight
        (K,) how many items are of each class.
    """

    first: Ints
    second: Ints
    shared: Floats
    agree: Floats
    said: Floats
    right: Floats
    counts: Floats | None
    weight: Floats

    @property
    def n_sources(self) -> int:
        """Number of sources."""
        return len(self.said)

    @property
    def cells(self) -> int:
        """Numbers that are looked at for each pair."""
        return max(int(np.prod(self.said.shape[1:])) ** (1 if self.counts is None else 2), 1)

    def most(self, *, free: bool) -> Floats:
        """Return (P,) how often each pair could agree at most."""
        if not free:
            return self.shared
        spoke = self.said.sum(axis=1)
        return np.asarray(np.minimum(spoke[self.first], spoke[self.second]))


def tally(
    pieces: Sequence[Piece],
    proba: Floats,
    apart: Bools | None = None,
    times: Floats | None = None,
) -> Agreement:
    """Count who speaks of the same items as whom, who agrees, and who is right.

    Parameters
    ----------
    pieces
        The claims; only hard ones are looked at.
    proba
        (n, K) P(truth | claims).
    apart
        (S,) sources that are left out.
    times
        (n,) what each item counts as.
    """
    k = proba.shape[1]
    s = pieces[0].hard.shape[1] // k if pieces else 0
    said, right = np.zeros(s * k), np.zeros(s)
    counts = np.zeros((s * k, k)) if k <= WIDE else None
    often = np.ones(len(proba)) if times is None else times
    for piece in pieces:
        weight = often[piece.start : piece.stop]
        here = proba[piece.start : piece.stop] * weight[:, None]
        said += piece.hard.T @ weight
        if counts is not None:
            counts += piece.hard.T @ here
        else:
            right += _right(piece.hard, here, s)
    shared, agree = (_dense_joint if s * k <= DENSE else _joint)(pieces, s, k, often)
    heard = np.ones(s, bool) if apart is None else ~apart
    first, second, both, alike = _pairs(shared, agree, heard)
    table = None if counts is None else counts.reshape(s, k, k)
    if table is not None:
        right = np.einsum("skk->s", table)
    return Agreement(
        first, second, both, alike, said.reshape(s, k), right, table, often @ proba
    )  # fmt: skip


def if_asked(found: Agreement, part: slice) -> tuple[Floats, Floats, Floats]:
    """Return how often pairs would agree by chance, how often by their skill, and its variance.

    For sources that speak when they are asked: of what both spoke of. By chance is what the
    classes they name make of it, whatever the truth.
    """
    a, b, shared = found.first[part], found.second[part], found.shared[part]
    names = _shares(found.said)
    by_chance = np.einsum("pj,pj->p", names[a], names[b])
    k = names.shape[1]
    if found.counts is None:
        right = (found.right + MADE_UP / k) / (found.said.sum(axis=1) + MADE_UP)
        both, neither = right[a] * right[b], (1 - right[a]) * (1 - right[b])
        share = both + neither * by_chance
    else:
        truths = found.counts.sum(axis=1)
        confusion = (found.counts + MADE_UP / k) / (truths + MADE_UP)[:, None]
        mix = _shares(truths)
        alike = np.einsum("pjk,pjk->pk", confusion[a], confusion[b])
        share = np.einsum("pk,pk->p", alike, (mix[a] + mix[b]) / 2)
    return shared * by_chance, shared * share, shared * share * (1 - share)


def if_free(found: Agreement, part: slice) -> tuple[Floats, Floats, Floats]:
    """Return the same for sources that choose what they speak of: of all items.

    Whether they speak may hang on the truth.
    """
    a, b, n = found.first[part], found.second[part], max(float(found.weight.sum()), 1.0)
    by_chance = np.einsum("pj,pj->p", found.said[a], found.said[b]) / n
    if found.counts is None:
        spoke = found.said.sum(axis=1)
        right = (found.right + MADE_UP / found.said.shape[1]) / (spoke + MADE_UP)
        names = _shares(found.said)
        wrong = np.einsum("pj,pj->p", names[a], names[b])
        alike = right[a] * right[b] + (1 - right[a]) * (1 - right[b]) * wrong
        times = spoke[a] * spoke[b] / n * alike
    else:
        items = np.maximum(found.weight, 1.0)
        times = np.einsum("pjk,pjk,k->p", found.counts[a], found.counts[b], 1 / items)
    return by_chance, times, times * (1 - np.minimum(times / n, 1))


def _shares(counts: Floats) -> Floats:
    """Return rows scaled to add up to one, after a made-up answer each, spread evenly."""
    more = counts + MADE_UP / max(counts.shape[1], 1)
    return np.asarray(more / more.sum(axis=1, keepdims=True))


def _right(hard: csr_array, proba: Floats, s: int) -> Floats:
    """Return (S,) how much posterior each source's votes have for them."""
    k = proba.shape[1]
    row = np.repeat(np.arange(hard.shape[0]), np.diff(hard.indptr))
    support = hard.data * proba[row, hard.indices % k]
    return np.bincount(hard.indices // k, support, minlength=s).astype(np.float64)


def _dense_joint(pieces: Sequence[Piece], s: int, k: int, times: Floats) -> tuple[Floats, Floats]:
    """Return (S, S) how many items any two sources spoke of, and agreed on."""
    joint = np.zeros((s * k, s * k))
    for piece in pieces:
        table = piece.hard.toarray().astype(np.float32)
        weight = times[piece.start : piece.stop].astype(np.float32)
        joint += table.T @ (table * weight[:, None])
    cells = joint.reshape(s, k, s, k)
    return cells.sum(axis=(1, 3)), np.einsum("ajbj->ab", cells)


def _joint(pieces: Sequence[Piece], s: int, k: int, times: Floats) -> tuple[csr_array, csr_array]:
    """Return the same as sparse matrices, for many sources that each spoke of little."""
    runs = [np.diff(piece.hard.indptr) for piece in pieces]
    row = np.repeat(np.arange(sum(map(len, runs))), np.concatenate(runs))
    column = np.concatenate([piece.hard.indices for piece in pieces])
    data = np.concatenate([piece.hard.data for piece in pieces])
    source, said = column // k, column % k
    spoke = csr_array((data, (row, source)), shape=(sum(map(len, runs)), s))
    # Rows (item, said) that somebody filled.
    filled, place = np.unique(row * k + said, return_inverse=True)
    named = csr_array((data, (place, source)), shape=(len(filled), s))
    weight = times[row]
    often = csr_array((data * weight, (row, source)), shape=spoke.shape)
    named_often = csr_array((data * weight, (place, source)), shape=named.shape)
    return csr_array(spoke.T @ often), csr_array(named.T @ named_often)


def _pairs(
    shared: Floats | csr_array, agree: Floats | csr_array, heard: Bools
) -> tuple[Ints, Ints, Floats, Floats]:
    """Return the pairs that share enough items, how many, and how often they agree."""
    table = shared.tocoo() if isinstance(shared, csr_array) else csr_array(shared).tocoo()
    first, second = table.coords[0].astype(np.int64), table.coords[1].astype(np.int64)
    keep = (first < second) & (table.data >= FEW) & heard[first] & heard[second]
    order = np.lexsort((second[keep], first[keep]))
    first, second, times = (a[keep][order] for a in (first, second, table.data))
    same = agree[first, second] if len(first) else np.zeros(0)
    if not isinstance(same, np.ndarray):
        same = same.toarray()
    return first, second, np.asarray(times, np.float64), np.asarray(same, np.float64).reshape(-1)
