"""Worker agreement with aggregate."""

from dataclasses import dataclass

from assay.evidence import Evidence
from assay.kernels.infer.hard_votes import hard_votes
from assay.method import Inference
from assay.posterior import Posterior


@dataclass(frozen=True)
class Wawa(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="appen2016"
):
    """Weigh every source by how often it agrees with the majority.

    Three steps: the majority vote; for every source the share of its votes that are the
    majority's; and the vote again, every source counting that share. A vote for one of m tied
    classes agrees by 1/m.

    Equation
    --------
    agreed[s]    = mean over votes of s of [its class is the majority's]; 1 / m where m classes tie
    P(truth = k) ~ sum over votes (s, k) of agreed[s]

    ~ means "in proportion to".

    Assumes
    -------
    Most claims are right, on nearly every item. Weights are shares and not log-odds, so that
    even guessers keep a say: `weighted-vote` is sharper.

    Cost
    ----
    Time O(votes + n K), memory the votes and two (n, K) arrays.

    Notes
    -----
    Figures: the tests find the shares of crowd-kit's Wawa where no vote is tied (there, ties go to
    the class that comes first).

    References
    ----------
    appen2016

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> votes = Evidence.votes([0, 0, 0, 1], [0, 1, 2, 2], ["a", "a", "b", "b"])
    >>> Wawa().infer(votes).accuracy.tolist()
    [1.0, 1.0, 0.5]
    """

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the shares of the weighted votes, and every source's agreement."""
        votes = hard_votes(evidence, "Wawa")
        agreed = votes.means(votes.agreement(votes.tally()), 1 / votes.k)
        return Posterior(evidence.classes, votes.shares(agreed[votes.source]), accuracy=agreed)
