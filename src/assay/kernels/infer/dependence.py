"""Which sources repeat each other, and how much of a repeated claim is news.

Sources that err independently agree as often as their own confusions and the truth make them.
Two that agree more often than that share more than the truth: one copies the other, or both
copy a third. The excess is told against what typical pairs show, so that what lifts the agreement
of all pairs alike (easy items, a truth that is only guessed) is not taken for copying.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.infer.shared_answers import Agreement, if_asked, if_free, tally
from assay.kernels.votes import Piece
from assay.types import Bools, Floats, Ints

#: Pairs are worked through in blocks of about this many cells.
CELLS = 1 << 20
#: Up to this many columns (source, said), who repeats a vote is found by dense products, so many
#: rows at a time.
DENSE, ROWS = 256, 1 << 14
#: What typical pairs show beyond chance may be so many times what is expected, or one over it.
SCALE = 4.0
#: Standard deviations that skill must lift a pair's agreement for it to tell of its sources' skill,
#: and from which on more makes it no more telling.
TOLD, ENOUGH = 0.5, 3.0
#: How many pairs of a source what holds for all sources counts as.
OTHERS = 2
ROUNDS = 10
TINY = 1e-9


@dataclass(frozen=True, eq=False)
class Dependence:
    """The P pairs of sources that share items, enough to tell, and how they agree.

    Parameters
    ----------
    first, second
        (P,) the sources, first < second.
    shared
        (P,) items that both spoke of.
    agree
        (P,) how often they said the same.
    expected
        (P,) how often they would if they erred independently.
    z
        (P,) excess over that in standard deviations; that of typical pairs is at most 1.
    copied
        (P,) share of the claims that one repeats of the other: the excess over what it could be;
        below 0 where they agree less than expected.
    least
        z from which on a pair is certain to depend, so many pairs being looked at.
    n_sources
        S.
    """

    first: Ints
    second: Ints
    shared: Floats
    agree: Floats
    expected: Floats
    z: Floats
    copied: Floats
    least: float
    n_sources: int

    @property
    def certain(self) -> Bools:
        """(P,) which pairs depend on each other beyond chance."""
        return np.asarray((self.z > self.least) & (self.copied > 0))

    @property
    def matrix(self) -> csr_array:
        """(S, S) symmetric share of claims copied, of the certain pairs only."""
        sure = self.certain
        ends = self.first[sure], self.second[sure]
        shape = (self.n_sources, self.n_sources)
        half = csr_array((self.copied[sure], ends), shape=shape)
        return csr_array(half + half.T)


def dependence(
    pieces: Sequence[Piece],
    proba: Floats,
    *,
    free: bool = False,
    apart: Bools | None = None,
    times: Floats | None = None,
    level: float = 0.01,
) -> Dependence:
    """Return how much every pair of sources agrees beyond what a posterior explains.

    Parameters
    ----------
    pieces
        The claims; only hard ones are looked at.
    proba
        (n, K) P(truth | claims). The better it is, the sharper the result. A majority vote will do
        to begin with; one that believed the copies explains their agreement away.
    free
        Whether sources choose what they speak of, as rules do, so that speaking of the same items
        is agreement too. Annotators speak when they are asked.
    apart
        (S,) sources that are left out, such as trusted ones.
    times
        (n,) what each item counts as, where equal ones are told of once; by default one.
    level
        Chance that any pair is called certain where none depends on another.
    """
    from scipy.special import ndtri

    found = tally(pieces, proba, apart, times)
    pairs = len(found.first)
    table = np.zeros((3, pairs))
    step = max(1, CELLS // found.cells)
    for start in range(0, pairs, step):
        part = slice(start, start + step)
        table[:, part] = (if_free if free else if_asked)(found, part)
    by_chance, expected, variance = table
    most = found.most(free=free)
    skill = _typical(found, found.agree - by_chance, expected - by_chance, variance)
    expected = np.clip(by_chance + skill, 0, most)
    z = (found.agree - expected) / np.sqrt(np.maximum(variance, 1.0))
    if pairs:
        # Where the model fits ill everywhere, an ordinary pair is not far out either.
        z = z / max(1.0, 1.4826 * float(np.median(np.abs(z - np.median(z)))))
    copied = np.clip((found.agree - expected) / np.maximum(most - expected, TINY), -1, 1)
    least = float(-ndtri(level / max(pairs, 1)))
    return _packed(found, expected, z, copied, least)


def _packed(
    found: Agreement, expected: Floats, z: Floats, copied: Floats, least: float
) -> Dependence:
    return Dependence(
        found.first, found.second, found.shared, found.agree, expected, z, copied, least,
        found.n_sources,
    )  # fmt: skip


def _typical(found: Agreement, excess: Floats, expected: Floats, variance: Floats) -> Floats:
    """Return (P,) what agreement beyond chance is to be expected, as typical pairs have it.

    Every source has a factor, so that the excess of a pair is that expected times both factors;
    each is the weighted median over the source's pairs, which a few pairs that copy don't move.
    A posterior that is only roughly right, or that believed copies, blurs how skilled sources
    are; the factors mend that as far as most pairs agree on it.
    """
    deviation = np.sqrt(np.maximum(variance, 1.0))
    told = np.flatnonzero(expected > deviation * TOLD)
    factor = np.ones(found.n_sources)
    if not len(told):
        return expected
    ratio = excess[told] / expected[told]
    weight = np.minimum(expected[told] / deviation[told], ENOUGH)
    ends = np.concatenate([found.first[told], found.second[told]])
    others = np.concatenate([found.second[told], found.first[told]])
    ratio, weight = np.tile(ratio, 2), np.tile(weight, 2)
    factor *= np.sqrt(max(float(_medians(np.zeros_like(ends), ratio, weight, 1)[0]), 1 / SCALE))
    # A source of few pairs stays near what holds for all.
    anchor, trust = np.arange(len(factor)), np.full(len(factor), ENOUGH * OTHERS)
    middle = factor[0]
    for _ in range(ROUNDS):
        who = np.append(ends, anchor)
        new = _medians(
            who,
            np.append(ratio / factor[others], factor * 0 + middle),
            np.append(weight, trust),
            len(factor),
        )
        factor = np.sqrt(factor * np.clip(new, middle / SCALE, middle * SCALE))
    return np.asarray(expected * factor[found.first] * factor[found.second])


def _medians(group: Ints, value: Floats, weight: Floats, groups: int) -> Floats:
    """Return (groups,) the weighted median of the values of each group; all have some."""
    order = np.lexsort((weight, value, group))
    below = np.cumsum(weight[order])
    last = np.searchsorted(group[order], np.arange(groups), side="right") - 1
    end = below[last]
    start = np.append(0.0, end[:-1])
    place = np.searchsorted(below, (start + end) / 2)
    return np.asarray(value[order][np.minimum(place, last)])


def news(hard: csr_array, copied: csr_array, k: int) -> csr_array:
    """Return the votes, each weighed by how much of it the other votes don't already say.

    Among the votes that name one class of an item, each counts as one over one plus the shares
    that are copied between it and the others: m sources that copy all count as one together. A
    copier that says something else counts in full.

    Parameters
    ----------
    hard
        (m, S*K) how often each (source, said) was claimed.
    copied
        (S, S) symmetric share of claims copied, zero on the diagonal (`Dependence.matrix`).
    k
        Number of classes.
    """
    if not copied.nnz or not hard.nnz:
        return hard
    from scipy.sparse import eye_array, kron

    spread = csr_array(kron(copied, eye_array(k), format="csr"))
    votes = hard if hard.has_sorted_indices else hard.sorted_indices()
    weight = (_repeats_dense if votes.shape[1] <= DENSE else _repeats)(votes, spread)
    weight = votes.data / (1 + weight)
    return csr_array((weight, votes.indices, votes.indptr), shape=votes.shape)


def _repeats(votes: csr_array, spread: csr_array) -> Floats:
    """Return what others repeat of each vote, (nnz,), for many columns."""
    said = csr_array((np.ones_like(votes.data), votes.indices, votes.indptr), shape=votes.shape)
    # Adding the votes themselves keeps those in place that nobody repeats.
    total = csr_array(said + csr_array(csr_array(said @ spread).multiply(said)))
    total.sort_indices()
    return np.asarray(total.data - 1)


def _repeats_dense(votes: csr_array, spread: csr_array) -> Floats:
    """Return the same by dense products, for few columns."""
    table = spread.toarray().astype(np.float32)
    found = np.empty(votes.nnz)
    for start in range(0, votes.shape[0], ROWS):
        stop = min(start + ROWS, votes.shape[0])
        low, high = votes.indptr[start], votes.indptr[stop]
        row = np.repeat(np.arange(stop - start), np.diff(votes.indptr[start : stop + 1]))
        place = row * votes.shape[1] + votes.indices[low:high]
        said = np.zeros((stop - start, votes.shape[1]), np.float32)
        said.reshape(-1)[place] = 1
        found[low:high] = (said @ table).reshape(-1)[place]
    return found
