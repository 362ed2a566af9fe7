"""The truth of every item, where several sources speak."""

from typing import Any

from assay.evidence import Evidence
from assay.kernels.infer.usual import usual_method
from assay.posterior import Posterior
from assay.registry import method, run


def truth_posterior(evidence: Evidence) -> Posterior | None:
    """Return P(truth | claims) by the method that fits them.

    None with fewer than two sources, and for a truth that isn't one of several classes.
    """
    if evidence.n_sources < 2 or evidence.truth.kind not in ("one_of", "ordered"):
        return None
    found: Any = run(method(usual_method(evidence))(), {"evidence": evidence})
    return found if isinstance(found, Posterior) else None
