"""Weighted vote with skills that follow their own consensus."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.hard_votes import hard_votes
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Fraction

#: Above a guesser's share of right answers, where all skills start.
LIFT = 1e-5


@dataclass(frozen=True)
class ZeroBasedSkill(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="ustalov2024"
):
    """Weigh every source by its agreement with the weighted vote, again and again.

    All skills start at 1/K. In each round a vote counts its source's skill, and the skill moves
    towards the share of the source's votes that are the weighted vote's first choice, by a step
    that is cut every `every` rounds. A vote for one of m tied classes agrees by 1/m.

    Equation
    --------
    skill[s]    <- skill[s] + step * (share of the weighted vote's first choices in s's - skill[s])
    step        <- cut * step, every `every` rounds
    P(truth = k) ~ sum over votes (s, k) of skill[s]

    ~ means "in proportion to".

    Parameters
    ----------
    rounds
        How many rounds.
    step
        Share of the way that a skill moves at first.
    cut
        What the step is multiplied by.
    every
        Rounds from one cut to the next.

    Assumes
    -------
    Most claims are right, on nearly every item.

    Cost
    ----
    Time O(rounds (votes + n K)), memory the votes and two (n, K) arrays.

    Notes
    -----
    Figures: the tests find the shares of crowd-kit's ZeroBasedSkill where no vote is tied.

    References
    ----------
    ustalov2024

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> votes = Evidence.votes([0, 0, 0, 1], [0, 1, 2, 2], ["a", "a", "b", "b"])
    >>> ZeroBasedSkill().infer(votes).accuracy.round(3).tolist()
    [1.0, 1.0, 0.5]
    """

    rounds: Count = 100
    step: Fraction = 1.0
    cut: Fraction = 0.5
    every: Count = 20

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the shares of the weighted votes, and every source's skill."""
        votes = hard_votes(evidence, "ZeroBasedSkill")
        skill, step = np.full(votes.s, 1 / votes.k + LIFT), self.step
        for number in range(1, self.rounds + 1):
            step *= self.cut if number % self.every == 0 else 1.0
            before = skill
            agreed = votes.agreement(votes.tally(skill[votes.source]))
            skill = skill + step * (votes.means(agreed, 1 / votes.k) - skill)
            if np.array_equal(skill, before):
                break
        skill[votes.trusted] = 1.0
        return Posterior(evidence.classes, votes.shares(skill[votes.source]), accuracy=skill)
