"""Accuracies from who agrees with whom, robust to adversaries."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer import rank_one
from assay.kernels.infer.hard_votes import HardVotes, hard_votes, log_odds
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Floats, Positive


@dataclass(frozen=True)
class Mmsr(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="ma2020"
):
    """Complete the rank-one matrix of who agrees with whom, leaving out extremes.

    For sources that err independently the rate at which two agree, set to 0 for guessers and 1
    for always, is s_i s_j with s = (K accuracy - 1) / (K - 1). The size of s is found in turns:
    each source's is the mean of agreement / s over the sources it shares items with, without the
    highest and lowest of these, so that fewer than half of them can bend it. The signs come
    from the leading eigenvector of the agreements, most claims being right. Then a vote
    counts log((K-1) accuracy / (1 - accuracy)), all classes being equally common before. Only
    pairs that share items are stored. Where pairs share too few to say something, they are first
    put together in lots that share fifteen; the paper takes each by itself.

    Equation
    --------
    c[s, t]  = (K * agreement of s and t - 1) / (K - 1), which is skill[s] * skill[t]
    size[s] <- sqrt(size[s] * trimmed mean over t of sign[s] * sign[t] * c[s, t] / size[t])
    a[s]     = (1 + (K - 1) * sign[s] * size[s]) / K, sign: of the leading eigenvector of c
    P(truth = k | votes) ~ exp(sum over votes (s, k) of log((K - 1) * a[s] / (1 - a[s])))

    ~ means "in proportion to".

    Parameters
    ----------
    tolerance
        Stop when no s moves by more than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    Sources but the adversaries err independently and alike over classes; fewer than half of the
    sources that a source shares items with, or of their lots, are adversaries.

    Cost
    ----
    Time O(sum of squared votes an item + rounds pairs log pairs), memory the pairs that share
    items (twice, three numbers each) and one (n, K) array.

    Notes
    -----
    Figures: the tests find the accuracies of crowd-kit's MMSR on drawn panels where everybody votes
    on everything, and that honest sources are seen for what they are among those who conspire.

    References
    ----------
    ma2020

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> truth = np.arange(40) % 2
    >>> wrong = np.array([(np.arange(40) % every == 0) for every in (7, 8, 9, 11, 2)])
    >>> label = np.where(wrong, 1 - truth, truth).ravel()
    >>> votes = Evidence.votes(np.tile(np.arange(40), 5), np.repeat(np.arange(5), 40), label)
    >>> found = Mmsr().infer(votes)
    >>> int((found.labels == truth).sum()), int(found.accuracy.argmin())
    (39, 4)
    """

    tolerance: Positive = 1e-5
    rounds: Count = 100

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior and every source's accuracy."""
        votes = hard_votes(evidence, "Mmsr")
        right = self._accuracy(votes)
        weight = log_odds(right, votes.k)
        proba, log_likelihood = votes.posterior(
            weight[votes.source],
            -np.log(votes.k),
            (np.log1p(-right) - np.log(max(votes.k - 1, 1)))[votes.source],
        )
        right[votes.trusted] = 1.0
        return Posterior(evidence.classes, proba, accuracy=right, log_likelihood=log_likelihood)

    def _accuracy(self, votes: HardVotes) -> Floats:
        """Return (S,) accuracies, kept from never and always by one over the root of n."""
        least = 1 / np.sqrt(max(len(np.unique(votes.item)), 4))
        pairs = rank_one.pairs(votes, ~votes.trusted)
        side = rank_one.signs(pairs)
        skill = side * rank_one.robust_sizes(pairs, side, least, self.tolerance, self.rounds)
        known = skill[~np.isnan(skill)]
        skill = np.where(np.isnan(skill), np.median(known) if len(known) else 0.5, skill)
        k = max(votes.k, 2)
        skill = np.clip(skill, least - 1 / (k - 1), 1 - least)
        return np.asarray((1 + (k - 1) * skill) / k)
