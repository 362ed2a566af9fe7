"""Splits whose classes have different shares."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.kernels.contingency import association
from assay.kernels.wording import percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Array, Fraction, Ints

#: Chance below which a difference isn't chance.
CHANCE = 1e-4


@dataclass(frozen=True)
class SplitShift(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Compare the shares of classes between splits.

    Equation
    --------
    V = sqrt(chi2 / (n * (min(splits, classes) - 1))), of the table of splits by classes
    told where V >= effect and P(chi2 or more by chance) <= 1e-4

    Parameters
    ----------
    effect
        Cramer's V from which on a difference matters, besides being beyond chance.

    Notes
    -----
    Assumes that items were dealt to splits one by one. Beyond chance: a chi-square test at one
    in 10,000.

    Cost: linear in items.
    """

    effect: Fraction = 0.05
    codes = {
        "split-shift": (
            "Classes have different shares in different splits, by more than chance.",
            "A score on one split doesn't carry over to another, and a model learns shares that "
            "don't hold where it is scored.",
            "Split again, stratified by class; or, if the shift is real, correct for it.",
        )
    }

    def audit(self, labels: Ints, split: Array, classes: Sequence[str]) -> tuple[Finding, ...]:
        """Test shares against splits."""
        names, side = np.unique(np.asarray(split).astype(str), return_inverse=True)
        side, k = side.ravel(), len(classes)
        use = (labels >= 0) & (names[side] != "")
        table = np.bincount(side[use] * k + labels[use], minlength=len(names) * k)
        table = table.reshape(len(names), k)
        rows, columns = np.flatnonzero(table.sum(axis=1)), np.flatnonzero(table.sum(axis=0))
        table = table[np.ix_(rows, columns)]
        effect, chance = association(table)
        if effect < self.effect or chance > CHANCE:
            return ()
        share = table / table.sum(axis=1, keepdims=True)
        worst = int(np.ptp(share, axis=0).argmax())
        low, high = int(share[:, worst].argmin()), int(share[:, worst].argmax())
        return (
            Finding(
                "split-shift", "warning",
                f"Class shares differ between splits by more than chance: "
                f"`{classes[columns[worst]]}` is {percent(share[low, worst])} of "
                f"`{names[rows[low]]}` and {percent(share[high, worst])} of "
                f"`{names[rows[high]]}` (Cramer's V {effect:.2f}).",
                "Split again, stratified by class, or correct for the shift.",
                value=effect,
            ),
        )  # fmt: skip
