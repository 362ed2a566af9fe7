"""One group on two sides of a split."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.clusters import Straddle, straddling
from assay.kernels.wording import amount, percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Array

#: What stands for no group.
NOTHING = ("", "None", "nan")


@dataclass(frozen=True)
class GroupLeakage(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Find groups that stand in more than one split.

    Equation
    --------
    told where a group has items in two splits
    share = items of the scored split whose group is in the other / items of the scored split

    Notes
    -----
    Assumes that groups are what will be new in use: new patients, new households. Groups are
    counted, so that there are no false alarms.

    Cost: linear in items, and in pairs of splits.
    """

    codes = {
        "group-leakage": (
            "Items of one group (one household, one patient, one author) stand in two splits.",
            "A model can know the group instead of the class, so scores are too good for "
            "groups it has never met.",
            "Split again by whole groups, as scikit-learn's GroupShuffleSplit and GroupKFold do.",
        )
    }

    def audit(self, groups: Array, split: Array) -> tuple[Finding, ...]:
        """Compare every pair of splits."""
        names, number = np.unique(groups.astype(str), return_inverse=True)
        number = number.ravel().astype(np.int64)
        none = np.isin(names, NOTHING)[number]
        number = np.where(none, -1 - np.arange(len(number)), number)
        return tuple(_finding(straddle) for straddle in straddling(number, split))


def _finding(straddle: Straddle) -> Finding:
    n = straddle.clusters
    return Finding(
        "group-leakage",
        "error",
        f"{amount(n, 'group')} {'has' if n == 1 else 'have'} items in both `{straddle.learnt}` "
        f"and `{straddle.tested}`: {len(straddle.items):,} items, {percent(straddle.share)} of "
        f"`{straddle.tested}`.",
        "Split again by whole groups (GroupShuffleSplit, GroupKFold).",
        "items",
        items=np.concatenate([straddle.items, straddle.others]),
        value=straddle.share,
    )
