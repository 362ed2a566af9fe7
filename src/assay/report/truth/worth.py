"""What each source is worth: how often it is right, or how far off."""

import numpy as np

from assay.evidence import Evidence
from assay.kernels.interval import wilson
from assay.kernels.sources.source_worth import source_worth
from assay.posterior import NumberPosterior, Posterior
from assay.registry import Parts
from assay.report.truth.run import AnyPosterior, Worth
from assay.types import Bools, Floats, Ints


def worth(evidence: Evidence, posterior: AnyPosterior, parts: Parts | None = None) -> Worth:
    """Return what the posterior makes of each source."""
    votes = np.bincount(evidence.source, minlength=evidence.n_sources)
    crowd = np.bincount(evidence.item, minlength=evidence.n_items)
    with_others = crowd[evidence.item] > 1
    judged = np.bincount(evidence.source[with_others], minlength=evidence.n_sources)
    match posterior:
        case Posterior():
            kept = None if parts is None else parts["source_worth"]
            found = source_worth(evidence, posterior) if kept is None else kept
            return _known(found.accuracy, found.low, found.high, votes, judged, evidence)
        case NumberPosterior():
            return _off(evidence, posterior, votes, judged, with_others)
    right, n = _tags(evidence, posterior.proba, with_others)
    low, high = wilson(right, n)
    return _known(right / np.maximum(n, 1), low, high, votes, judged, evidence)


def _known(
    value: Floats, low: Floats, high: Floats, votes: Ints, judged: Ints, evidence: Evidence
) -> Worth:
    """Return the worth, NaN of those of whom nothing can be told: nobody spoke beside them."""
    trusted = np.array([source.trusted for source in evidence.sources], bool)
    told = (judged > 0) | trusted
    right, least, most = (
        np.where(told, np.where(trusted, 1.0, end), np.nan) for end in (value, low, high)
    )
    return Worth(right, least, most, votes, judged)


def _tags(evidence: Evidence, proba: Floats, with_others: Bools) -> tuple[Floats, Ints]:
    """Return (S,) how many decisions on tags are right, and of how many."""
    entry = np.repeat(np.arange(len(evidence.item)), np.diff(evidence.claim.indptr))
    entry_kept = with_others[entry] & (evidence.claim.data > 0)
    entry, tag = entry[entry_kept], evidence.claim.indices[entry_kept]
    yes = proba[evidence.item[entry], tag]
    right = np.where(np.asarray(evidence.negated)[entry], 1 - yes, yes)
    by = evidence.source[entry]
    s = evidence.n_sources
    return np.asarray(np.bincount(by, right, s), np.float64), np.bincount(by, minlength=s)


def _off(
    evidence: Evidence, posterior: NumberPosterior, votes: Ints, judged: Ints, with_others: Bools
) -> Worth:
    """Return how far off each source typically is: the root of the mean square, with its range."""
    from scipy.stats import chi2

    said = evidence.claim.toarray().ravel()
    square = (said - posterior.value[evidence.item]) ** 2
    s = evidence.n_sources
    total = np.bincount(evidence.source[with_others], square[with_others], s)
    n = np.maximum(judged, 1)
    nothing = np.where(judged > 0, 0.0, np.nan)
    low, high = (np.sqrt(total / chi2.ppf(tail, n)) + nothing for tail in (0.975, 0.025))
    return Worth(np.sqrt(total / n) + nothing, low, high, votes, judged)
