"""The one-coin model of Dawid and Skene."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.hard_votes import HardVotes, hard_votes, log_odds
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Bools, Count, Floats, Positive

#: Least prior of a class, so that one without votes can still be reached.
LEAST_PRIOR = 1e-10


@dataclass(frozen=True)
class OneCoin(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="zhang2016"
):
    """Weigh every source by one accuracy learnt together with the truth.

    A source names the true class with a chance of its own, and each other class equally often
    else. Starts from the majority vote and takes turns: the accuracy of a source is the mean
    probability of what it said, and a vote counts its log-odds for the class it names. It is the
    confusion matrix of Dawid and Skene tied to one number a source: less to learn, so that ten
    votes a source are enough.

    Equation
    --------
    P(truth = k | votes) ~ prior[k] * exp(sum over votes (s, k) of w[s])
    w[s] = log((K - 1) * a[s] / (1 - a[s]))
    a[s] = (smoothing + sum of P(truth of i = j)) / (K * smoothing + votes), over votes (i, j) of s
    prior: 1 / K, or learnt: mean over items with claims of P(truth = k)

    ~ means "in proportion to".

    Parameters
    ----------
    prior
        Shares of the classes: all alike, or learnt with the rest.
    smoothing
        Count added to being right, and to each of the K - 1 ways to be wrong.
    tolerance
        Stop when no accuracy moves by more than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    Sources err independently of each other, of the class, and of the item; a wrong answer is
    any other class alike; most claims are right. With learnt shares besides, that classes are
    about equally hard: where they aren't, the shares of small ones drain away.

    Cost
    ----
    Time O(rounds (votes + n K)), memory the votes and two (n, K) arrays for a moment.

    Notes
    -----
    Figures: the tests find the posterior of crowd-kit's OneCoinDawidSkene with learnt shares on
    drawn votes. On real sets of unequal classes it falls behind the majority vote, with learnt
    shares further.

    References
    ----------
    zhang2016

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> item, source = [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2] * 3
    >>> votes = Evidence.votes(item, source, ["a", "a", "b", "b", "b", "a", "a", "a", "b"])
    >>> found = OneCoin(smoothing=0.1).infer(votes)
    >>> found.labels.tolist(), found.accuracy.round(2).tolist()
    ([0, 1, 0], [0.97, 0.97, 0.03])
    """

    prior: Literal["flat", "learnt"] = "flat"
    smoothing: Positive = 0.01
    tolerance: Positive = 1e-6
    rounds: Count = 100

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior and every source's accuracy."""
        votes = hard_votes(evidence, "OneCoin")
        claimed = np.bincount(evidence.item, minlength=votes.n) > 0
        proba, log_likelihood = votes.shares(), 0.0
        right = accuracy(votes, proba, self.smoothing)
        for _ in range(self.rounds):
            before, shares = right, class_shares(proba, claimed, self.prior)
            base = np.log1p(-right) - np.log(max(votes.k - 1, 1))
            log_prior = np.log(np.maximum(shares, LEAST_PRIOR))
            weight = log_odds(right, votes.k)[votes.source]
            proba, log_likelihood = votes.posterior(weight, log_prior, base[votes.source])
            right = accuracy(votes, proba, self.smoothing)
            if np.abs(right - before).max(initial=0) < self.tolerance:
                break
        right[votes.trusted] = 1.0
        return Posterior(evidence.classes, proba, accuracy=right, log_likelihood=log_likelihood)


def accuracy(votes: HardVotes, proba: Floats, smoothing: float) -> Floats:
    """Return (S,) each source's share of right votes; that of a guess where it has none."""
    right = votes.by_source(votes.support(proba)) + smoothing
    return np.minimum(right / (votes.per_source + votes.k * smoothing), 1 - 1e-12)


def class_shares(proba: Floats, claimed: Bools, prior: str) -> Floats:
    """Return (K,) the mean posterior of the items that have claims, or all alike."""
    if prior == "flat" or not claimed.any():
        return np.full(proba.shape[1], 1 / proba.shape[1])
    return np.asarray((claimed.astype(np.float64) @ proba) / claimed.sum())
