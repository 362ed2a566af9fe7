"""Relabel."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from assay.errors import DataError, NeedsError
from assay.evidence import Evidence
from assay.kernels.given import doubts, given_claims, wrong
from assay.method import Repairer
from assay.posterior import Posterior
from assay.results import Flags
from assay.types import Fraction, Ints


@dataclass(frozen=True)
class Relabel(
    Repairer,
    reads={"labels", "soft", "candidates"},
    truth={"one_of", "ordered"},
    paper="teng1999",
):
    """Replace labels that are thought wrong by the suggested class.

    What is replaced are the claims of the first source, the given labels; each becomes a plain
    label of the same source. Claims of other sources, of trusted ones, negated claims and
    unlabelled items stay as they are, and so does the number of items.

    Equation
    --------
    label <- suggested where P(wrong) >= threshold, or where flagged if there are no probabilities
    by a posterior: P(wrong) = 1 - p[label], suggested = argmax p

    Parameters
    ----------
    threshold
        Relabel where the probability that the label is wrong is at least this. Where the flags
        have no probabilities their own decision is taken.

    Assumes
    -------
    The suggestion is right more often than the label it replaces. Where two classes overlap it
    is a guess too: relabelled data look cleaner than they are.

    Cost
    ----
    Time and memory O(claims).

    References
    ----------
    teng1999

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> from assay.results import Flags
    >>> evidence = Evidence.labels(np.array(["cat", "dog", "dog"]))
    >>> p_wrong, suggested = np.array([0.1, 0.9, 0.2]), np.array([0, 0, 1])
    >>> flags = Flags(p_wrong, suggested, p_wrong > 0.5, p_wrong=p_wrong)
    >>> Relabel().repair(evidence, flags).given.tolist()
    [0, 0, 1]
    """

    threshold: Fraction = 0.5

    def repair(
        self, evidence: Evidence, flags: Flags | None = None, posterior: Posterior | None = None
    ) -> Evidence:
        """Return the evidence with other given labels; flags win over the posterior."""
        who = type(self).__name__
        if flags is None:
            if posterior is None:
                raise NeedsError(who, "needs flags or posterior", got="neither")
            if posterior.classes != evidence.classes:
                rule = f"the posterior must be over the classes {evidence.classes}"
                raise DataError(who, rule, got=str(posterior.classes))
            flags = doubts(evidence, posterior)
        rows = given_claims(evidence, wrong(flags, self.threshold))
        named = np.asarray(flags.suggested)[evidence.item[rows]]
        k = len(evidence.classes)
        if named.size and not (named.min() >= 0 and named.max() < k):
            row = rows[np.argmax((named < 0) | (named >= k))]
            rule = f"suggested must lie in 0..{k - 1}"
            got, where = str(flags.suggested[evidence.item[row]]), f"item {evidence.item[row]}"
            raise DataError(who, rule, got=got, where=where)
        return replace(evidence, claim=renamed(evidence.claim, rows, named))


def renamed(claim: csr_array, rows: Ints, named: Ints) -> csr_array:
    """Return the claims with these rows naming one class each."""
    entries = np.diff(claim.indptr)
    old = np.ones(claim.shape[0], bool)
    old[rows] = False
    entries[rows] = 1
    indptr = np.concatenate([[0], np.cumsum(entries)])
    kept = np.repeat(old, np.diff(claim.indptr))
    place = np.repeat(old, entries)
    indices, data = np.empty(indptr[-1], claim.indices.dtype), np.ones(indptr[-1], claim.dtype)
    indices[place], data[place] = claim.indices[kept], claim.data[kept]
    indices[indptr[rows]] = named
    return csr_array((data, indices, indptr), shape=claim.shape)
