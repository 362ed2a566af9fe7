"""What every source's claims are worth, and what they say together.

The chance of a claim under truth k is the sum over classes j of weight[j] * confusion[k, j]; for
a hard claim that is one cell, for a negated claim one minus the sum over the classes it names.
Tables hold the confusion matrices of all sources, one below the other, with rows (source, said)
and columns truth, shape (S*K, K).
"""

from dataclasses import dataclass

import numpy as np

from assay.kernels.infer.short_rows import add_to_each, scale, sum_of_logs, sums
from assay.kernels.infer.short_rows import highest as highest
from assay.kernels.votes import Piece
from assay.types import Bools, Floats

#: Log chance of what a trusted source rules out: more than any number of votes can outweigh.
FORBIDDEN = -1e6
#: Least chance of a claim, so that logarithms and quotients stay finite.
TINY = 1e-100
#: Where all logarithms are above this, numbers can be taken of them as they are.
LOWEST = -600.0

#: How often a source is taken to be right before anything is known of it. Only claims that
#: allow several classes ask for it: which of them did the source mean?
FIRST_GUESS = 0.9


def first_guess(n_sources: int, k: int, trusted: Bools) -> Floats:
    """Return the table (S*K, K) of sources that are mostly right; trusted ones always are."""
    one = np.full((k, k), (1 - FIRST_GUESS) / max(k - 1, 1))
    np.fill_diagonal(one, FIRST_GUESS)
    table = np.tile(one, (n_sources, 1))
    table.reshape(n_sources, k, k)[trusted] = np.eye(k)
    return table


def chances(piece: Piece, table: Floats) -> Floats | None:
    """Return (L, K) the chance of every loose claim under each truth, if there are any."""
    if piece.loose is None:
        return None
    return np.asarray(np.maximum(piece.loose.weights @ table + piece.loose.base, TINY))


def posterior(
    piece: Piece, chance: Floats | None, log_table: Floats, log_prior: Floats, trusted: Bools
) -> tuple[Floats, float]:
    """Return (m, K) P(truth | claims) and the sum of log P(claims), given tables and prior."""
    logits = np.asarray(piece.hard @ log_table)
    add_to_each(logits, log_prior)
    if piece.loose is not None and chance is not None:
        log_chance = np.log(chance)
        gold = (piece.loose.by.T @ trusted[:, None].astype(np.float64)) > 0
        log_chance[gold & (chance <= TINY)] = FORBIDDEN
        logits += piece.loose.group @ log_chance
    shift = 0.0
    if logits.min(initial=0) < LOWEST:
        top = highest(logits)
        logits -= top[:, None]
        shift = float(top.sum())
    np.exp(logits, out=logits)
    total = sums(logits)
    scale(logits, 1 / total)
    return logits, shift + sum_of_logs(total)


@dataclass(eq=False)
class Counts:
    """Expected counts of (source, said, truth), gathered piece by piece."""

    hard: Floats
    loose: Floats
    negated: Floats

    @classmethod
    def empty(cls, n_sources: int, k: int, kinds: int | None = None) -> "Counts":
        """Return zeros; the truth may be of more kinds than the K that can be said."""
        shape = (n_sources * k, kinds or k)
        return cls(np.zeros(shape), np.zeros(shape), np.zeros((n_sources, shape[1])))

    def add(self, piece: Piece, proba: Floats, chance: Floats | None) -> None:
        """Add the claims of a piece whose items have these posteriors (m, K)."""
        self.hard += piece.hard.T @ proba
        if piece.loose is not None and chance is not None:
            ratio = (piece.loose.group.T @ proba) / chance
            self.loose += piece.loose.weights.T @ ratio
            self.negated += piece.loose.by @ (piece.loose.base * ratio)

    def merge(self, other: "Counts") -> None:
        """Add the counts of other claims."""
        self.hard += other.hard
        self.loose += other.loose
        self.negated += other.negated

    def total(self, table: Floats) -> Floats:
        """Return (S*K, K) counts; a loose claim is split by what the table makes of it."""
        if not (self.loose.any() or self.negated.any()):
            return self.hard.copy()
        k = len(table) // max(len(self.negated), 1)
        split = np.maximum(self.loose + np.repeat(self.negated, k, axis=0), 0)
        return np.asarray(self.hard + table * split)


def normalise(counts: Floats, smoothing: float, trusted: Bools) -> Floats:
    """Return the table (S*K, K) of these counts; a trusted source's is the identity."""
    k = counts.shape[1]
    table = counts.reshape(-1, k, k) + smoothing
    table /= table.sum(axis=1, keepdims=True)
    table[trusted] = np.eye(k)
    return table.reshape(-1, k)


def logarithm(table: Floats) -> Floats:
    """Return the log of a table; what can't be is FORBIDDEN."""
    return np.where(table > 0, np.log(np.maximum(table, TINY)), FORBIDDEN)
