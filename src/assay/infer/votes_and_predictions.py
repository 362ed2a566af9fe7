"""Votes and the predictions of a classifier that is already there."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.joined import follow
from assay.kernels.infer.views import gathered, packed, votes_alone
from assay.kernels.votes import majority
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Floats, Positive

#: Least probability that a classifier is taken to have meant.
LEAST = 1e-6


@dataclass(frozen=True)
class VotesAndPredictions(
    Inference,
    reads={"labels", "votes", "soft", "candidates", "complementary", "gold"},
    truth={"one_of", "ordered"},
    paper="goh2022",
):
    """Weigh sources and one classifier's predictions together, each as far as it deserves.

    As in CROWDLAB the classifier is one more voice beside the sources. Here it is a prior of every
    item, in the same model as `LearningFromCrowds` with nothing to teach: temperature and offsets
    of its classes are what makes the claims likeliest, sources have confusion matrices that lend
    each other strength, and where the predictions win no more than chance the claims are taken
    alone. An item without claims gets the tempered prediction.

    Equation
    --------
    P(truth = k | claims) ~ prior[k] * (product over claims (s, j) of C[s][k, j]) ** power
    prior[k] ~ exp(offset[k]) * predictions[k] ** slope, by the likeliest slope and offsets
    C[s][k, j] ~ hold * expected[s][k, j] + sum over claims (i, j) of s of P(truth of i = k)
    expected: the crowd's, with [k, k] = sigmoid(logit(crowd[k, k]) + tilt[s])

    ~ means "in proportion to".

    Parameters
    ----------
    rounds
        Most rounds.
    tolerance
        Stop when no probability moves by more than this in a round.

    Assumes
    -------
    The predictions of an item were made without its claims (out of sample), best by a model that
    was taught the majority vote. Given the truth, what sources say doesn't depend on them.

    Cost
    ----
    Time O(rounds (claims K + n K)), memory a few (n, K) arrays and one (S, K, K) table.

    References
    ----------
    goh2022

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> random, truth = np.random.default_rng(0), np.arange(200) % 2
    >>> item, source = np.repeat(np.arange(200), 2), np.tile([0, 1], 200)
    >>> said = truth[item] ^ (random.random(400) < 0.25)
    >>> votes = Evidence.votes(item, source, said)
    >>> predictions = np.where(truth[:, None] == [0, 1], 0.9, 0.1)
    >>> found = VotesAndPredictions().infer(votes, predictions)
    >>> bool((found.labels == truth).mean() > 0.95)
    True
    """

    rounds: Count = 20
    tolerance: Positive = 1e-3

    def infer(self, evidence: Evidence, predictions: Floats | None = None) -> Posterior:
        """Return the posterior, the confusion matrices and the accuracies."""
        votes = gathered(evidence)
        share = majority(evidence, votes.pieces)
        if predictions is None or not votes.heard.any() or votes.k < 2:
            return packed(evidence, votes, votes_alone(votes, share))
        scores = np.log(np.maximum(np.asarray(predictions, np.float64), LEAST))
        found = follow(votes, share, lambda *_: scores, (0.0,), 1.0, self.rounds, self.tolerance)
        return packed(evidence, votes, found if found.certain else votes_alone(votes, share))
