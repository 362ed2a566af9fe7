"""Bayesian combination of sources whose errors go together."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence
from assay.kernels.infer import bayes_confusion as kernel
from assay.kernels.infer.hard_votes import HardVotes, hard_votes, soften
from assay.kernels.votes import Piece, cut
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Floats, Positive

#: Matrices with no more cells than this are decomposed as dense ones.
DENSE = 2_000_000


@dataclass(frozen=True)
class Ebcc(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="li2019"
):
    """Weigh sources by confusion matrices of their own for each subtype of a class.

    Items of a class fall into subtypes (easy, hard, often taken for another class); within a
    subtype sources err independently, so that over the class their errors go together. Class and
    subtype of an item, all sources' chances and all shares have Dirichlet priors and are set in
    turn to what the others make likeliest (mean field). Subtypes start from the principal
    directions of votes against the majority, two for each direction, one a side: nothing is
    drawn at random. One subtype is the model without them; more are tried one by one as long
    as the lower bound of log P(votes) rises.

    Equation
    --------
    P(k, m | votes) ~ exp(g(n)[k] + g(u[k])[m] + sum over votes (s, j) of g(c[s][k, m])[j])
    c[s][k, m, j] = (right where j = k, else wrong) + sum over votes (i, j) of s of P(k, m of i)
    n[k] = share + sum over items with votes of P(k); u[k, m] = subtype + the same of P(k, m)
    g(a)[j] = digamma(a[j]) - digamma(sum of a)

    k is the truth, m its subtype; subtypes are added while the lower bound of log P(votes) rises.
    ~ means "in proportion to".

    Parameters
    ----------
    subtypes
        Most subtypes of a class.
    subtype
        Count of the prior of each subtype.
    right, wrong
        Counts of the prior of naming the true class, and of naming each other class.
    share
        Count of the prior of each class.
    tolerance
        Stop when in a round no probability moves by more than this, and the lower bound rises by
        less than this a vote.
    rounds
        Most rounds.

    Assumes
    -------
    Given class and subtype, sources err independently. Subtypes are learnt from votes alone:
    with few votes an item there is little to tell them by, and a class can be taken for a
    subtype of another. Where more than a quarter of the sources copy each other
    they may win.

    Cost
    ----
    Time O(rounds (votes K M + S K^2 M)) for M subtypes, memory one (n, K) and one (n, M) array,
    the votes and three (S, K, K M) tables.

    Notes
    -----
    Figures: where errors don't go together one subtype is all that is found, which makes it `bcc`.
    The tests check that it sees through sources that copy each other.

    References
    ----------
    li2019

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> item, source = [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2] * 3
    >>> votes = Evidence.votes(item, source, ["a", "a", "b", "b", "b", "a", "a", "a", "a"])
    >>> Ebcc(subtypes=2).infer(votes).labels.tolist()
    [0, 1, 0]
    """

    subtypes: Count = 10
    subtype: Positive = 0.1
    right: Positive = 4.0
    wrong: Positive = 1.0
    share: Positive = 1.0
    tolerance: Positive = 1e-6
    rounds: Count = 200

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior and the mean confusion matrices."""
        votes = hard_votes(evidence, "Ebcc")
        pieces = cut(evidence)
        best = self._fit(votes, pieces, 1)
        for subtypes in range(2, self.subtypes + 1):
            found = self._fit(votes, pieces, subtypes)
            if found[2] <= best[2]:
                break
            best = found
        proba, counts, bound = best
        confusion, right = kernel.confusion(votes, counts, self._priors)
        return Posterior(evidence.classes, proba, confusion, right, bound)

    @property
    def _priors(self) -> kernel.Priors:
        return kernel.Priors(self.share, self.subtype, self.right, self.wrong)

    def _fit(
        self, votes: HardVotes, pieces: list[Piece], subtypes: int
    ) -> tuple[Floats, kernel.Counts, float]:
        """Return the posterior, its counts and the lower bound with this many subtypes."""
        proba = votes.shares()
        split = subtype_start(votes, proba, subtypes)
        counts = kernel.first_counts(votes, pieces, proba, split)
        bound = -np.inf
        for _ in range(self.rounds):
            before = bound
            counts, change, bound = kernel.turn(votes, pieces, counts, self._priors, proba)
            # Subtypes may be on the move where classes are not yet.
            if max(change, (bound - before) / max(len(votes.item), 1)) < self.tolerance:
                break
        return proba, counts, bound


def subtype_start(votes: HardVotes, proba: Floats, subtypes: int) -> Floats:
    """Return (n, M) shares of subtypes: two a principal direction of what was said against odds."""
    against = 1 - votes.support(proba)
    column = votes.source.astype(np.int64) * votes.k + votes.said
    shape = (votes.n, votes.s * votes.k)
    matrix = csr_array((against, (votes.item, column)), shape=shape)
    logits = np.zeros((votes.n, subtypes))
    for number, place in enumerate(directions(matrix, subtypes // 2)):
        logits[:, 2 * number] = place
        logits[:, 2 * number + 1] = -place
    soften(logits)
    return logits


def directions(matrix: csr_array, most: int) -> list[Floats]:
    """Return rows' places along the principal directions, each of mean 0 and deviation 1."""
    most = min(most, min(matrix.shape) - 1)
    if most < 1 or not matrix.count_nonzero():
        return []
    if matrix.shape[0] * matrix.shape[1] <= DENSE:
        left, size, _ = np.linalg.svd(matrix.toarray(), full_matrices=False)
    else:
        from scipy.sparse.linalg import svds

        # From a start that doesn't depend on the order of anything.
        start = np.ones(min(matrix.shape))
        left, size, _ = svds(matrix, k=most, v0=start, tol=0.0)
        left, size = left[:, ::-1], size[::-1]
    found = []
    for column in left[:, :most][:, size[:most] > 1e-9 * size[0]].T:
        spread = float(column.std())
        if spread > 0:
            found.append((column - column.mean()) / spread)
    return found
