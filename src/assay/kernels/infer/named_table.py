"""Expected counts of (source, said, truth) where an item's truth is among the classes named for it.

With many classes almost all cells stay empty. An item's truth is taken to be one of the classes
that somebody named for it, and only the cells are held that such an item fills: memory grows with
the claims, not with the number of classes. P(truth) is one flat array over the (item, named class)
pairs, items one after the other. Holds the same questions as `FullTable`.
"""

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.confusion import FORBIDDEN
from assay.kernels.infer.full_table import Step
from assay.kernels.votes import Piece
from assay.types import Bools, Floats, Ints


class NamedTable:
    """The hard claims of S sources about n items of K classes, and sums over them.

    Attributes are those of `FullTable`, over flat cells.
    """

    types = 1

    def __init__(self, pieces: list[Piece], trusted: Bools, k: int) -> None:
        self.trusted, self.n_sources, self.k = trusted, len(trusted), k
        self.classes = np.arange(k)
        n = pieces[-1].stop if pieces else 0
        many = [np.diff(piece.hard.indptr) for piece in pieces]
        per_item = np.concatenate([np.zeros(0, np.int64), *many]).astype(np.int64)
        code = np.concatenate([np.zeros(0, np.int64), *(p.hard.indices for p in pieces)])
        weight = np.concatenate([np.zeros(0), *(p.hard.data for p in pieces)])
        item = np.repeat(np.arange(n), per_item)
        said = code.astype(np.int64) % k
        self.heard = per_item > 0
        named = np.unique(item * k + said)
        self.item, self.truth = np.divmod(named, k)
        held = np.bincount(self.item, minlength=n)
        self._first = np.concatenate([[0], np.cumsum(held)])[:-1][self.heard]
        self._size = held[self.heard]
        self._meet(item, code.astype(np.int64), weight, held)
        self._cells(self.n_sources)

    def _meet(self, item: Ints, code: Ints, weight: Floats, held: Ints) -> None:
        """Pair every claim with every class named for its item."""
        start = np.concatenate([[0], np.cumsum(held)])[:-1]
        times = held[item]
        ends = np.cumsum(times)
        place = np.arange(int(times.sum())) - np.repeat(ends - times, times)
        pair = np.repeat(start[item], times) + place
        codes = np.repeat(code, times) * self.k + self.truth[pair]
        self._cell_codes, cell = np.unique(codes, return_inverse=True)
        rows, claims = np.unique(code, return_inverse=True)
        self._rows, self._row_claims = rows, np.bincount(claims, weight, len(rows))
        shape = (len(self.truth), len(self._cell_codes))
        self._votes = csr_array((np.repeat(weight, times), (pair, cell)), shape=shape)
        self._back = csr_array(self._votes.T)

    def _cells(self, n_sources: int) -> None:
        row, self._cell_truth = np.divmod(self._cell_codes, self.k)
        self._cell_source, self._cell_said = np.divmod(row, self.k)
        self._cell_row = np.searchsorted(self._rows, row)
        self.hit = self._cell_said == self._cell_truth
        key = self._cell_source * self.k + self._cell_truth
        keys, self._total = np.unique(key, return_inverse=True)
        self._total_source, self._total_truth = np.divmod(keys, self.k)
        self.row_claims = self._row_claims[self._cell_row]
        claims = np.bincount(self._rows // self.k, self._row_claims, n_sources)
        self.claims = np.where(self.trusted, 0.0, claims)
        self._sure = self.trusted[self._cell_source]

    def start(self, share: Floats) -> Floats:
        """Return P(truth) over the named pairs of the (n, K) share of votes."""
        return np.asarray(share[self.item, self.truth])

    def first(self, proba: Floats) -> Step:
        """Return what a posterior counts."""
        return self._step(proba, 0.0)

    def turn(self, proba: Floats, log_chance: Floats, log_prior: Floats) -> Step:
        """Write the new P(truth) into `proba` and return what it counts."""
        chance = np.where(self._sure, np.where(self.hit, 0, FORBIDDEN), log_chance)
        logits = np.asarray(self._votes @ chance) + log_prior[self.truth]
        new, log_likelihood = _softmax(logits, self._first, self._size)
        proba[:] = new
        return self._step(proba, log_likelihood)

    def _step(self, proba: Floats, log_likelihood: float) -> Step:
        counts = np.where(self._sure, 0, self._back @ proba)
        shares = np.asarray(np.bincount(self.truth, proba, self.k), np.float64)
        return Step(counts, shares, log_likelihood)

    def logits(self, log_chance: Floats) -> Floats:
        """Return the sum of the log chances of claims that can be wrong, over named pairs."""
        return np.asarray(self._votes @ np.where(self._sure, 0, log_chance))

    def distribution(self, logits: Floats, log_prior: Floats) -> Floats:
        """Return P(truth) over named pairs."""
        return _softmax(logits + log_prior[self.truth], self._first, self._size)[0]

    def by_class(self, proba: Floats) -> Floats:
        """Return (n, K) P(class), in 32 bits; nothing where nothing was named."""
        found = np.zeros((len(self.heard), self.k), np.float32)
        found[self.item, self.truth] = proba
        return found

    def totals(self, counts: Floats) -> Floats:
        """Return how much of each truth each source spoke of, where it did."""
        return np.asarray(np.bincount(self._total, counts, len(self._total_source)), np.float64)

    def at_cells(self, totals: Floats) -> Floats:
        """Return totals as they meet the cells."""
        return np.asarray(totals[self._total])

    def crowd(self, counts: Floats) -> Floats:
        """Return (K, K) the counts of all sources together."""
        cell = self._cell_said * self.k + self._cell_truth
        return np.asarray(
            np.bincount(cell, counts, self.k * self.k).reshape(self.k, self.k), np.float64
        )

    def right(self, counts: Floats) -> Floats:
        """Return (S,) how often each source named the truth."""
        return np.asarray(
            np.bincount(self._cell_source, counts * self.hit, self.n_sources), np.float64
        )

    def right_by_row(self, counts: Floats) -> Floats:
        """Return how often a source was right in saying what it said, at cells."""
        return np.asarray(
            np.bincount(self._cell_row, counts * self.hit, len(self._rows))[self._cell_row]
        )

    def expected(self, totals: Floats, chance: Floats) -> Floats:
        """Return (S,) the sum of totals times (K,) a chance that goes with the truth."""
        return np.asarray(
            np.bincount(self._total_source, totals * chance[self._total_truth], self.n_sources),
            np.float64,
        )

    def of_source(self, value: Floats) -> Floats:
        """Return (S,) values as they meet the cells."""
        return np.asarray(value[self._cell_source])

    def of_truth(self, value: Floats) -> Floats:
        """Return (K,) values as they meet the cells."""
        return np.asarray(value[self._cell_truth])

    def of_answer(self, value: Floats) -> Floats:
        """Return (K, K) values as they meet the cells."""
        return np.asarray(value[self._cell_said, self._cell_truth])


def _softmax(logits: Floats, first: Ints, size: Ints) -> tuple[Floats, float]:
    """Return the distribution of each run, in place, and the sum of the logs of their sums."""
    if not len(logits):
        return logits, 0.0
    top = np.maximum.reduceat(logits, first)
    logits -= np.repeat(top, size)
    np.exp(logits, out=logits)
    total = np.add.reduceat(logits, first)
    logits /= np.repeat(total, size)
    return logits, float(top.sum() + np.log(total).sum())
