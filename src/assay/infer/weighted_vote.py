"""Weighted vote of sources that are judged by the others."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.confusion import highest
from assay.kernels.infer.hard_votes import HardVotes, hard_votes, log_odds
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Floats, Positive

#: Agreement is kept this far from never and always: no source is taken to be beyond doubt.
LEAST = 1e-3


@dataclass(frozen=True)
class WeightedVote(
    Inference,
    reads={"labels", "votes", "gold"},
    truth={"one_of", "ordered"},
    paper="littlestone1994",
):
    """Weigh every source by the log-odds that it agrees with the consensus of the others.

    Each vote is compared with the consensus q of the other votes on its item. A source of accuracy
    a agrees with it with the chance a t + (1 - a) (1 - t) / (K - 1), where t is the sum of q
    squared; a is solved for over all votes of the source, so that votes where the others are at
    odds hardly count. Consensus and weights take turns. The posterior is Bayes' rule for sources
    that err evenly. Since no vote is compared with itself, a source with few votes is not taken at
    its own word, as it is by expectation and maximisation.

    Equation
    --------
    q(k) ~ exp(sum of the weights of the others' votes for k), t = sum over k of q(k) ** 2
    d    = (1 - t) / (K - 1), how often a wrong source agrees with q
    a    = (sum over votes for c of (q(c) - d) + pull * m) / (sum over votes of (t - d) + pull)
    w    = log((K - 1) * a / (1 - a)), the weight of the source
    P(truth = k) ~ exp(sum over votes for k of w)

    Sums in a are over the source's votes; m is the same over all votes, at least 1 / K.
    ~ means "in proportion to".

    Parameters
    ----------
    pull
        How many votes' worth each agreement is drawn towards the mean.
    tolerance
        Stop when no agreement moves by more than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    Sources err independently of each other, of the class, and of the item, and most claims are
    right on most items.

    Cost
    ----
    Time O(rounds (votes + n K)), memory the votes and two (n, K) arrays.

    Notes
    -----
    Figures: it may be above the majority vote, or fall behind it where classes are unequal.

    References
    ----------
    littlestone1994

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> item, source = [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2] * 3
    >>> votes = Evidence.votes(item, source, ["a", "a", "b", "b", "b", "a", "a", "a", "b"])
    >>> WeightedVote().infer(votes).labels.tolist()
    [0, 1, 0]
    """

    pull: Positive = 2.0
    tolerance: Positive = 1e-6
    rounds: Count = 100

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior and every source's agreement with the others."""
        votes = hard_votes(evidence, "WeightedVote")
        weight: Floats = np.ones(votes.s)
        agreed: Floats = np.full(votes.s, 1 / votes.k)
        for _ in range(self.rounds):
            before, agreed = agreed, self._agreement(votes, weight)
            weight = log_odds(agreed, votes.k)
            if np.abs(agreed - before).max(initial=0) < self.tolerance:
                break
        proba, _ = votes.posterior(weight[votes.source])
        agreed[votes.trusted] = 1.0
        return Posterior(evidence.classes, proba, accuracy=agreed)

    def _agreement(self, votes: HardVotes, weight: Floats) -> Floats:
        """Return (S,) how often each source is right as far as the others can tell."""
        consensus, square = others(votes, weight)
        chance = (1 - square) / max(votes.k - 1, 1)
        found = votes.by_source(consensus - chance)
        told = votes.by_source(square - chance)
        mean = found.sum() / told.sum() if told.sum() > LEAST else 0.0
        mean = np.clip(mean, 1 / votes.k, 1)  # most claims are right
        agreed = (found + self.pull * mean) / (told + self.pull)
        return np.asarray(np.clip(agreed, LEAST, 1 - LEAST))


def others(votes: HardVotes, weight: Floats) -> tuple[Floats, Floats]:
    """Return (V,) what the other votes on its item make of each vote.

    The probability of the class it names, and the sum of the squares of all classes'.
    """
    odds = votes.tally(weight[votes.source])
    if not odds.size:
        return np.zeros(0), np.zeros(0)
    odds = np.exp(odds - highest(odds)[:, None])
    own = votes.support(odds)
    sums = np.einsum("ij->i", odds)[votes.item] - own
    squares = np.einsum("ij,ij->i", odds, odds)[votes.item] - own**2
    own = own * np.exp(-weight[votes.source])
    total = np.maximum(np.maximum(sums, 0) + own, 1e-300)
    consensus, square = own / total, (np.maximum(squares, 0) + own**2) / total**2
    if len(votes.settled):
        told = votes.is_settled[votes.item]
        known = votes.settle(odds)
        consensus = np.where(told, votes.support(known), consensus)
        square = np.where(told, np.einsum("ij,ij->i", known, known)[votes.item], square)
    return consensus, np.minimum(square, 1.0)
