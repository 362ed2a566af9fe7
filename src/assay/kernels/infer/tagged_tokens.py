"""What sources say of the tokens of sentences, by what each said of the token before."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.errors import DataError
from assay.evidence import Evidence, heaviest
from assay.kernels.confusion import logarithm
from assay.kernels.infer.chains import Chains
from assay.kernels.infer.drawn_together import drawn_together
from assay.kernels.kinds.spans import Scheme, starts_of
from assay.types import Array, Bools, Floats, Ints

#: How often a source is taken to be right before anything is known of it.
FIRST_GUESS = 0.8
#: Votes that a trusted source's count for at the start.
GOLD = 1e6
#: Steps' worth of every step between classes that may follow each other, for each class.
STEPS = 1.0


@dataclass(frozen=True, eq=False)
class Said:
    """What sources say of tokens, and how tokens hang together.

    Parameters
    ----------
    claims
        (n, S * (K + 1) * K) how often each source said each class, by what it said before; none is
        the last of the K + 1.
    chains
        The sentences.
    may
        (K + 1, K) which class may come after which; the last row is a sentence's beginning.
    trusted
        (S,) whose claims are the truth.
    """

    claims: csr_array
    chains: Chains
    may: Bools
    trusted: Bools

    @classmethod
    def of(cls, evidence: Evidence, groups: Array, who: str) -> "Said":
        """Read evidence of tokens and their sentences."""
        claim, k = evidence.claim, len(evidence.classes)
        if (np.diff(claim.indptr) != 1).any() or np.asarray(evidence.negated).any():
            raise DataError(who, "each claim must name one class", got="several, or none")
        if groups.shape != (evidence.n_items,):
            rule = f"groups must have one sentence a token, shape ({evidence.n_items},)"
            raise DataError(who, rule, got=f"shape {groups.shape}")
        first = starts_of(groups)
        before = came_before(evidence, first)
        column = (evidence.source.astype(np.int64) * (k + 1) + before) * k + heaviest(claim)
        shape = (evidence.n_items, evidence.n_sources * (k + 1) * k)
        ones = np.ones(len(column))
        trusted = np.array([source.trusted for source in evidence.sources], bool)
        claims = csr_array((ones, (evidence.item, column)), shape=shape)
        return cls(claims, Chains.of(first), allowed(evidence.classes), trusted)

    @property
    def spoken(self) -> Bools:
        """(n,) tokens that somebody speaks of."""
        return np.asarray(np.diff(self.claims.indptr) > 0)

    def shares(self) -> Floats:
        """Return (n, K) shares of votes, trusted ones alone where there are some."""
        k = self.may.shape[1]
        said = np.tile(np.eye(k), (len(self.trusted) * (k + 1), 1))
        weight = np.repeat(np.where(self.trusted, GOLD, 1.0), (k + 1) * k)
        votes = np.asarray(self.claims @ (said * weight[:, None])) + 0.1 / k
        return np.asarray(votes / votes.sum(axis=1, keepdims=True))

    def common(self, proba: Floats) -> Floats:
        """Return (K,) how common every class is among tokens that somebody speaks of."""
        k = proba.shape[1]
        there = self.spoken.astype(np.float64)
        return np.asarray((there @ proba + STEPS / k) / (there.sum() + STEPS))

    def steps(self, proba: Floats) -> Floats:
        """Return (K, K) how often class j comes after class i, tokens taken one by one."""
        steps = np.zeros((proba.shape[1],) * 2)
        proba = proba * self.spoken[:, None]
        for before, rows in zip(self.chains.rows, self.chains.rows[1:], strict=False):
            steps += proba[before[: len(rows)]].T @ proba[rows]
        return steps

    def learnt(self, proba: Floats, steps: Floats) -> tuple[Floats, Floats]:
        """Return chances to begin with a class, and to go on with one, from expected counts."""
        k = len(steps)
        begun = np.zeros(k)
        if self.chains.rows:
            first = self.chains.rows[0]
            begun = proba[first][self.spoken[first]].sum(axis=0)
        chance = np.where(self.may, np.vstack([steps, begun]) + STEPS, 0)
        chance = chance / chance.sum(axis=1, keepdims=True)
        return chance[-1], chance[:-1]

    def counts(self, proba: Floats) -> Floats:
        """Return (S, K, K + 1, K) expected counts at [source, truth, said before, said]."""
        k, s = self.may.shape[1], len(self.trusted)
        seen = np.asarray(self.claims.T @ proba)
        return seen.reshape(s, k + 1, k, k).transpose(0, 3, 1, 2)

    def confusion(self, proba: Floats) -> Floats:
        """Return (S, K, K) matrices at [source, truth, said], whatever was said before."""
        k, heard = self.may.shape[1], ~self.trusted
        seen = self.counts(proba).sum(axis=2)[heard]
        guess = np.full((k, k), (1 - FIRST_GUESS) / max(k - 1, 1))
        np.fill_diagonal(guess, FIRST_GUESS if k > 1 else 1.0)
        pooled, _ = drawn_together(seen.sum(axis=0), guess, np.ones(1))
        own, _ = drawn_together(seen.reshape(-1, k), np.tile(pooled, (len(seen), 1)))
        found = np.tile(np.eye(k), (len(heard), 1, 1))
        found[heard] = own.reshape(-1, k, k)
        return found

    def after(self, proba: Floats, confusion: Floats) -> Floats:
        """Return (S, K, K + 1, K) matrices that hang on what was said before."""
        k, heard = self.may.shape[1], ~self.trusted
        found = np.repeat(confusion[:, :, None], k + 1, axis=2)
        own, _ = drawn_together(
            self.counts(proba)[heard].reshape(-1, k), found[heard].reshape(-1, k)
        )
        found[heard] = own.reshape(-1, k, k + 1, k)
        return found

    def chance(self, matrices: Floats) -> Floats:
        """Return (n, K) log chance of what was said of each token under each truth."""
        k, s = self.may.shape[1], len(self.trusted)
        table = np.broadcast_to(matrices, (s, k, k + 1, k)).transpose(0, 2, 3, 1).reshape(-1, k)
        return np.asarray(self.claims @ logarithm(table))


def came_before(evidence: Evidence, first: Bools) -> Ints:
    """Return (E,) what the source of each claim said of the token before; K for nothing."""
    k, n = len(evidence.classes), evidence.n_items
    said = heaviest(evidence.claim)
    key = evidence.source.astype(np.int64) * (n + 1) + evidence.item
    order = np.lexsort((said, key))
    found = np.full(len(key), k)
    place = np.searchsorted(key[order], key - 1)
    place = np.minimum(place, max(len(key) - 1, 0))
    goes_on = ~first[evidence.item]
    if len(key):
        there = goes_on & (key[order][place] == key - 1)
        found[there] = said[order][place][there]
    return found


def allowed(classes: tuple[str, ...]) -> Bools:
    """Return (K + 1, K) which class may come after which, the last row after nothing."""
    k = len(classes)
    may = np.ones((k + 1, k), bool)
    try:
        scheme = Scheme.of(classes)
    except DataError:
        return may
    inside = (scheme.kind >= 0) & ~scheme.begins
    # A kind of span that no class begins begins by itself.
    begun = scheme.begins[scheme.begin]
    alike = scheme.kind[:, None] == scheme.kind[None, :]
    may[:k] = ~(inside & begun) | alike
    may[k] = ~(inside & begun)
    return may


def softmax(logits: Floats) -> Floats:
    """Return rows on the simplex."""
    chance = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(chance / chance.sum(axis=1, keepdims=True))
