"""The given claims of items that are thought wrong."""

import numpy as np

from assay.evidence import Evidence
from assay.posterior import Posterior
from assay.results import Flags
from assay.types import Bools, Ints


def wrong(flags: Flags, threshold: float) -> Bools:
    """Return (n,) which labels are wrong by p_wrong where it is known, else by the flags."""
    if flags.p_wrong is None:
        return np.asarray(flags.flagged, bool)
    return np.asarray(flags.p_wrong >= threshold)


def doubts(evidence: Evidence, posterior: Posterior) -> Flags:
    """Return how wrong the posterior makes each given label, with its own as suggestion."""
    given, best = evidence.given, posterior.labels
    mine = posterior.proba[np.arange(len(given)), given]
    p_wrong = np.where(given >= 0, 1 - mine, 0.0)
    suggested = np.where(p_wrong > 0, best, given)
    return Flags(p_wrong, suggested, p_wrong >= 0.5, p_wrong=p_wrong)


def given_claims(evidence: Evidence, items: Bools) -> Ints:
    """Return the rows of evidence that give these items (n,) their labels, trusted ones apart."""
    if not evidence.n_sources or evidence.sources[0].trusted:
        return np.empty(0, np.int64)
    mine = (np.asarray(evidence.source) == 0) & ~np.asarray(evidence.negated)
    return np.flatnonzero(mine & items[evidence.item])
