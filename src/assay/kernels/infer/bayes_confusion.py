"""Confusion matrices with Dirichlet priors, each class in M subtypes, by variational Bayes.

An item has a class k and, within it, a subtype m; a source says j on it with a chance of its
own for every (k, m). Rows of tables are (source, said), S*K of them; columns are (truth, subtype),
K*M of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln

from assay.kernels.confusion import highest
from assay.kernels.infer.hard_votes import HardVotes
from assay.kernels.votes import Piece
from assay.types import Floats

#: Least count of a prior that is reckoned with: below, its gamma function leaves the numbers.
LEAST = 1e-9
#: Log chance of a class that a trusted source rules out.
RULED_OUT = -1e6


@dataclass(frozen=True, eq=False)
class Priors:
    """Counts of the Dirichlet priors.

    Parameters
    ----------
    share
        Of each class.
    subtype
        Of each subtype within its class.
    right, wrong
        Of a source's naming the true class, and of its naming each other one.
    """

    share: float
    subtype: float
    right: float
    wrong: float

    def says(self, k: int, subtypes: int) -> Floats:
        """Return (K, K*M) the counts of said and truth, the same for every source."""
        one = np.full((k, k), self.wrong)
        np.fill_diagonal(one, self.right)
        return np.repeat(one, subtypes, axis=1)


@dataclass(eq=False)
class Counts:
    """Expected counts of (source, said) by (truth, subtype), and of (truth, subtype).

    Parameters
    ----------
    said
        (S*K, K*M).
    items
        (K, M), of the items that have claims.
    """

    said: Floats
    items: Floats

    @classmethod
    def empty(cls, s: int, k: int, subtypes: int) -> "Counts":
        """Return zeros."""
        return cls(np.zeros((s * k, k * subtypes)), np.zeros((k, subtypes)))

    def add(self, piece: Piece, proba: Floats) -> None:
        """Add the votes on a piece whose items have these posteriors (m, K*M)."""
        self.said += piece.hard.T @ proba
        voted = (np.diff(piece.hard.indptr) > 0).astype(np.float64)
        self.items += (voted @ proba).reshape(self.items.shape)


def first_counts(votes: HardVotes, pieces: Iterable[Piece], proba: Floats, split: Floats) -> Counts:
    """Return the counts of a posterior (n, K) whose items are split over subtypes (n, M)."""
    k, subtypes = votes.k, split.shape[1]
    counts = Counts.empty(votes.s, k, subtypes)
    for piece in pieces:
        here = slice(piece.start, piece.stop)
        both = proba[here][:, :, None] * split[here][:, None, :]
        counts.add(piece, both.reshape(-1, k * subtypes))
    return counts


def turn(
    votes: HardVotes, pieces: Iterable[Piece], counts: Counts, priors: Priors, proba: Floats
) -> tuple[Counts, float, float]:
    """Write the posterior that counts give into `proba` (n, K).

    Returns its counts, the greatest change of a probability, and the lower bound of log P(votes).
    """
    table, log_prior, bound = _mean_logs(votes, counts, priors)
    k, subtypes = counts.items.shape
    found, change = Counts.empty(votes.s, k, subtypes), 0.0
    for piece in pieces:
        logits = np.asarray(piece.hard @ table) + log_prior
        _forbid(votes, piece, logits, subtypes)
        top = highest(logits)[:, None]
        np.exp(np.subtract(logits, top, out=logits), out=logits)
        total = np.einsum("ij->i", logits)[:, None]
        logits /= total
        voted = np.diff(piece.hard.indptr) > 0
        bound += float((top + np.log(total))[voted].sum())
        found.add(piece, logits)
        here = logits.reshape(-1, k, subtypes).sum(axis=2)
        before = proba[piece.start : piece.stop]
        change = max(change, float(np.abs(here - before).max(initial=0)))
        before[:] = here
    return found, change, bound


def _mean_logs(votes: HardVotes, counts: Counts, priors: Priors) -> tuple[Floats, Floats, float]:
    """Return the mean logs of the table and of the prior (K*M,), and minus what they cost."""
    k, subtypes = counts.items.shape
    says = priors.says(k, subtypes)
    said = counts.said.reshape(votes.s, k, k * subtypes)
    table, cost = _dirichlet(said, np.broadcast_to(says, said.shape), axis=1)
    table[votes.trusted], cost[votes.trusted] = 0.0, 0.0
    shares = counts.items.sum(axis=1)
    class_logs, class_cost = _dirichlet(shares, np.full(k, priors.share), axis=0)
    within, within_cost = _dirichlet(counts.items, np.full((k, subtypes), priors.subtype), axis=1)
    total = float(cost.sum() + class_cost.sum() + within_cost.sum())
    return table.reshape(-1, k * subtypes), (class_logs[:, None] + within).ravel(), -total


def _dirichlet(counts: Floats, prior: Floats, axis: int) -> tuple[Floats, Floats]:
    """Return the mean logs of prior + counts along an axis, and the divergence from the prior."""
    prior = np.maximum(prior, LEAST)
    after = counts + prior
    total, total_prior = after.sum(axis=axis, keepdims=True), prior.sum(axis=axis, keepdims=True)
    logs = digamma(after) - digamma(total)
    cost = (gammaln(prior) - gammaln(after) + counts * logs).sum(axis=axis)
    cost = cost + np.squeeze(gammaln(total) - gammaln(total_prior), axis=axis)
    return logs, np.asarray(cost)


def _forbid(votes: HardVotes, piece: Piece, logits: Floats, subtypes: int) -> None:
    """Rule out the classes that a trusted source does."""
    low, high = np.searchsorted(votes.settled, (piece.start, piece.stop))
    if high > low:
        rows = votes.settled[low:high] - piece.start
        gold = votes.gold[low:high]
        log_gold = np.where(gold > 0, np.log(np.maximum(gold, 1e-300)), RULED_OUT)
        # The class is known: its own odds go, those of its subtypes stay.
        here = logits[rows].reshape(len(rows), -1, subtypes)
        here -= np.logaddexp.reduce(here, axis=2, keepdims=True)
        logits[rows] = (here + log_gold[:, :, None]).reshape(len(rows), -1)


def confusion(votes: HardVotes, counts: Counts, priors: Priors) -> tuple[Floats, Floats]:
    """Return (S, K, K) mean P(says j | truth k) at [s, k, j], and (S,) mean accuracy."""
    k, subtypes = counts.items.shape
    said = counts.said.reshape(votes.s, k, k * subtypes) + priors.says(k, subtypes)
    said = (said / said.sum(axis=1, keepdims=True)).reshape(votes.s, k, k, subtypes)
    within = counts.items + priors.subtype
    within /= within.sum(axis=1, keepdims=True)
    table = np.einsum("sjkm,km->skj", said, within)
    table[votes.trusted] = np.eye(k)
    shares = counts.items.sum(axis=1) + priors.share
    return table, np.einsum("k,skk->s", shares / shares.sum(), table)
