"""Dawid and Skene's model, with what sources and classes have in common pooled."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence
from assay.kernels.infer.dependence import dependence, news
from assay.kernels.infer.full_table import FullTable
from assay.kernels.infer.named_table import NamedTable
from assay.kernels.infer.pooled import Fit, believed_by_gold, confusion, fit
from assay.kernels.votes import Piece, cut, majority
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Bools, Count, Floats, Fraction, Ints, NonNegative, Positive

#: From this many classes on only classes that were named are weighed for an item.
MANY_CLASSES = 33
#: Most classes for which items of one class may be of two kinds.
FEW_CLASSES = 16
#: Share of claims that one source must repeat of another to be a copy.
LEAST_COPIED = 0.4
#: Settled items that can tell how far the claims are to be believed.
ENOUGH_GOLD = 20


@dataclass(frozen=True)
class PooledDawidSkene(
    Inference,
    reads={"labels", "votes", "soft", "candidates", "complementary", "gold"},
    truth={"one_of", "ordered"},
    paper="dawid1979",
):
    """Weigh every source by a confusion matrix that leans on what sources have in common.

    Dawid and Skene's model, with as much of it learnt as the claims can tell. What a source says
    where the truth is k is expected to be what the crowd says there, tilted so that the source is
    right as often as it is elsewhere; how strongly it is held to that is learnt from all sources
    (empirical Bayes), so that a source of three claims is weighed by its accuracy, one of three
    claims a class less so, and one of thousands by its own matrix. A claim is weighed by what its
    source said of other items, so that no source vouches for itself. Then:

    - Where it foretells claims better, items of one class are of two kinds, so that items that
      many get wrong in the same way are not taken for another class.
    - Sources that repeat two fifths of each other's claims or more count as one as far as they do.
    - Claims about one item share what makes it hard. They are counted down to the power under
      which an item's other claims foretell a held-out one best, and a share `doubt` of the
      item's votes is mixed in. Twenty items or more with gold and votes settle both.
    - From 33 classes on only classes that somebody named for an item are weighed, so that memory
      grows with the claims.

    Equation
    --------
    P(truth = k | claims) = (1 - doubt) * Q(k) + doubt * (share of votes for k)
    Q(k) ~ prior[k] * (product over claims (s, j) of C[s][k, j]) ** power
    C[s][k, j] ~ hold * expected[s][k, j] + count[s][k, j], a claim's own part of the count left out
    expected[s][k, k] = sigmoid(logit(crowd[k, k]) + tilt[s]), else ~ crowd[k, j]
    tilt[s] = logit(how often s is right) - logit(how often the crowd would be on its claims)
    crowd[k, j] ~ (strength + evenness * n[k]) * even[k, j] + counts of all sources

    ~ means "in proportion to".

    Parameters
    ----------
    evenness
        How strongly the crowd is held to err alike in all classes; 1 counts that as much as all
        that was seen of it, 0 not at all. At 0 a class may turn into a corner of another.
    doubt
        Share of the votes mixed into the posterior: how much of the truth the model can't see.
    copies
        Whether claims that sources repeat of each other are counted down.
    tolerance
        Stop when an item's log P(claims) changes by less than this on average, in nats.
    rounds
        Most rounds.

    Assumes
    -------
    Most claims are right. Sources speak when they are asked: what they leave out says nothing (for
    rules see `label-model`). The truth is what claims agree on once weighed: where the people
    who set the standard see it otherwise than the crowd, probabilities are too high, which
    nothing but gold can tell.

    Cost
    ----
    Time O(rounds (claims J + n J + S K J)) with J = K or 2 K, memory two (n, J) arrays and six
    (S, K, J) tables; from 33 classes on O(claims x classes named an item) of both.

    Figures: `assay bench truth` prints each set beside crowd-kit's methods, `assay bench regimes`
    does on drawn ones. Probabilities are too high where no gold is known: crowds agree with each
    other more than with whoever set the standard.

    References
    ----------
    dawid1979
    minka2000

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> item, source = [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2] * 3
    >>> votes = Evidence.votes(item, source, ["a", "a", "b", "b", "b", "a", "a", "a", "a"])
    >>> PooledDawidSkene().infer(votes).labels.tolist()
    [0, 1, 0]
    """

    evenness: NonNegative = 1.0
    doubt: Fraction = 0.1
    copies: bool = True
    tolerance: Positive = 1e-4
    rounds: Count = 100

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior, the confusion matrices and the accuracies."""
        k = len(evidence.classes)
        trusted = np.array([source.trusted for source in evidence.sources], bool)
        pieces = cut(evidence)
        others = cut(evidence.take(~trusted[evidence.source])) if trusted.any() else pieces
        share = majority(evidence, others)
        fits = self._fits(pieces, share, trusted, k)
        # Gold that taught the sources' matrices can't tell how far to believe them.
        blind = self._fits(others, share, trusted, k)[-1] if trusted.any() else fits[-1]
        proba = self._believed(fits, blind, share, _settled(evidence, trusted))
        best = fits[-1]
        accuracy, matrices = np.where(trusted, 1.0, best.accuracy), confusion(best)
        if matrices is not None:
            matrices[trusted] = np.eye(k)
        return Posterior(evidence.classes, proba, matrices, accuracy)

    def _fits(self, pieces: list[Piece], share: Floats, trusted: Bools, k: int) -> list[Fit]:
        """Return the fit with one kind of item a class, and, where it is better, that with two."""
        if not self.copies:
            return self._fit(pieces, share, trusted, k)
        copied = _copied(pieces, share, trusted)
        if not copied.nnz:
            return self._fit(pieces, share, trusted, k)
        # Good sources stand out from a bad majority as copies do. Once their claims are weighed,
        # only copies still agree more than the truth explains.
        found = self._fit(_without(pieces, copied, k), share, trusted, k)
        still = _copied(pieces, found[-1].by_class(1.0), trusted)
        sure = csr_array(copied.multiply(still > 0))
        if sure.nnz == copied.nnz:
            return found
        return self._fit(_without(pieces, sure, k), share, trusted, k)

    def _fit(self, pieces: list[Piece], share: Floats, trusted: Bools, k: int) -> list[Fit]:
        settings = self.evenness, self.tolerance, self.rounds
        loose = any(piece.loose is not None for piece in pieces)
        if k >= MANY_CLASSES and not loose:
            return [fit(NamedTable(pieces, trusted, k), share, *settings)]
        found = [fit(FullTable(pieces, trusted, k), share, *settings)]
        if 1 < k <= FEW_CLASSES:
            more = fit(FullTable(pieces, trusted, k, types=2), share, *settings)
            if more.foretold > found[0].foretold:
                found.append(more)
        return found

    def _believed(
        self, fits: list[Fit], blind: Fit, share: Floats, settled: tuple[Ints, Floats]
    ) -> Floats:
        """Return (n, K) P(truth), claims being counted down as far as is called for."""
        best = fits[-1]
        items, gold = settled
        known = blind.table.heard[items]
        if known.sum() >= ENOUGH_GOLD:
            power, doubt = believed_by_gold(blind, share, items[known], gold[known])
        else:
            power, doubt = min(one.power for one in fits), self.doubt
        proba = best.by_class(power)
        proba *= 1 - doubt
        proba += doubt * share
        unheard = ~best.table.heard
        proba[unheard] = np.exp(best.log_prior).reshape(-1, best.table.types).sum(axis=1)
        proba[items] = gold
        return np.asarray(proba / proba.sum(axis=1, keepdims=True))


def _settled(evidence: Evidence, trusted: Bools) -> tuple[Ints, Floats]:
    """Return (G,) the items that a trusted source speaks of, and (G, K) what it says."""
    if not trusted.any():
        return np.zeros(0, np.int64), np.zeros((0, len(evidence.classes)))
    gold = evidence.take(trusted[evidence.source])
    items = np.unique(gold.item)
    return items, majority(gold, cut(gold))[items]


def _copied(pieces: list[Piece], proba: Floats, trusted: Bools) -> csr_array:
    """Return (S, S) shares of claims that sources repeat of each other, of copies only."""
    copied = dependence(pieces, proba, apart=trusted).matrix
    # Less than this is what sources that see the same things have in common.
    copied.data[copied.data < LEAST_COPIED] = 0
    copied.eliminate_zeros()
    return copied


def _without(pieces: list[Piece], copied: csr_array, k: int) -> list[Piece]:
    """Return the claims, those that sources repeat of each other counted down."""
    if not copied.nnz:
        return pieces
    return [replace(piece, hard=news(piece.hard, copied, k), weighted=True) for piece in pieces]
