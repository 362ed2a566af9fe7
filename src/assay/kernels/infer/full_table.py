"""Counts of (source, said, truth) with all cells held, and what they say of the items.

The truth of an item is one of J kinds, `types` of them a class, so that items of one class may
differ in how they are answered. Arrays over cells are (S, K, J); P(truth) is (n, J).
"""

from dataclasses import dataclass

import numpy as np

from assay.kernels import confusion
from assay.kernels.infer.short_rows import add_to_each, highest, scale, sums
from assay.kernels.infer.turn import Turn, count
from assay.kernels.infer.turn import turn as take_turn
from assay.kernels.votes import Piece
from assay.types import Bools, Floats

#: By how much claims may be counted down for what an item's claims have in common.
POWERS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
#: Held-out claims are looked at in a part, where claims times kinds of truth are more than this.
CELLS = 500_000
TINY = 1e-9
#: How often a source is taken to be right before anything is known of it. Only claims that
#: allow several classes ask for it.
FIRST_GUESS = 0.8


@dataclass(frozen=True, eq=False)
class LeftOut:
    """The chance of a claim with its own item left out, as a part over a whole.

    Parameters
    ----------
    part, whole
        Over cells, and over totals: counts and what they are held to.
    proba
        P(truth) of the items as it went into the counts.
    """

    part: Floats
    whole: Floats
    proba: Floats

    @staticmethod
    def chance(part: Floats, whole: Floats, proba: Floats) -> Floats:
        """Return P(claim | truth) without what its item added."""
        return np.asarray(np.maximum(part - proba, TINY) / np.maximum(whole - proba, TINY))


@dataclass(frozen=True, eq=False)
class Step:
    """What a turn over all claims found: counts over cells, (J,) sums, and log P(claims)."""

    counts: Floats
    shares: Floats
    log_likelihood: float


