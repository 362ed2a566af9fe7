"""Votes that name one class each, as flat arrays, and their sums by item and by source.

Models that give a source one or two numbers need of a vote only what it adds to the class it
names, so a round over all votes takes O(votes) and no (votes, K) array.
"""

from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence, heaviest
from assay.kernels.confusion import highest
from assay.types import Bools, Floats, Ints

#: Votes whose sums differ by less than this share are tied: sums depend on their order.
TIED = 1e-9


@dataclass(frozen=True, eq=False)
class HardVotes:
    """V votes about n items by S sources, and the items that a trusted source has settled.

    Parameters
    ----------
    n, s, k
        How many items, sources and classes.
    item, source, said
        (V,) what each vote of an untrusted source is about, whose it is, and what it names.
    cell
        (V,) index of (item, said) in a flat (n, K) array.
    trusted
        (S,) whose word is the truth.
    settled
        (G,) items that a trusted source speaks of.
    gold
        (G, K) shares of what trusted sources say of them.
    """

    n: int
    s: int
    k: int
    item: Ints
    source: Ints
    said: Ints
    cell: Ints
    trusted: Bools
    settled: Ints
    gold: Floats

    @property
    def per_source(self) -> Floats:
        """(S,) how many votes each source gave."""
        return np.bincount(self.source, minlength=self.s).astype(np.float64)

    @property
    def per_item(self) -> Floats:
        """(n,) how many votes each item has."""
        return np.bincount(self.item, minlength=self.n).astype(np.float64)

    @property
    def is_settled(self) -> Bools:
        """(n,) whether a trusted source speaks of the item."""
        told = np.zeros(self.n, bool)
        told[self.settled] = True
        return told

    @property
    def settled_votes(self) -> Floats:
        """(V,) one where the vote is about an item that is settled, else zero."""
        return self.is_settled[self.item].astype(np.float64)

    def tally(self, weight: Floats | None = None) -> Floats:
        """Return (n, K) sums of the votes, each with its weight (V,)."""
        size = self.n * self.k
        votes = np.bincount(self.cell, weight, minlength=size).astype(np.float64, copy=False)
        return votes.reshape(self.n, self.k)

    def by_source(self, weight: Floats) -> Floats:
        """Return (S,) sums of a value (V,) over each source's votes."""
        return np.asarray(np.bincount(self.source, weight, minlength=self.s), np.float64)

    def by_item(self, weight: Floats) -> Floats:
        """Return (n,) sums of a value (V,) over each item's votes."""
        return np.asarray(np.bincount(self.item, weight, minlength=self.n), np.float64)

    def support(self, proba: Floats) -> Floats:
        """Return (V,) what each vote gets of an (n, K) array."""
        return np.asarray(proba).reshape(-1)[self.cell]

    def settle(self, proba: Floats) -> Floats:
        """Write what trusted sources say into `proba`, and return it."""
        proba[self.settled] = self.gold
        return proba

    def shares(self, weight: Floats | None = None) -> Floats:
        """Return (n, K) shares of weighted votes, flat where nothing counts."""
        votes = self.tally(weight)
        total = votes.sum(axis=1, keepdims=True)
        flat = np.full_like(votes, 1 / self.k)
        return self.settle(np.divide(votes, total, out=flat, where=total > 0))

    def agreement(self, votes: Floats) -> Floats:
        """Return (V,) one where a vote is the first choice of `votes` (n, K), shared among ties."""
        top = votes >= highest(votes)[:, None] * (1 - TIED)
        first = top / top.sum(axis=1, keepdims=True)
        return self.support(self.settle(first))

    def posterior(
        self, weight: Floats, log_prior: Floats | float = 0.0, base: Floats | float = 0.0
    ) -> tuple[Floats, float]:
        """Return (n, K) P(truth | votes) and log P(votes).

        Parameters
        ----------
        weight
            (V,) log of how much likelier the vote is where its class is the truth.
        log_prior
            (K,) log of each class's prior.
        base
            (V,) log of the vote's chance where its class is not the truth.
        """
        logits = self.tally(weight)
        logits += log_prior
        known = np.einsum("gk,gk->g", self.gold, logits[self.settled])
        totals = soften(logits)
        totals[self.settled] = known
        chance = float(totals.sum() + np.sum(base))
        return self.settle(logits), chance

    def means(self, value: Floats, empty: float) -> Floats:
        """Return (S,) means of a value (V,) over each source's votes; one where trusted."""
        count = self.per_source
        mean = np.full(self.s, empty)
        np.divide(self.by_source(value), count, out=mean, where=count > 0)
        mean[self.trusted] = 1.0
        return mean


def hard_votes(evidence: Evidence, who: str) -> HardVotes:
    """Return the votes; refuse claims that name several classes, or none."""
    claim, k = evidence.claim, len(evidence.classes)
    named = np.diff(claim.indptr)
    if claim.nnz and not claim.data.all():
        said_rows = np.repeat(np.arange(len(named)), named)
        named = np.bincount(said_rows[claim.data > 0], minlength=len(named))
    loose = np.flatnonzero((named != 1) | np.asarray(evidence.negated))
    if loose.size:
        fix = "DawidSkene reads claims of every kind."
        got, where = "another", f"claim {loose[0]}, {loose.size} such"
        raise DataError(who, "every claim must name one class", got=got, where=where, fix=fix)
    trusted = np.array([source.trusted for source in evidence.sources], bool)
    item, source = np.asarray(evidence.item), np.asarray(evidence.source)
    said = heaviest(claim)
    if trusted.any():
        gold = trusted[source]
        known = np.bincount(item[gold] * np.int64(k) + said[gold], minlength=evidence.n_items * k)
        known = known.reshape(evidence.n_items, k)
        settled = np.flatnonzero(known.any(axis=1))
        shares = known[settled] / known[settled].sum(axis=1, keepdims=True)
        item, source, said = item[~gold], source[~gold], said[~gold]
    else:
        settled, shares = np.empty(0, np.int64), np.empty((0, k))
    cell = item.astype(np.int64) * k + said
    return HardVotes(
        evidence.n_items, evidence.n_sources, k, item, source, said, cell, trusted, settled, shares
    )


def soften(logits: Floats) -> Floats:
    """Make each row of logits (n, K) a distribution in place; return (n,) logs of their sums."""
    if not logits.size:
        return np.zeros(len(logits))
    top = highest(logits)
    np.exp(np.subtract(logits, top[:, None], out=logits), out=logits)
    total = np.einsum("ij->i", logits)
    logits /= total[:, None]
    return np.asarray(top + np.log(total))


def log_odds(right: Floats, k: int) -> Floats:
    """Return log of how much likelier the true class is named than any one other of K classes."""
    return np.asarray(np.log(right) - np.log1p(-right) + np.log(max(k - 1, 1)))
