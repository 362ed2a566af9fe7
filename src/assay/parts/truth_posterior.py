"""The truth of every item, where several sources speak."""

from typing import Any

from assay.evidence import Evidence
from assay.posterior import Posterior
from assay.registry import method, methods, run

#: The method that infers it: the first of these that there is.
INFERENCE = ("pooled-dawid-skene", "one-coin", "majority-vote")


def truth_posterior(evidence: Evidence) -> Posterior | None:
    """Return P(truth | claims) by the default method of inference.

    None with fewer than two sources, and for a truth that isn't one of several classes.
    """
    if evidence.n_sources < 2 or evidence.truth.kind not in ("one_of", "ordered"):
        return None
    known = methods("infer")
    name = next(one for one in INFERENCE if one in known)
    found: Any = run(method(name)(), {"evidence": evidence})
    return found if isinstance(found, Posterior) else None
