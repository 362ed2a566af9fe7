"""Ordered classes from sources that lean one way and scatter on the scale behind them."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels import confusion as kernel
from assay.kernels.infer.ordered_sources import Grid, loosened
from assay.kernels.votes import Piece, cut, majority
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Bools, Count, Floats, Positive

#: Items' worth of every class that is taken to have been seen, over all classes.
ITEMS = 1.0


@dataclass(frozen=True)
class OrdinalDawidSkene(
    Inference,
    reads={"votes", "soft", "candidates", "complementary", "gold"},
    truth={"ordered"},
    paper="uebersax1993",
):
    """Weigh every source of ordered classes by how it leans and scatters, few numbers a source.

    Behind the classes stands a scale on which neighbours are one step apart. A source sees the
    truth shifted by its leaning and blurred by its scatter, and names the class whose stretch it
    falls in; now and then it slips, and names any or a favourite. So its confusion matrix follows
    from few numbers, where Dawid and Skene's needs one a cell. What sources are like is learnt from
    all of them together, over a grid: a source with few claims is taken for what most are, and its
    matrix is the mean over what it may be. Leanings even out over all sources. Where many claims
    of a source say that its matrix is of another shape, that is believed, as far as the sources'
    counts together ask.

    `Posterior.median` is the guess with the least expected distance from the truth, `labels` the
    one that is oftenest right.

    Equation
    --------
    P(truth = k | claims) ~ prior[k] * product over claims (s, j) of C[s][k, j]
    C[s][k, j] ~ hold * M[s][k, j] + sum over claims (i, j) of s of P(truth of i = k)
    M[s] = sum over kinds g of P(g | counts of s) * M[g]
    M[g][k, j] = (1 - slip) * (F(j + 1/2) - F(j - 1/2)) + slip * to[j]
    F(z) = normal distribution of (z - k - lean) / scatter; 0 below the first class, 1 above the top

    ~ means "in proportion to".

    Parameters
    ----------
    tolerance
        Stop when no probability moves by more than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    The classes are in their order, and steps between neighbours are about alike; sources err
    independently given the truth. A source that means the order the other way round is taken for
    one that slips.

    Cost
    ----
    Time O(rounds (claims K + n K + S K^2 G)) with G = 297 (K + 1) kinds of source, memory one
    (n, K) array, the claims and a few (S, K, K) tables.

    References
    ----------
    uebersax1993 for latent scales with thresholds a rater; carpenter2008 for sources drawn
    together.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from assay.evidence import Evidence, ordered
    >>> votes = Evidence.votes([0, 0, 0, 1, 1, 1], [0, 1, 2] * 2, [0, 1, 1, 2, 2, 1], "abc")
    >>> OrdinalDawidSkene().infer(replace(votes, truth=ordered("abc"))).median.tolist()
    [1, 2]
    """

    tolerance: Positive = 1e-3
    rounds: Count = 100

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior, the sources' confusion matrices and how often they are right."""
        s, k = evidence.n_sources, len(evidence.classes)
        trusted = np.array([source.trusted for source in evidence.sources], bool)
        spoken = (np.bincount(evidence.item, minlength=evidence.n_items) > 0).astype(np.float64)
        pieces, grid = cut(evidence), Grid.over(k)
        proba = majority(evidence, pieces, smoothing=0.5)
        share = grid.start()
        table, _ = grid.read(np.zeros((s * k, k)), share, ~trusted)
        counts = first_counts(pieces, proba, fixed(table, trusted))
        log_likelihood = 0.0
        for _ in range(self.rounds):
            full = counts.total(fixed(table, trusted))
            table, kinds = grid.read(full, share, ~trusted)
            share = grid.share(kinds)
            table = fixed(loosened(full, table, ~trusted), trusted)
            prior = (spoken @ proba + ITEMS / k) / (spoken.sum() + ITEMS)
            counts, change, log_likelihood = again(pieces, proba, table, prior, trusted)
            if change < self.tolerance:
                break
        confusion = table.reshape(s, k, k).transpose(0, 2, 1)
        right = np.einsum("k,skk->s", prior, confusion)
        return Posterior(evidence.classes, proba, confusion, right, log_likelihood)


def fixed(table: Floats, trusted: Bools) -> Floats:
    """Return the table with the identity for trusted sources."""
    k = table.shape[1]
    found = table.reshape(-1, k, k).copy()
    found[trusted] = np.eye(k)
    return found.reshape(-1, k)


def first_counts(pieces: list[Piece], proba: Floats, table: Floats) -> kernel.Counts:
    """Return the counts that the first posterior gives."""
    k = table.shape[1]
    counts = kernel.Counts.empty(len(table) // k, k)
    for piece in pieces:
        counts.add(piece, proba[piece.start : piece.stop], kernel.chances(piece, table))
    return counts


def again(
    pieces: list[Piece],
    proba: Floats,
    table: Floats,
    prior: Floats,
    trusted: Bools,
) -> tuple[kernel.Counts, float, float]:
    """Write the new posterior into `proba`; return its counts, greatest change and log P."""
    log_table = kernel.logarithm(table)
    counts = kernel.Counts.empty(len(trusted), table.shape[1])
    change = log_likelihood = 0.0
    for piece in pieces:
        chance = kernel.chances(piece, table)
        here, log_chance = kernel.posterior(piece, chance, log_table, np.log(prior), trusted)
        before = proba[piece.start : piece.stop]
        change = max(change, float(np.abs(here - before).max(initial=0)))
        before[:] = here
        counts.add(piece, here, chance)
        log_likelihood += log_chance
    return counts, change, log_likelihood
