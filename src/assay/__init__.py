"""Find out how good labels are, repair the ones that matter, and learn from them as they are."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

#: Public name -> the module it is from, imported on first use.
_HOMES = {
    "Dataset": "assay.dataset",
    "Evidence": "assay.evidence",
    "Posterior": "assay.posterior",
    "Report": "assay.report",
    "audit": "",
    "method": "",
    "methods": "assay.registry",
    "read": "",
    "run": "assay.registry",
    "truth": "",
    "write": "",
}

__all__ = [
    "Dataset", "Evidence", "Posterior", "Report", "audit", "method", "methods", "read", "run",
    "truth", "write",
]  # fmt: skip

if TYPE_CHECKING:
    from assay.dataset import Dataset
    from assay.evidence import Evidence
    from assay.posterior import Posterior
    from assay.read.read import read
    from assay.registry import method, methods, run
    from assay.report import Report
    from assay.report.audit import audit
    from assay.report.truth.truth import truth
    from assay.write.write import write


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        msg = f"module 'assay' has no attribute {name!r}"
        raise AttributeError(msg)
    home = _HOMES[name]
    return getattr(import_module(home), name) if home else import_module(f"assay.{name}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
