"""Which method of inference fits the claims, where the user names none."""

import numpy as np

from assay.evidence import Evidence, heaviest

#: Claims from which on a source that always names one class does so for a reason.
MANY = 10
#: The method by kind of truth.
METHODS = {
    "one_of": "pooled-dawid-skene",
    "ordered": "ordinal-dawid-skene",
    "any_of": "tag-dawid-skene",
    "number": "gaussian-sources",
}
RULES = "correlated-label-model"


def usual_method(evidence: Evidence) -> str:
    """Return the name of the method that fits the kind of truth and how the sources speak.

    Sources that speak when they are asked are weighed by what they say; those that choose what
    they speak of also by when they speak. A source that only ever names one class says nothing
    by what it says, so where most claims are of such sources they are taken for rules.
    """
    kind = evidence.truth.kind
    if kind == "one_of" and one_sided(evidence) > 0.5:
        return RULES
    return METHODS[kind]


def one_sided(evidence: Evidence) -> float:
    """Return the share of the claims that rules make, or sources that speak as rules do."""
    trusted = np.array([source.trusted for source in evidence.sources], bool)
    rule = np.array([source.kind == "rule" for source in evidence.sources], bool)
    k, s = len(evidence.classes), evidence.n_sources
    mine = np.flatnonzero(~trusted[evidence.source]) if s else np.zeros(0, np.int64)
    if k < 2 or not len(mine):
        return 0.0
    source = evidence.source[mine].astype(np.int64)
    said = heaviest(evidence.claim)[mine]
    pairs = np.unique(source * k + said)
    named = np.bincount(pairs // k, minlength=s)
    claims = np.bincount(source, minlength=s)
    alike = rule | ((named == 1) & (claims >= MANY))
    return float(claims[alike].sum() / claims.sum())
