"""The same thing on two sides of a split."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from assay.method import Auditor
from assay.parts.copies import Copies
from assay.results import Finding
from assay.types import Array


@dataclass(frozen=True)
class SplitLeakage(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Find items of which a copy stands in another split.

    Notes
    -----
    Assumes that scores are to tell how a model does on what it has not seen.

    Cost: linear in items, after neighbours.
    """

    codes = {
        "split-leakage": (
            "The same item, or nearly, stands in two splits.",
            "A model has seen the answer to a test item: the score is better than it will be "
            "in use, and models that memorise look best.",
            "Drop the copies from the training side, never from the test side, and score again.",
        )
    }

    def audit(self, copies: Copies, split: Array) -> tuple[Finding, ...]:
        """Compare every pair of splits."""
        return tuple(straddling(copies.near, split, "split-leakage"))


def straddling(cluster: Array, split: Array, code: str) -> list[Finding]:
    """Return a finding for each pair of splits that have a cluster in common."""
    names = [name for name in np.unique(split.astype(str)) if name]
    sides = {name: split.astype(str) == name for name in names}
    found = []
    for one, other in combinations(names, 2):
        both = np.intersect1d(cluster[sides[one]], cluster[sides[other]])
        if not both.size:
            continue
        small = min(one, other, key=lambda name: (sides[name].sum(), name))
        hit = np.isin(cluster, both)
        items = np.flatnonzero(hit & sides[small])
        share = len(items) / int(sides[small].sum())
        if code == "group-leakage":
            what = f"{len(both):,} groups have items in both `{one}` and `{other}`"
            repair = "Split again by whole groups (GroupShuffleSplit, GroupKFold)."
        else:
            large = other if small == one else one
            what = f"{len(items):,} items of `{small}` stand in `{large}` too, or nearly"
            repair = f"Drop their copies from `{large}` and score again."
        found.append(
            Finding(
                code,
                "error",
                f"{what}: {percent(share)} of `{small}`.",
                repair,
                "items",
                items=np.concatenate([items, np.flatnonzero(hit & ~sides[small])]),
                value=share,
            )
        )
    return found


def percent(share: float) -> str:
    """Return a share in words: 0.0312 is 3.1 %."""
    return f"{100 * share:.2g} %" if share < 0.995 else f"{100 * share:.0f} %"
