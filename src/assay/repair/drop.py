"""Drop."""

from dataclasses import dataclass, replace

import numpy as np

from assay.evidence import Evidence
from assay.kernels.given import given_claims, wrong
from assay.method import Repairer
from assay.results import Flags
from assay.types import Fraction


@dataclass(frozen=True)
class Drop(
    Repairer,
    reads={"labels", "soft", "candidates"},
    truth={"one_of", "ordered"},
    paper="brodley1999",
):
    """Take back labels that are thought wrong, so that their items become unlabelled.

    What goes are the claims of the first source, the given labels. Items stay, and so do claims
    of other sources, of trusted ones, and negated claims.

    Equation
    --------
    label <- none where P(wrong) >= threshold, or where flagged if there are no probabilities

    Parameters
    ----------
    threshold
        Drop where the probability that the label is wrong is at least this. Where the flags have
        no probabilities their own decision is taken.

    Assumes
    -------
    Wrong labels do more harm than missing ones. What is dropped is no random sample: hard and
    rare items go first, and a model that is measured on the rest looks better than it is.

    Cost
    ----
    Time and memory O(claims).

    References
    ----------
    brodley1999

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> from assay.results import Flags
    >>> evidence = Evidence.labels(np.array(["cat", "dog", "dog"]))
    >>> p_wrong, suggested = np.array([0.1, 0.9, 0.2]), np.array([0, 0, 1])
    >>> flags = Flags(p_wrong, suggested, p_wrong > 0.5, p_wrong=p_wrong)
    >>> Drop().repair(evidence, flags).given.tolist()
    [0, -1, 1]
    """

    threshold: Fraction = 0.5

    def repair(self, evidence: Evidence, flags: Flags) -> Evidence:
        """Return the evidence with fewer given labels."""
        keep = np.ones(len(evidence.item), bool)
        keep[given_claims(evidence, wrong(flags, self.threshold))] = False
        return replace(
            evidence,
            item=evidence.item[keep],
            source=evidence.source[keep],
            claim=evidence.claim[np.flatnonzero(keep)],
            negated=evidence.negated[keep],
        )
