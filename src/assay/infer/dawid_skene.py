"""Dawid and Skene's model of fallible observers."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels import confusion as kernel
from assay.kernels.votes import Piece, cut, majority
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Bools, Count, Floats, Positive

#: How often a source is taken to be right before anything is known of it. Only claims that
#: allow several classes ask for it: which of them did the source mean?
FIRST_GUESS = 0.9
#: Least prior of a class, so that one without votes can still be reached.
LEAST_PRIOR = 1e-10


@dataclass(frozen=True)
class DawidSkene(
    Inference,
    reads={"labels", "votes", "soft", "candidates", "complementary", "gold"},
    truth={"one_of", "ordered"},
    paper="dawid1979",
):
    """Weigh every source by a confusion matrix learnt together with the truth.

    Starts from the majority vote and takes turns: count how often each source says j where the
    truth is k, then weigh each claim by that. One model reads all kinds of claim. A source that
    says j under truth k with chance C[k, j] makes a candidate set with the sum of C[k, j] over
    the candidates, a soft label with the sum weighted by its probabilities, and a claim "none
    of these" with the sum over the classes not named. A trusted source has the identity as its
    matrix. An item without claims gets the prior.

    Parameters
    ----------
    smoothing
        Count added to every cell of every confusion matrix. Where sources have few claims (a
        dozen each, say) raise it to 1 or use the majority vote: matrices learnt from so little
        do harm.
    tolerance
        Stop when no probability moves by more than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    Given the truth, sources err independently of each other and of what else the item is; most
    claims are right, or the classes may come out exchanged. Most items have several claims: one
    claim an item can't tell a source's errors from rare classes, and small classes drift away.

    Cost
    ----
    Time O(rounds (claims K + n K + S K^2)), memory one (n, K) array, the claims and two
    (S, K, K) tables.

    References
    ----------
    dawid1979

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> item, source = [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2] * 3
    >>> votes = Evidence.votes(item, source, ["a", "a", "b", "b", "b", "a", "a", "a", "a"])
    >>> DawidSkene(rounds=20).infer(votes).labels.tolist()
    [0, 1, 0]
    """

    smoothing: Positive = 0.01
    tolerance: Positive = 1e-6
    rounds: Count = 100

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior and the confusion matrices."""
        s, k = evidence.n_sources, len(evidence.classes)
        trusted = np.array([source.trusted for source in evidence.sources], bool)
        labelled = np.bincount(evidence.item, minlength=evidence.n_items) > 0
        pieces = cut(evidence)
        proba = majority(evidence, pieces)
        table = np.tile(np.full((k, k), (1 - FIRST_GUESS) / max(k - 1, 1)), (s, 1))
        table[np.arange(s * k), np.tile(np.arange(k), s)] = FIRST_GUESS
        table.reshape(s, k, k)[trusted] = np.eye(k)
        counts = _first_counts(pieces, proba, table)
        log_likelihood = 0.0
        for _ in range(self.rounds):
            prior = _prior(proba, labelled)
            table = kernel.normalise(counts.total(table), self.smoothing, trusted)
            counts, change, log_likelihood = _round(pieces, proba, table, prior, trusted)
            if change < self.tolerance:
                break
        confusion = table.reshape(s, k, k).transpose(0, 2, 1)
        right = np.einsum("k,skk->s", prior, confusion)
        return Posterior(evidence.classes, proba, confusion, right, log_likelihood)


def _prior(proba: Floats, labelled: Bools) -> Floats:
    """Return (K,) mean posterior of the items that have claims."""
    if not labelled.any():
        return np.full(proba.shape[1], 1 / proba.shape[1])
    return np.asarray((labelled.astype(np.float64) @ proba) / labelled.sum())


def _first_counts(pieces: list[Piece], proba: Floats, table: Floats) -> kernel.Counts:
    """Return the counts that the first posterior gives."""
    k = table.shape[1]
    counts = kernel.Counts.empty(len(table) // k, k)
    for piece in pieces:
        chance = kernel.chances(piece, table)
        counts.add(piece, proba[piece.start : piece.stop], chance)
    return counts


def _round(
    pieces: list[Piece], proba: Floats, table: Floats, prior: Floats, trusted: Bools
) -> tuple[kernel.Counts, float, float]:
    """Write the new posterior into `proba`; return its counts, greatest change and log P."""
    k = table.shape[1]
    log_table = kernel.logarithm(table)
    log_prior = np.log(np.maximum(prior, LEAST_PRIOR))
    counts = kernel.Counts.empty(len(trusted), k)
    change = log_likelihood = 0.0
    for piece in pieces:
        chance = kernel.chances(piece, table)
        here, log_chance = kernel.posterior(piece, chance, log_table, log_prior, trusted)
        before = proba[piece.start : piece.stop]
        change = max(change, float(np.abs(np.subtract(here, before, out=before)).max(initial=0)))
        before[:] = here
        counts.add(piece, here, chance)
        log_likelihood += log_chance
    return counts, change, log_likelihood
