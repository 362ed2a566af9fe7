"""Abilities of sources and ease of items."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.hard_votes import HardVotes, hard_votes
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Floats, Positive

#: Furthest that an ability or a log ease moves in one step.
STRIDE = 1.0


@dataclass(frozen=True)
class Glad(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="whitehill2009"
):
    """Learn every source's ability and every item's ease together with the truth.

    A source of ability a is right on an item of ease b the oftener the larger a b is, and names
    each other class equally often else. Abilities and logs of ease have normal priors of mean 1
    and variance 1; b is above 0 and a may be below, for a source that misleads. Expectation takes
    turns with two steps upwards, one of all abilities and one of all eases: given the other each
    is alone, and has its own curvature to say how far to go.

    Equation
    --------
    P(s is right on i) = 1 / (1 + exp(-a[s] * b[i])), each other class (1 - that) / (K - 1)
    P(truth of i = k | votes) ~ exp(sum over votes (s, k) of (a[s] * b[i] + log(K - 1)))
    a, b: of the most log P(votes) - sum of (a - 1) ** 2 / 2 - sum of (log(b) - 1) ** 2 / 2

    ~ means "in proportion to".

    Parameters
    ----------
    tolerance
        Stop when no ability and no log ease moves by more than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    Given truth, ability and ease, sources err independently and all wrong classes are alike. All
    classes are equally common. Ease is learnt of each item from its few votes: with two or
    three a prior is nearly all that is known of it.

    Cost
    ----
    Time O(rounds (votes + n K)), memory the votes and two (n, K) arrays.

    Notes
    -----
    Figures: the tests find the optimum of a general optimiser on drawn votes, and that of
    crowd-kit's GLAD.

    References
    ----------
    whitehill2009

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> item, source = [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2] * 3
    >>> votes = Evidence.votes(item, source, ["a", "a", "b", "b", "b", "a", "a", "a", "b"])
    >>> found = Glad().infer(votes)
    >>> found.labels.tolist(), bool(found.accuracy[0] > found.accuracy[2])
    ([0, 1, 0], True)
    """

    tolerance: Positive = 1e-3
    rounds: Count = 200

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior, and how often each source is right on the items it saw."""
        votes = hard_votes(evidence, "Glad")
        ability: Floats = np.ones(votes.s)
        ease: Floats = np.ones(votes.n)
        others = np.log(max(votes.k - 1, 1))
        x = _strength(votes, ability, ease)
        for _ in range(self.rounds):
            p = votes.support(votes.posterior(x + others)[0])
            stronger = climb_ability(votes, p, ability, ease, x)
            x = _strength(votes, stronger, ease)
            easier = climb_ease(votes, p, ease, x)
            moved = max(
                np.abs(stronger - ability).max(initial=0), np.abs(easier - ease).max(initial=0)
            )
            ability, ease = stronger, easier
            x = _strength(votes, ability, ease)
            if moved < self.tolerance:
                break
        base = -np.logaddexp(0, x) - others
        proba, log_likelihood = votes.posterior(x + others, -np.log(votes.k), base)
        right = votes.means(1 / (1 + np.exp(-x)), 1 / votes.k)
        return Posterior(evidence.classes, proba, accuracy=right, log_likelihood=log_likelihood)


def _strength(votes: HardVotes, ability: Floats, ease: Floats) -> Floats:
    """Return (V,) the log-odds that each vote is right."""
    x = ability[votes.source] * np.exp(ease)[votes.item]
    return np.asarray(np.clip(x, -500, 500, out=x))


def climb_ability(votes: HardVotes, p: Floats, ability: Floats, ease: Floats, x: Floats) -> Floats:
    """Return abilities (S,) that explain the votes no worse, p (V,) being how right each is.

    The chord of the logistic curve, tanh(x / 2) / 2x, bounds its curvature from above, so that
    a step of slope over curvature never goes too far.
    """
    b = np.exp(ease)[votes.item]
    right = 1 / (1 + np.exp(-x))
    slope = votes.by_source((p - right) * b) - (ability - 1)
    curvature = votes.by_source(_chord(x, right) * b * b) + 1
    return ability + slope / curvature


def climb_ease(votes: HardVotes, p: Floats, ease: Floats, x: Floats) -> Floats:
    """Return logs of ease (n,) that explain the votes better, p (V,) being how right each is."""
    right = 1 / (1 + np.exp(-x))
    pull = (p - right) * x
    slope = votes.by_item(pull) - (ease - 1)
    curvature = votes.by_item(_chord(x, right) * x * x + np.abs(pull)) + 1
    return ease + np.clip(slope / curvature, -STRIDE, STRIDE)


def _chord(x: Floats, right: Floats) -> Floats:
    small = np.abs(x) < 1e-4
    return np.asarray(np.where(small, 0.25, (right - 0.5) / np.where(small, 1, x)))