class FullTable:
    """The claims of S sources about n items of K classes, and sums over them.

    Attributes
    ----------
    classes
        (J,) the class of each kind of truth.
    hit
        (1, K, J) whether what is said is the truth's class.
    row_claims
        (S, K, 1) how many claims of each source name each class.
    claims
        (S,) how many claims each source made; trusted ones none that count.
    heard
        (n,) which items have claims.
    """

    def __init__(self, pieces: list[Piece], trusted: Bools, k: int, types: int = 1) -> None:
        self.pieces, self.trusted, self.k, self.types = pieces, trusted, k, types
        self.n_sources = len(trusted)
        self.classes = np.repeat(np.arange(k), types)
        self.hit = (np.arange(k)[:, None] == self.classes)[None]
        rows = np.zeros(self.n_sources * k)
        loose = np.zeros(self.n_sources)
        heard = [np.zeros(0, bool)]
        for piece in pieces:
            rows += np.bincount(piece.hard.indices, piece.hard.data, len(rows))
            heard.append(np.asarray(piece.heard.todense()).ravel() > 0)
            if piece.loose is not None:
                loose += np.diff(piece.loose.by.indptr)
        self.row_claims = rows.reshape(self.n_sources, k, 1)
        claims = rows.reshape(self.n_sources, k).sum(axis=1) + loose
        self.claims = np.where(trusted, 0.0, claims)
        self.heard = np.concatenate(heard)

    def start(self, share: Floats) -> Floats:
        """Return (n, J) P(truth) of the (n, K) share of votes.

        With two types a class the first has the items that were named for the class, the second
        those that were named otherwise, each as far as they were.
        """
        if self.types == 1:
            return share.copy()
        split = np.stack([share, 1 - share], axis=2)
        found = (share[:, :, None] * split).reshape(len(share), len(self.classes))
        return np.asarray(found)

    def first(self, proba: Floats) -> Step:
        """Return what a posterior counts, before anything is known of the sources."""
        flat = np.full(self.hit.shape, (1 - FIRST_GUESS) / max(self.k - 1, 1))
        flat[self.hit] = FIRST_GUESS
        table = self._sure(np.tile(flat, (self.n_sources, 1, 1)))
        return self._step(count(self.pieces, proba, table, self.n_sources), table)

    def turn(self, proba: Floats, log_chance: Floats, log_prior: Floats) -> Step:
        """Write the new P(truth) into `proba` and return what it counts."""
        table = self._sure(np.exp(log_chance))
        found = take_turn(self.pieces, proba, table, np.exp(log_prior), self.trusted)
        return self._step(found, table)

    def _sure(self, table: Floats) -> Floats:
        """Return (S*K, J) chances; trusted sources say the truth."""
        table[self.trusted] = self.hit[0]
        return table.reshape(-1, len(self.classes))

    def _step(self, found: Turn, table: Floats) -> Step:
        counts = found.counts.total(table).reshape(self.n_sources, self.k, len(self.classes))
        counts[self.trusted] = 0
        return Step(counts, found.heard, found.log_likelihood)

    def logits(self, log_chance: Floats) -> Floats:
        """Return (n, J) the sum of the log chances of claims that can be wrong, by truth."""
        log_chance = np.where(self.trusted[:, None, None], 0, log_chance)
        table = log_chance.reshape(-1, len(self.classes))
        believed = None
        found = np.empty((len(self.heard), table.shape[1]))
        for piece in self.pieces:
            here = np.asarray(piece.hard @ table)
            if piece.loose is not None:
                believed = np.exp(table) if believed is None else believed
                chance = confusion.chances(piece, believed)
                here += piece.loose.group @ np.log(np.asarray(chance))
            found[piece.start : piece.stop] = here
        return found

    def distribution(self, logits: Floats, log_prior: Floats) -> Floats:
        """Return (n, J) P(truth); `logits` are written over."""
        add_to_each(logits, log_prior)
        logits -= highest(logits)[:, None]
        np.exp(logits, out=logits)
        scale(logits, 1 / sums(logits))
        return logits

    def by_class(self, proba: Floats) -> Floats:
        """Return (n, K) P(class)."""
        if self.types == 1:
            return proba
        return np.asarray(proba.reshape(len(proba), self.k, self.types).sum(axis=2))

    # Sums over cells, and how they are brought back to them.

    def totals(self, counts: Floats) -> Floats:
        """Return (S, 1, J) how much of each truth each source spoke of."""
        return np.asarray(counts.sum(axis=1, keepdims=True))

    def at_cells(self, totals: Floats) -> Floats:
        """Return totals as they meet the cells."""
        return totals

    def crowd(self, counts: Floats) -> Floats:
        """Return (K, J) the counts of all sources together."""
        return np.asarray(counts.sum(axis=0))

    def right(self, counts: Floats) -> Floats:
        """Return (S,) how often each source named the truth."""
        return np.asarray(np.einsum("skj,kj->s", counts, self.hit[0].astype(np.float64)))

    def right_by_row(self, counts: Floats) -> Floats:
        """Return (S, K, 1) how often each source was right in saying k."""
        return np.asarray((counts * self.hit).sum(axis=2, keepdims=True))

    def expected(self, totals: Floats, chance: Floats) -> Floats:
        """Return (S,) the sum of totals times (J,) a chance that goes with the truth."""
        return np.asarray(totals[:, 0] @ chance)

    def of_source(self, value: Floats) -> Floats:
        """Return (S,) values as they meet the cells."""
        return value[:, None, None]

    def of_truth(self, value: Floats) -> Floats:
        """Return (J,) values as they meet the cells."""
        return value

    def of_answer(self, value: Floats) -> Floats:
        """Return (K, J) values as they meet the cells."""
        return value

    def held_out(
        self, log_chance: Floats, logits: Floats, log_prior: Floats, left: LeftOut
    ) -> list[float]:
        """Return, for each of `POWERS`, the mean log chance of a claim given the item's others."""
        j = len(self.classes)
        table, part = log_chance.reshape(-1, j), left.part.reshape(-1, j)
        total = sum(piece.hard.nnz for piece in self.pieces)
        step = max(1, -(-total * j // CELLS))
        found, claims = np.zeros(len(POWERS)), 0
        for piece in self.pieces:
            row = piece.hard.indices[::step]
            item = np.repeat(np.arange(piece.start, piece.stop), np.diff(piece.hard.indptr))[::step]
            others = logits[item] - table[row] * piece.hard.data[::step, None]
            chance = left.chance(part[row], left.whole[row // self.k, 0], left.proba[item])
            for place, power in enumerate(POWERS):
                proba = self.distribution(others * power, log_prior)
                found[place] += np.log(np.einsum("ij,ij->i", proba, chance)).sum()
            claims += len(row)
        return list(found / max(claims, 1))
