"""What to learn from the votes on an item: four targets."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.kernels.votes import cut, majority
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Bools, Floats, Fraction, Seed

#: Shares that differ by less than this are equal.
TIED = 1e-9


@dataclass(frozen=True)
class VoteDistribution(
    Inference,
    reads={"labels", "votes", "soft", "candidates", "complementary", "gold"},
    truth={"one_of", "ordered"},
    paper="barsoum2016",
):
    """Turn the votes on an item into what a model should learn from them, in one of four ways.

    - `distribution`: the shares of the votes, for cross-entropy to the whole distribution.
    - `majority`: the class that has more than half of the votes. An item without one gets the
      flat distribution: it says nothing and is best left out.
    - `several`: all classes whose share is above `share`, alike. None: flat.
    - `drawn`: one class, drawn with the shares as chances; another seed for every epoch.

    An item without votes is flat. Shares are those of `MajorityVote`.

    Equation
    --------
    share[k]     = votes for k / votes
    distribution: share;  majority: 1 where share[k] > 1/2
    several:      1 / m where share[k] > `share`, of m such classes
    drawn:        1 at a class drawn with the chances share

    Where no class is chosen, 1 / K for all.

    Parameters
    ----------
    target
        Which of the four.
    share
        Above which share of the votes a class is one of `several`.
    seed
        Of what is `drawn`.

    Assumes
    -------
    Sources are equally good, so that their disagreement is about the item.

    Cost
    ----
    Time O(claims + n K), memory two (n, K) arrays.

    References
    ----------
    barsoum2016

    Figures: the tests find what is told of the faces that ten people each judged: the mean share of
    the top class, the mean entropy, and how many have no majority.

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> votes = Evidence.votes([0] * 5, range(5), ["sad", "sad", "angry", "angry", "calm"])
    >>> VoteDistribution().infer(votes).proba.tolist()
    [[0.4, 0.2, 0.4]]
    >>> VoteDistribution(target="several", share=0.3).infer(votes).proba.tolist()
    [[0.5, 0.0, 0.5]]
    """

    target: Literal["distribution", "majority", "several", "drawn"] = "distribution"
    share: Fraction = 0.2
    seed: Seed = 0

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the target of every item."""
        shares = majority(evidence, cut(evidence))
        heard = np.bincount(evidence.item, minlength=evidence.n_items) > 0
        match self.target:
            case "majority":
                shares = alike(shares > 0.5 + TIED)
            case "several":
                shares = alike(shares > self.share + TIED)
            case "drawn":
                shares = drawn(shares, self.seed)
        shares[~heard] = 1 / max(shares.shape[1], 1)
        return Posterior(evidence.classes, shares)


def alike(chosen: Bools) -> Floats:
    """Return each row of choices (n, K) as a distribution over them, flat where there are none."""
    count = chosen.sum(axis=1, keepdims=True)
    flat = np.full(chosen.shape, 1 / max(chosen.shape[1], 1))
    return np.asarray(np.divide(chosen, count, out=flat, where=count > 0))


def drawn(shares: Floats, seed: int) -> Floats:
    """Return one class of every row, drawn with its shares (n, K), as ones."""
    if not shares.size:
        return shares
    edges = shares.cumsum(axis=1)
    at = np.random.default_rng(seed).random(len(shares)) * edges[:, -1]
    label = np.minimum((at[:, None] >= edges).sum(axis=1), shares.shape[1] - 1)
    found = np.zeros_like(shares)
    found[np.arange(len(shares)), label] = 1
    return found
