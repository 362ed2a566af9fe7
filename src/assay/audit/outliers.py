"""Items unlike any other."""

from dataclasses import dataclass

import numpy as np

from assay.dataset import Neighbours
from assay.method import Auditor
from assay.results import Finding
from assay.types import Positive


@dataclass(frozen=True)
class Outliers(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Find items that are far from all others.

    The mean distance to an item's neighbours, in logarithms, is compared with that of all items
    by median and median absolute deviation.

    Parameters
    ----------
    deviations
        Robust standard deviations above the median from which on an item is told.

    Notes
    -----
    Assumes that distances between features mean something.

    Cost: linear, after neighbours.
    """

    deviations: Positive = 5.0
    codes = {
        "outliers": (
            "Some items are far from every other item.",
            "They are broken records, another kind of thing, or rare and precious; labels of "
            "such items are seldom right and can't be checked against neighbours.",
            "Look at them: leave out what doesn't belong, keep and label with care what does.",
        )
    }

    def audit(self, neighbours: Neighbours) -> tuple[Finding, ...]:
        """Compare mean distances."""
        if neighbours.index.shape[0] < 30 or not neighbours.index.size:
            return ()
        mean = neighbours.distance.mean(axis=1, dtype=np.float64)
        apart = mean > 0
        if apart.sum() < 30:
            return ()
        log = np.log(np.where(apart, mean, 1.0))
        middle = float(np.median(log[apart]))
        spread = 1.4826 * float(np.median(np.abs(log[apart] - middle)))
        if spread <= 1e-9:
            return ()
        z = np.where(apart, (log - middle) / spread, 0)
        items = np.flatnonzero(z > self.deviations)
        if not items.size:
            return ()
        items = items[np.argsort(-z[items], kind="stable")]
        times = float(np.exp(log[items[0]] - middle))
        far = f"{times:,.1f}" if times < 100 else f"{times:,.0f}"
        return (
            Finding(
                "outliers", "note",
                f"{len(items):,} item{'s are' if len(items) > 1 else ' is'} far from all others, "
                f"the farthest {far} times as far as is typical.",
                "Look at them: leave out what doesn't belong, label with care what does.",
                "items", items=items, value=float(z[items[0]]),
            ),
        )  # fmt: skip
