"""One group on two sides of a split."""

from dataclasses import dataclass

import numpy as np

from assay.audit.split_leakage import straddling
from assay.method import Auditor
from assay.results import Finding
from assay.types import Array


@dataclass(frozen=True)
class GroupLeakage(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Find groups that stand in more than one split.

    Notes
    -----
    Assumes that groups are what will be new in use: new patients, new households.

    Cost: linear in items.
    """

    codes = {
        "group-leakage": (
            "Items of one group (one household, one patient) stand in two splits.",
            "A model can know the group instead of the class, so scores are too good for "
            "groups it has never met.",
            "Split again by whole groups.",
        )
    }

    def audit(self, groups: Array, split: Array) -> tuple[Finding, ...]:
        """Compare every pair of splits."""
        names = np.unique(groups.astype(str), return_inverse=True)[1].ravel()
        return tuple(straddling(names, split, "group-leakage"))
