"""Independent Bayesian combination of sources."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer import bayes_confusion as kernel
from assay.kernels.infer.hard_votes import hard_votes
from assay.kernels.votes import cut
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Positive


@dataclass(frozen=True)
class Bcc(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="kim2012"
):
    """Weigh every source by a confusion matrix with a prior, by Bayes' rule throughout.

    The model of Dawid and Skene with Dirichlet priors on every row of every matrix and on the
    classes' shares. Truth, matrices and shares are taken as independent given the votes, and
    each is set in turn to what the others make likeliest (mean field), from the majority vote
    on; nothing is drawn at random. A source with few votes keeps its prior, so this may be
    used where matrices without priors do harm.

    Equation
    --------
    P(truth = k | votes) ~ exp(g(n)[k] + sum over votes (s, j) of g(c[s][k])[j])
    c[s][k, j] = (right where j = k, else wrong) + sum over votes (i, j) of s of P(truth of i = k)
    n[k]       = share + sum over items with votes of P(truth = k)
    g(a)[j]    = digamma(a[j]) - digamma(sum of a), the mean of a log under a Dirichlet law

    ~ means "in proportion to".

    Parameters
    ----------
    right, wrong
        Counts of the prior of naming the true class, and of naming each other class.
    share
        Count of the prior of each class.
    tolerance
        Stop when no probability moves by more than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    Given the truth, sources err independently of each other and of what else the item is.

    Cost
    ----
    Time O(rounds (votes K + S K^2)), memory one (n, K) array, the votes and three (S, K, K)
    tables.

    Notes
    -----
    Figures: `log_likelihood` is a lower bound: the tests sum over all truths of tiny cases and find
    log P(votes) less than a nat above it.

    References
    ----------
    kim2012

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> item, source = [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2] * 3
    >>> votes = Evidence.votes(item, source, ["a", "a", "b", "b", "b", "a", "a", "a", "a"])
    >>> Bcc().infer(votes).labels.tolist()
    [0, 1, 0]
    """

    right: Positive = 4.0
    wrong: Positive = 1.0
    share: Positive = 1.0
    tolerance: Positive = 1e-6
    rounds: Count = 200

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior and the mean confusion matrices."""
        votes = hard_votes(evidence, "Bcc")
        pieces, proba = cut(evidence), votes.shares()
        priors = kernel.Priors(self.share, 1.0, self.right, self.wrong)
        counts = kernel.first_counts(votes, pieces, proba, np.ones((votes.n, 1)))
        for _ in range(self.rounds):
            counts, change, bound = kernel.turn(votes, pieces, counts, priors, proba)
            if change < self.tolerance:
                break
        confusion, right = kernel.confusion(votes, counts, priors)
        return Posterior(evidence.classes, proba, confusion, right, bound)
