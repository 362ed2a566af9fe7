"""Item order that isn't random."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.method import Auditor
from assay.results import Finding
from assay.types import Ints, Positive


@dataclass(frozen=True)
class Order(Auditor, reads={"labels"}, truth={"one_of", "ordered"}, paper="wald1940"):
    """Test whether the order of the items has to do with their labels.

    The number of places where the label changes from one item to the next is compared with
    what a random order gives (a runs test for many classes, normal approximation).

    Parameters
    ----------
    deviations
        Standard deviations away from a random order from which on it is told.

    Notes
    -----
    Assumes nothing about items; false alarms in one of 300,000 random orders.

    Cost: linear in items.
    """

    deviations: Positive = 4.5
    codes = {
        "ordered-items": (
            "Neighbouring rows have the same label more often, or less often, than by chance: the "
            "items are sorted, or came in batches, or the labels drifted.",
            "A split by position gives train and test different classes, training without a "
            "shuffle forgets, and a drift of labels over time hides in it.",
            "Shuffle before you split; when the order is time, look whether labelling changed.",
        )
    }

    def audit(self, labels: Ints, classes: Sequence[str]) -> tuple[Finding, ...]:
        """Count changes of label along the rows."""
        said = labels[labels >= 0]
        n = len(said)
        if n < 30:
            return ()
        count = np.bincount(said, minlength=len(classes)).astype(float)
        same = int((said[1:] == said[:-1]).sum())
        expected, variance = _pairs_alike(count)
        if variance <= 0:
            return ()
        z = (same - expected) / np.sqrt(variance)
        if abs(z) < self.deviations:
            return ()
        as_sorted = same == n - (count > 0).sum()
        if as_sorted:
            what = "The items are sorted by label"
        else:
            often = "more" if z > 0 else "less"
            what = f"Neighbouring rows share their label {often} often than by chance"
        return (
            Finding(
                "ordered-items",
                "note",
                f"{what}: {same:,} of {n - 1:,} pairs of rows agree, {expected:,.0f} by chance.",
                "Shuffle before you split; if the order is time, look whether labelling changed.",
                value=float(z),
            ),
        )


def _pairs_alike(count: np.ndarray) -> tuple[float, float]:  # type: ignore[type-arg]
    """Return mean and variance of the neighbouring pairs of one class in a random order."""
    n = count.sum()
    pairs = count * (count - 1)
    p = pairs.sum() / (n * (n - 1))
    triples = (pairs * (count - 2)).sum() / (n * (n - 1) * (n - 2))
    fours = (
        pairs.sum() ** 2 - (pairs * pairs).sum() + (pairs * (count - 2) * (count - 3)).sum()
    ) / (n * (n - 1) * (n - 2) * (n - 3))
    mean = (n - 1) * p
    second = mean + 2 * (n - 2) * triples + (n - 2) * (n - 3) * fours
    return float(mean), float(second - mean**2)
