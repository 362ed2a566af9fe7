"""Weighted vote with accuracies measured on gold."""

from dataclasses import dataclass

from assay.evidence import Evidence
from assay.kernels.infer.hard_votes import hard_votes
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Positive


@dataclass(frozen=True)
class GoldWeightedVote(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="ustalov2024"
):
    """Weigh every source by its accuracy on the items that a trusted source has settled.

    A source's weight is its share of right votes on settled items, drawn a little towards that
    of all sources together; a source that voted on none of them has just that. Without gold
    this is the majority vote.

    Equation
    --------
    accuracy[s]  = (right votes of s on gold + pull * usual) / (votes of s on gold + pull)
    P(truth = k) ~ sum over votes (s, k) of accuracy[s]

    usual is the share of right votes of all sources on gold; ~ means "in proportion to".

    Parameters
    ----------
    pull
        How many votes' worth each accuracy is drawn towards that of all sources.

    Assumes
    -------
    Gold items are like the others. Weights are shares, so that guessers keep a say.

    Cost
    ----
    Time O(votes + n K), memory the votes and two (n, K) arrays.

    Notes
    -----
    Figures: the tests find the shares of crowd-kit's GoldMajorityVote where every source has
    answered gold items and `pull` is next to nothing.

    References
    ----------
    ustalov2024

    Examples
    --------
    >>> from assay.evidence import Evidence, Source, one_of
    >>> votes = Evidence.votes([0, 0, 1, 1], [0, 1, 0, 1], ["a", "b", "a", "b"])
    >>> gold = Evidence.labels(["a", None], ("a", "b"), name="gold")
    >>> from dataclasses import replace
    >>> gold = replace(gold, sources=(Source("gold", trusted=True),))
    >>> GoldWeightedVote(pull=1.0).infer(votes.join(gold)).proba.tolist()
    [[1.0, 0.0], [0.75, 0.25]]
    """

    pull: Positive = 1.0

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the shares of the weighted votes, and every source's accuracy on gold."""
        votes = hard_votes(evidence, "GoldWeightedVote")
        told = votes.settled_votes
        right = votes.by_source(told * votes.support(votes.shares()))
        count = votes.by_source(told)
        usual = right.sum() / count.sum() if count.any() else 1.0
        accuracy = (right + self.pull * usual) / (count + self.pull)
        accuracy[votes.trusted] = 1.0
        return Posterior(evidence.classes, votes.shares(accuracy[votes.source]), accuracy=accuracy)
