"""Item order that isn't random."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.kernels.contingency import association
from assay.kernels.runs import deviations, pairs_alike
from assay.kernels.wording import percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Count, Fraction, Ints, Positive

#: Chance below which a drift isn't chance.
CHANCE = 1e-6


@dataclass(frozen=True)
class Order(
    Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}, paper="wald1940"
):
    """Test whether the order of the items has to do with their labels.

    Two tests, since each is blind to what the other sees. The number of places where the label
    changes from one item to the next is compared with what a random order gives (a runs test
    for many classes). And the items are cut, in their order, into parts
    of one size, whose class shares are compared by a chi-square test.

    Equation
    --------
    z = (neighbours of one class - mean) / deviation of that number over all orders of the labels
    V = sqrt(chi2 / (n * (min(parts, classes) - 1))), of the table of parts by classes
    told where |z| >= deviations, or V >= effect and P(chi2 or more by chance) <= 1e-6

    Parameters
    ----------
    deviations
        Standard deviations away from a random order from which on it is told.
    parts
        Parts that are compared.
    effect
        Cramer's V between part and label from which on a drift is told.

    Notes
    -----
    Assumes nothing about items; a false alarm in one of 100,000 random orders.

    Cost: linear in items.
    """

    deviations: Positive = 4.5
    parts: Count = 10
    effect: Fraction = 0.1
    codes = {
        "ordered-items": (
            "The order of the rows has to do with their labels: neighbours agree too often or too "
            "seldom, or the shares of classes drift.",
            "The items are sorted, or came in batches, or labelling changed over time. A split "
            "by position gives train and test different classes, training without a shuffle "
            "forgets, and a change of labelling hides in it. A learner that shuffles is not "
            "harmed.",
            "Shuffle before you split; when the order is time, look whether labelling changed.",
        )
    }

    def audit(self, labels: Ints, classes: Sequence[str]) -> tuple[Finding, ...]:
        """Count changes of label along the rows, and compare parts."""
        said = labels[labels >= 0]
        n = len(said)
        count = np.bincount(said, minlength=len(classes)).astype(float)
        if n < 30 or (count > 0).sum() < 2:
            return ()
        same = int((said[1:] == said[:-1]).sum())
        expected, variance = pairs_alike(count)
        z = deviations(same, expected, variance)
        drift = self._drift(said, classes)
        if same == n - (count > 0).sum():
            kinds = int((count > 0).sum())
            what = f"The items are sorted by label: {kinds} classes in {kinds} runs"
        elif abs(z) >= self.deviations:
            often = "more" if z > 0 else "less"
            what = (
                f"Neighbouring rows share their label {often} often than by chance, in {same:,} "
                f"of {n - 1:,} pairs instead of {expected:,.0f}"
            )
            what += f"; {drift}" if drift else ""
        elif drift:
            what = f"Classes drift along the rows: {drift}"
        else:
            return ()
        repair = "Shuffle before you split; if the order is time, look whether labelling changed."
        return (Finding("ordered-items", "note", f"{what}.", repair, value=z),)

    def _drift(self, said: Ints, classes: Sequence[str]) -> str:
        """Return in words which class drifts most, or "" where the parts are alike."""
        n, width = len(said), len(classes)
        parts = min(self.parts, n // 30)
        if parts < 2:
            return ""
        part = np.arange(n) * parts // n
        table = np.bincount(part * width + said, minlength=parts * width).reshape(parts, width)
        effect, chance = association(table)
        if effect < self.effect or chance > CHANCE:
            return ""
        share = table / table.sum(axis=1, keepdims=True)
        k = int(np.ptp(share, axis=0).argmax())
        low, high = int(share[:, k].argmin()), int(share[:, k].argmax())
        return (
            f"`{classes[k]}` is {percent(share[low, k])} of the rows in part {low + 1} of {parts} "
            f"and {percent(share[high, k])} in part {high + 1}"
        )
