"""Majority vote on every tag."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.tag_votes import TagVotes, share
from assay.method import Inference
from assay.posterior import TagPosterior
from assay.types import NonNegative


@dataclass(frozen=True)
class TagMajorityVote(Inference, reads={"tags", "gold"}, truth={"any_of"}, paper="condorcet1785"):
    """Count every source's yes or no to a tag the same.

    A tag that a trusted source speaks of gets that source's answer, whatever the others say. A tag
    of which nobody speaks is as likely as not.

    Equation
    --------
    P(tag holds) = (yes + smoothing) / (yes + no + 2 * smoothing)

    Parameters
    ----------
    smoothing
        Votes given to yes and to no before counting.

    Assumes
    -------
    All sources are equally good at all tags, better than chance, and err independently; sources
    say no as well as yes (a source that never denies can't be outvoted by silence).

    Cost
    ----
    Time O(votes + n K), memory a few (n, K) arrays.

    References
    ----------
    condorcet1785

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> said = [[1, 0], [1, 1], [0, 0]]
    >>> votes = Evidence.tags(said, ["red", "round"], item=[0, 0, 0], source=[0, 1, 2])
    >>> TagMajorityVote().infer(votes).proba.round(2).tolist()
    [[0.67, 0.33]]
    """

    smoothing: NonNegative = 0.0

    def infer(self, evidence: Evidence) -> TagPosterior:
        """Return each tag's share of votes."""
        votes = TagVotes.of(evidence)
        proba = share(*votes.counted(~votes.trusted[votes.source]), self.smoothing, 0.5)
        known, gold = votes.gold()
        return TagPosterior(evidence.classes, np.where(known, gold, proba))
