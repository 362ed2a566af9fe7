"""Votes, and features that lie in one cloud a class."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.gaussian_classes import log_densities
from assay.kernels.infer.hard_votes import soften
from assay.kernels.infer.joined import Joined, Votes, first_table, follow, shares
from assay.kernels.infer.left_out_ridge import axes, dense_rows
from assay.kernels.infer.views import both_views, packed, votes_alone
from assay.kernels.infer.vote_worth import count, says, worth
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Floats, Fraction, Positive

#: Penalties of the classifier that tells whether features say anything of the votes.
PENALTIES = (1.0, 10.0)


@dataclass(frozen=True)
class GaussianCrowd(
    Inference,
    reads={"labels", "votes", "soft", "candidates", "complementary", "gold"},
    truth={"one_of", "ordered"},
    paper="raykar2010",
):
    """Weigh sources and find clouds of features, one a class, in one model of both.

    As `LearningFromCrowds`, with a density where that has a classifier: the features of a class
    are a Gaussian about its mean, all classes having one covariance. Means, covariance, sources and
    truth are found in turns, each turn making votes and features together likelier. A classifier
    draws its border where the votes changed; a density draws it where the features do. So mistakes
    that most people make alike are found where they cut through a cloud, and items without votes
    help to find the clouds.

    The features are first turned to their main axes. Where a linear classifier that never saw an
    item's votes can't foretell them better than chance, the features say nothing of the classes
    and the votes are taken alone.

    Equation
    --------
    P(truth = k | claims, x) ~ n[k] * exp(-d[k] / 2) * product over claims (s, j) of C[s][k, j]
    d[k]    = (x - mean[k]) @ inverse(S) @ (x - mean[k])
    mean[k] = (sum of P(truth = k) * x + mean of x) / n[k], n[k] = 1 + sum of P(truth = k)
    S       = (1 - r) * covariance about the means + r * (mean of its diagonal) * identity
    C as `learning-from-crowds` has it; r by Ledoit and Wolf

    ~ means "in proportion to".

    Parameters
    ----------
    spread
        Share of the features' variance that the main axes must hold that are kept.
    rounds
        Most rounds.
    tolerance
        Stop when no probability moves by more than this in a round.

    Assumes
    -------
    Classes are clouds in the features, as they are in embeddings of what they were made to tell
    apart; given the truth, what sources say doesn't depend on the features. Where the clouds
    are something else (topics, styles), they pull the classes away: prefer `LearningFromCrowds`.

    Cost
    ----
    Time O(n d^2 + rounds (n axes^2 + claims K)), memory the features and a few (n, K) arrays.

    References
    ----------
    raykar2010; ledoit2004 for the covariance.

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> random, truth = np.random.default_rng(0), np.arange(200) % 2
    >>> item, source = np.repeat(np.arange(200), 2), np.tile([0, 1], 200)
    >>> votes = Evidence.votes(item, source, truth[item] ^ (random.random(400) < 0.25))
    >>> features = truth[:, None] + random.normal(scale=0.2, size=(200, 1))
    >>> bool((GaussianCrowd().infer(votes, features).labels == truth).mean() > 0.95)
    True
    """

    spread: Fraction = 0.8
    rounds: Count = 60
    tolerance: Positive = 1e-3

    def infer(self, evidence: Evidence, features: Any = None) -> Posterior:
        """Return the posterior, the confusion matrices and the accuracies."""
        votes, share, ridge = both_views(evidence, features)
        if ridge is None:
            return packed(evidence, votes, votes_alone(votes, share))
        told = follow(votes, share, ridge.scores, PENALTIES, 1.0, 3, self.tolerance)
        if not told.certain:
            return packed(evidence, votes, votes_alone(votes, share))
        return packed(evidence, votes, self._clouds(votes, share, self._place(features)))

    def _place(self, features: Any) -> Floats:
        """Return (n, r) where items stand along the main axes."""
        dense = dense_rows(features)
        dense = dense - dense.mean(axis=0, dtype=np.float64).astype(dense.dtype)
        size, turn = axes(dense, np.ones(len(dense), bool))
        # Sizes rise: axes are left out from the first while what is left holds enough.
        kept = max(int((np.cumsum(size) > (1 - self.spread) * size.sum() * (1 + 1e-9)).sum()), 1)
        return np.asarray(dense @ turn[:, -kept:].astype(dense.dtype), np.float64)

    def _clouds(self, votes: Votes, proba: Floats, place: Floats) -> Joined:
        table = first_table(votes)
        for _ in range(self.rounds):
            counts = count(votes.pieces, proba, table)
            table = worth(counts, shares(votes, proba), votes.by_precision, votes.trusted)
            prior = log_densities(place, proba)
            new = prior + says(votes.pieces, table, votes.trusted, votes.n)
            soften(new)
            change = float(np.abs(new - proba).max())
            proba = new
            if change < self.tolerance:
                break
        soften(prior)
        return Joined(proba, prior, table, np.zeros(int(votes.heard.sum())), 1.0)
