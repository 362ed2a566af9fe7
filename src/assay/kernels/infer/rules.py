"""Votes of rules, equal ones together, and the model that weighs them.

A rule that names class j does so with one chance where j is the truth and with another where it
isn't; both are learnt. How rarely it speaks, and that it is silent, are evidence too: a
rule that only ever names one class has no other kind of accuracy.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.infer.hard_votes import HardVotes, soften
from assay.kernels.votes import Piece
from assay.types import Bools, Floats, Ints

#: Items that are made up, spread over the classes, before their shares are learnt.
MADE_UP = 5.0
#: Rows that are worked through together.
PIECE = 1 << 15
#: Rows are left as they are where more than this share of them are different.
MOSTLY = 0.7
#: Least chance of anything.
LEAST = 1e-9


@dataclass(frozen=True, eq=False)
class Patterns:
    """The m different rows of votes among n items.

    Parameters
    ----------
    votes
        (m, S*K) what each source said, by (source, said).
    times
        (m,) how many items have the row.
    place
        (n,) which row each item has.
    settled
        (m,) rows that a trusted source has settled.
    gold
        (m, K) what it said there, zero elsewhere.
    """

    votes: csr_array
    times: Floats
    place: Ints
    settled: Bools
    gold: Floats

    @property
    def k(self) -> int:
        """Number of classes."""
        return int(self.gold.shape[1])

    @property
    def spoken(self) -> Bools:
        """(m,) rows with any vote or settled."""
        return np.asarray((np.diff(self.votes.indptr) > 0) | self.settled)

    @property
    def pieces(self) -> list[Piece]:
        """The rows as the kernels on pieces read them."""
        n = self.votes.shape[0]
        edges = [(at, min(at + PIECE, n)) for at in range(0, n, PIECE)]
        return [Piece(a, b, csr_array(self.votes[a:b]), None) for a, b in edges]

    def majority(self, votes: csr_array) -> Floats:
        """Return (m, K) shares of votes, flat where there are none; gold where settled."""
        k = self.k
        total = votes @ np.tile(np.eye(k), (votes.shape[1] // max(k, 1), 1))
        return self.settle(_shares(np.asarray(total)))

    def settle(self, proba: Floats) -> Floats:
        """Write what trusted sources say into `proba` (m, K), and return it."""
        proba[self.settled] = self.gold[self.settled]
        return proba


@dataclass(frozen=True, eq=False)
class Rates:
    """What is learnt of S rules.

    Parameters
    ----------
    hit
        (S, K) P(says j | truth is j).
    slip
        (S, K) P(says j | truth is another).
    right
        (S,) P(truth is what it says | it speaks).
    prior
        (K,) shares of the classes.
    """

    hit: Floats
    slip: Floats
    right: Floats
    prior: Floats

    @property
    def table(self) -> Floats:
        """(S, K, K) P(says j | truth is k) at [s, j, k]."""
        return np.asarray(self.slip[:, :, None] * (1 - np.eye(len(self.prior)))) + (
            self.hit[:, :, None] * np.eye(len(self.prior))
        )

    @property
    def confusion(self) -> Floats:
        """(S, K, K) P(says j | it speaks, truth is k) at [s, k, j]; a mute rule's is flat."""
        table = self.table.transpose(0, 2, 1) + LEAST
        return np.asarray(table / table.sum(axis=2, keepdims=True))


def patterns(votes: HardVotes) -> Patterns:
    """Return the votes with equal rows together."""
    n, k = votes.n, votes.k
    column = votes.source.astype(np.int32) * k + votes.said.astype(np.int32)
    hard = csr_array((np.ones(len(column)), (votes.item, column)), shape=(n, votes.s * k))
    gold = np.zeros((n, k))
    gold[votes.settled] = votes.gold
    settled = np.zeros(n, bool)
    settled[votes.settled] = True
    # Rows are told apart by sums of random numbers, one a column: equal for one pair of different
    # rows in 2 ** 64.
    random = np.random.default_rng(0)
    keys = random.integers(0, 2**63, hard.shape[1] + k, dtype=np.uint64) * np.uint64(2) + np.uint64(
        1
    )
    sums = np.zeros(hard.nnz + 1, np.uint64)
    np.cumsum(keys[hard.indices] * hard.data.astype(np.uint64), out=sums[1:])
    key = sums[hard.indptr[1:]] - sums[hard.indptr[:-1]]
    if len(votes.settled):
        key += (np.rint(gold * 2**20).astype(np.uint64) * keys[hard.shape[1] :]).sum(axis=1)
    _, first, place, times = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    if len(first) > MOSTLY * n:
        return Patterns(hard, np.ones(n), np.arange(n), settled, gold)
    return Patterns(
        csr_array(hard[first]), times.astype(np.float64), place, settled[first], gold[first]
    )


