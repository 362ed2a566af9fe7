"""What every source is worth."""

from assay.evidence import Evidence
from assay.kernels.sources import source_worth as kernel
from assay.posterior import Posterior


def source_worth(
    evidence: Evidence, truth_posterior: Posterior | None
) -> kernel.SourceWorth | None:
    """Return what every source is worth; None where there is but one."""
    if truth_posterior is None:
        return None
    return kernel.source_worth(evidence, truth_posterior)
