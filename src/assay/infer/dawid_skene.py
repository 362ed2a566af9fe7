"""Dawid and Skene's model of fallible observers."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels import confusion as kernel
from assay.kernels.infer.turn import count, turn
from assay.kernels.votes import cut, majority
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Positive


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

    Equation
    --------
    P(truth = k | claims) ~ prior[k] * product over claims (s, j) of C[s][k, j]
    C[s][k, j] ~ smoothing + sum over claims (i, j) of source s of P(truth of i = k)
    prior[k]   = mean over items of P(truth = k)

    Here ~ means "in proportion to": rows sum to 1.

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
    Time O(rounds (claims K + n K + S K^2)), memory one (n, K) array, four bytes a claim, and a
    few (S, K, K) tables. The same bytes on any number of threads. Millions of votes are worked
    through by compiled code where `numba` is installed; posteriors are the same within 1e-9.

    Notes
    -----
    Figures: the tests find crowd-kit's posteriors; `assay bench truth-speed` prints times beside
    crowd-kit's.

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

    def infer(self, evidence: Evidence, workers: int | None = None) -> Posterior:
        """Return the posterior and the confusion matrices."""
        s, k = evidence.n_sources, len(evidence.classes)
        trusted = np.array([source.trusted for source in evidence.sources], bool)
        pieces = cut(evidence)
        proba = majority(evidence, pieces)
        table = kernel.first_guess(s, k, trusted)
        found = count(pieces, proba, table, workers=workers)
        for _ in range(self.rounds):
            prior = found.prior
            table = kernel.normalise(found.counts.total(table), self.smoothing, trusted)
            found = turn(pieces, proba, table, prior, trusted, workers)
            if found.change < self.tolerance:
                break
        confusion = table.reshape(s, k, k).transpose(0, 2, 1)
        right = np.einsum("k,skk->s", prior, confusion)
        return Posterior(evidence.classes, proba, confusion, right, found.log_likelihood)