def learn(rows: Patterns, proba: Floats, before: Floats, strength: float, right: float) -> Rates:
    """Return what the rules are worth if P(truth | votes) is `proba` (m, K).

    Parameters
    ----------
    rows
        The votes.
    proba
        (m, K) P(truth | votes).
    before
        (K,) shares of the classes that were believed so far.
    strength
        Claims of each rule that are made up, with a share of `right` right.
    right
        See `strength`.
    """
    k = rows.k
    weight = proba * rows.times[:, None]
    counts = np.asarray(rows.votes.T @ weight).reshape(-1, k, k)
    claims = counts.sum(axis=2)
    hits = np.einsum("sjj->sj", counts)
    spoke = claims.sum(axis=1, keepdims=True)
    made_up = strength * np.divide(claims, spoke, out=np.zeros_like(claims), where=spoke > 0)
    hits, claims = hits + right * made_up, claims + made_up
    items = weight[rows.spoken].sum(axis=0) + MADE_UP / k
    # As many more items as make a rule no more talkative by what is made up of it.
    more = 1 + np.divide(strength, spoke, out=np.zeros_like(spoke), where=spoke > 0)
    hit = hits / (items * more)
    slip = (claims - hits) / np.maximum((items.sum() - items) * more, LEAST)
    known = float(rows.times[rows.spoken].sum())
    prior = items / (known + MADE_UP) if known else before
    total = claims.sum(axis=1)
    share = np.divide(hits.sum(axis=1), total, out=np.full(len(total), right), where=total > 0)
    return Rates(np.clip(hit, LEAST, 1 - LEAST), np.clip(slip, LEAST, 1 - LEAST), share, prior)


def weigh(rows: Patterns, votes: csr_array, rates: Rates, silence: Floats) -> Floats:
    """Return (m, K) P(truth | votes).

    Parameters
    ----------
    rows
        The votes.
    votes
        (m, S*K) the same, each with the weight that it shall count with.
    rates
        What the rules are worth.
    silence
        (S,) what it counts that a rule says nothing, beside what it says.
    """
    k = rows.k
    table = rates.table
    quiet = np.log(np.maximum(1 - table.sum(axis=1), LEAST)) * silence[:, None]
    said = np.log(table).reshape(-1, k)
    spoke = np.repeat(quiet, k, axis=0)
    if votes is rows.votes:
        logits = np.asarray(votes @ (said - spoke))
    else:
        logits = np.asarray(votes @ said - rows.votes @ spoke)
    logits += quiet.sum(axis=0) + np.log(rates.prior)
    soften(logits)
    return rows.settle(logits)


@dataclass(frozen=True, eq=False)
class Fit:
    """Where taking turns ended: P(truth | votes) of the rows, and what the rules are worth."""

    proba: Floats
    rates: Rates


def fit(
    rows: Patterns,
    votes: csr_array,
    silence: Floats,
    *,
    strength: float,
    right: float,
    rounds: int,
    tolerance: float,
) -> Fit:
    """Start from the majority of the weighted votes, and take turns to learn and weigh."""
    proba = rows.majority(votes)
    rates = learn(rows, proba, np.full(rows.k, 1 / max(rows.k, 1)), strength, right)
    # What the majority says of the classes' shares is mostly what rules like to speak of.
    rates = replace(rates, prior=np.full_like(rates.prior, 1 / rows.k))
    for _ in range(rounds):
        new = weigh(rows, votes, rates, silence)
        change = float(np.abs(new - proba).max(initial=0.0))
        proba = new
        rates = learn(rows, proba, rates.prior, strength, right)
        if change < tolerance:
            break
    return Fit(proba, rates)


def _shares(rows: Floats) -> Floats:
    total = rows.sum(axis=1, keepdims=True)
    flat = np.full_like(rows, 1 / max(rows.shape[1], 1))
    return np.asarray(np.divide(rows, total, out=flat, where=total > 0))
