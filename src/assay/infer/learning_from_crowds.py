"""Votes and a classifier on features, learnt together."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.joined import follow
from assay.kernels.infer.views import both_views, packed, votes_alone
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Positive

#: Penalties of the classifier, in items; features have a mean squared length of one.
PENALTIES = (1.0, 3.0, 10.0, 30.0)
#: How many times as far as is likeliest a classifier is believed while it learns.
BOLDNESS = (1.0, 2.0)


@dataclass(frozen=True)
class LearningFromCrowds(
    Inference,
    reads={"labels", "votes", "soft", "candidates", "complementary", "gold"},
    truth={"one_of", "ordered"},
    paper="raykar2010",
):
    """Weigh sources and teach a classifier on features, each by what both say of the truth.

    A linear classifier gives every item a prior of its truth; sources have confusion matrices. In
    turns the classifier is taught what both say, and the sources are weighed by it. Four things
    keep it honest. (1) The classifier's word on an item is as if the item had been left out of
    its teaching, so it never echoes the item's own claims. (2) How far it is believed, and how
    strongly it is held back, is what makes the claims likeliest. (3) What the features win is
    measured: the mean log of how much likelier they make an item's claims. Of all rounds,
    once as bold as is likeliest and once twice so, the one that wins most is kept; where
    that is no more than chance, the claims alone are taken. (4) How far claims are counted down,
    for what an item's sources get wrong together, is what wins most too.

    Rows of a matrix are drawn towards the crowd's, tilted by how often the source is right, as far
    as all sources ask. Rules are weighed by how often the truth is what they say, not by what
    they say where: most only ever name one class. An item without claims gets the classifier's
    word; without features the claims speak alone.

    Equation
    --------
    P(truth = k | claims, x) ~ prior[k] * (product over claims (s, j) of C[s][k, j]) ** power
    prior[k] ~ exp(slope * score[k] + offset[k])
    score    = ridge regression of P(truth | claims, x) on x, each item left out of its own
    C[s][k, j] ~ hold * expected[s][k, j] + sum over claims (i, j) of s of P(truth of i = k)
    expected: the crowd's, with [k, k] = sigmoid(logit(crowd[k, k]) + tilt[s])
    gain     = mean of log P(claims | prior) - log P(claims | shares of the classes)

    ~ means "in proportion to".

    Parameters
    ----------
    rounds
        Most rounds.
    tolerance
        Stop when no probability moves by more than this in a round.

    Assumes
    -------
    Given the truth, what sources say doesn't depend on the features. Where sources find the same
    items hard as the classifier, both are too sure together; no vote shows that.

    Cost
    ----
    Time O(n d^2 + rounds penalties n d K + rounds claims K), memory a copy of the features, a few
    (n, K) arrays and one (S, K, K) table.

    References
    ----------
    raykar2010

    Figures: people err where LabelMe's pictures are alike, so that the votes and a linear model
    together stay behind a linear model of the truth.

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> random, truth = np.random.default_rng(0), np.arange(200) % 2
    >>> item, source = np.repeat(np.arange(200), 2), np.tile([0, 1], 200)
    >>> said = truth[item] ^ (random.random(400) < 0.25)
    >>> votes = Evidence.votes(item, source, said)
    >>> features = truth[:, None] + random.normal(scale=0.2, size=(200, 1))
    >>> found = LearningFromCrowds().infer(votes, features)
    >>> bool((found.labels == truth).mean() > 0.95)
    True
    """

    rounds: Count = 10
    tolerance: Positive = 1e-3

    def infer(self, evidence: Evidence, features: Any = None) -> Posterior:
        """Return the posterior, the confusion matrices and the accuracies."""
        votes, share, ridge = both_views(evidence, features)
        if ridge is None:
            return packed(evidence, votes, votes_alone(votes, share))
        path = partial(follow, votes, share, ridge.scores, PENALTIES)
        found = [path(bold, self.rounds, self.tolerance) for bold in BOLDNESS]
        best = found[int(np.argmax([one.gain.mean() for one in found]))]
        return packed(evidence, votes, best if best.certain else votes_alone(votes, share))
