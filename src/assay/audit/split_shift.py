"""Splits whose classes have different shares."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.method import Auditor
from assay.results import Finding
from assay.types import Array, Fraction, Ints


@dataclass(frozen=True)
class SplitShift(Auditor, reads={"labels"}, truth={"one_of", "ordered"}):
    """Compare the shares of classes between splits.

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
        from scipy.stats import chi2

        names, side = np.unique(split.astype(str), return_inverse=True)
        use = (labels >= 0) & (names[side.ravel()] != "")
        table = np.zeros((len(names), len(classes)))
        np.add.at(table, (side.ravel()[use], labels[use]), 1.0)
        table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
        kept = [name for name in names.tolist() if name]
        n = table.sum()
        if min(table.shape) < 2 or n < 50:
            return ()
        expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / n
        statistic = float(((table - expected) ** 2 / expected).sum())
        freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
        effect = float(np.sqrt(statistic / n / (min(table.shape) - 1)))
        if chi2.sf(statistic, freedom) > 1e-4 or effect < self.effect:
            return ()
        share = table / table.sum(axis=1, keepdims=True)
        gap = share.max(axis=0) - share.min(axis=0)
        k = int(gap.argmax())
        seen = [c for j, c in enumerate(classes) if (labels[use] == j).any()]
        return (
            Finding(
                "split-shift", "warning",
                f"Classes have other shares in {' and '.join(kept[:4])}: `{seen[k]}` from "
                f"{share[:, k].min():.1%} to {share[:, k].max():.1%} (Cramer's V {effect:.2f}).",
                "Split again, stratified by class, or correct for the shift.",
                value=effect,
            ),
        )  # fmt: skip
