"""Majority vote."""

from dataclasses import dataclass

from assay.evidence import Evidence
from assay.kernels.votes import cut, majority
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import NonNegative


@dataclass(frozen=True)
class MajorityVote(
    Inference,
    reads={"labels", "votes", "soft", "candidates", "complementary", "gold"},
    truth={"one_of", "ordered"},
    paper="condorcet1785",
):
    """Count every claim the same.

    Each claim has one vote, split over the classes it allows in proportion to their weights. An
    item that a trusted source speaks of gets that source's answer, whatever the others say. An
    item without claims gets the flat distribution; among classes with equal votes the first is
    the label.

    Equation
    --------
    P(truth = k) = (smoothing + votes[k]) / sum over classes of (smoothing + votes)
    votes[k]     = sum over claims of (weight of k in the claim) / (sum of the claim's weights)

    Parameters
    ----------
    smoothing
        Votes given to every class before counting.

    Assumes
    -------
    All sources are equally good, better than chance, and err independently.

    Cost
    ----
    Time O(claims + n K), memory one (n, K) array.

    References
    ----------
    condorcet1785

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> votes = Evidence.votes([0, 0, 0, 1], [0, 1, 2, 0], ["cat", "cat", "dog", "dog"])
    >>> MajorityVote().infer(votes).proba.round(2).tolist()
    [[0.67, 0.33], [0.0, 1.0]]
    """

    smoothing: NonNegative = 0.0

    def infer(self, evidence: Evidence) -> Posterior:
        """Return each item's share of votes."""
        return Posterior(evidence.classes, majority(evidence, cut(evidence), self.smoothing))
