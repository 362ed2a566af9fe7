"""Items unlike any other, and items that belong to none of the classes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.dataset import Neighbours
from assay.estimate import ContaminationFactor
from assay.flag import MahalanobisDistance, NegativeProxies, NeighbourDistance
from assay.kernels.outlying import LEAST, stretched
from assay.kernels.wording import percent
from assay.method import Auditor
from assay.parts.scores import scores
from assay.results import Finding
from assay.types import Bools, Floats, Ints, Positive

#: Items above which the scores that say how many don't belong take too long.
COUNTED = 20_000


@dataclass(frozen=True)
class Outliers(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Find items that are far from all others, and items that are like none of the classes.

    The mean distance to an item's neighbours, in logarithms, is compared with that of all items
    by median and median absolute deviation.

    Like no class is what two of three detectors say: far from its neighbours, far from the middle
    of every class in units of their spread, or more like other such items than like any class.
    How many there are is told as a range: from those all three agree on to those any of them
    names. Up to 20,000 items, the share of items that don't belong, those far from all others
    among them, is told too, as `ContaminationFactor` reads it off ten scores of how far out every
    item lies.

    Equation
    --------
    z = (log d - median) / (1.4826 * median absolute deviation),   d: mean distance to neighbours
    outliers     where z > deviations
    out-of-scope where, of the others, two of three flag: d, the distance to the nearest class mean
                 (both by z), and likeness to negative proxies (the same without the logarithm)

    Parameters
    ----------
    deviations
        Robust standard deviations above the median from which on an item is told.

    Notes
    -----
    Assumes that distances between features mean something, and that what belongs to no class lies
    beyond the classes; what lies between them is not seen.

    Cost: linear, after neighbours; the ten scores are made only where items like no class are
    found.
    """

    deviations: Positive = 5.0
    codes = {
        "outliers": (
            "Some items are far from every other item.",
            "They are broken records, another kind of thing, or rare and precious; labels of "
            "such items are seldom right and can't be checked against neighbours.",
            "Look at them: leave out what doesn't belong, keep and label with care what does.",
        ),
        "out-of-scope": (
            "Some items are like none of the classes.",
            "Whatever label they have is wrong, since none is right; a model learns from them to "
            "be sure of what it doesn't know.",
            "Look at them: leave them out, or give them a class of their own.",
        ),
    }

    def audit(
        self, neighbours: Neighbours, labels: Ints | None = None, features: Any = None
    ) -> tuple[Finding, ...]:
        """Compare mean distances, and items with classes."""
        n, k = neighbours.index.shape
        if n < LEAST or not k:
            return ()
        z, times = stretched(neighbours.distance.mean(axis=1, dtype=np.float64))
        far = z > self.deviations
        found = [_far(far, z, times)] if far.any() else []
        if labels is not None and features is not None:
            found += self._beyond(labels, features, neighbours, far)
        return tuple(found)

    def _beyond(
        self, labels: Ints, features: Any, neighbours: Neighbours, far: Bools
    ) -> Iterator[Finding]:
        said = [
            NeighbourDistance(deviations=self.deviations).flag(labels, neighbours),
            NegativeProxies(deviations=self.deviations).flag(labels, features),
        ]
        if not any(flags.flagged.any() for flags in said):
            return
        said.append(MahalanobisDistance(deviations=self.deviations).flag(labels, features))
        votes = np.sum([flags.flagged for flags in said], axis=0)
        # Those that are far from everything are told already.
        votes[far] = 0
        items = np.flatnonzero(votes >= 2)
        if not items.size:
            return
        items = items[np.lexsort((items, -said[1].score[items], -votes[items]))]
        low, high = int((votes == len(said)).sum()), int((votes > 0).sum())
        more = " more" if far.any() else ""
        share = _share(features, neighbours)
        yield Finding(
            "out-of-scope", "note",
            f"{len(items):,}{more} item{'s are' if len(items) > 1 else ' is'} like none of the "
            f"classes; between {low:,} and {high:,}, as three detectors see it{share}.",
            "Look at them: leave them out, or give them a class of their own.",
            "items", items=items, value=len(items) / len(labels),
        )  # fmt: skip


def _share(features: Any, neighbours: Neighbours) -> str:
    """Return in words what share of the items doesn't belong, "" where that isn't asked."""
    if len(neighbours.index) > COUNTED:
        return ""
    told = ContaminationFactor().estimate(scores(features, neighbours))
    if told.verdict == "cannot-be-told":
        return ""
    between = f"{percent(float(told.low))} and {percent(float(told.high))}"
    return f"; ten scores of how far out items lie put between {between} of all items out of place"


def _far(far: Bools, z: Floats, times: Floats) -> Finding:
    items = np.flatnonzero(far)
    items = items[np.argsort(-z[items], kind="stable")]
    most = times[items[0]]
    told = f"{most:,.1f}" if most < 100 else f"{most:,.0f}"
    return Finding(
        "outliers", "note",
        f"{len(items):,} item{'s are' if len(items) > 1 else ' is'} far from all others, "
        f"the farthest {told} times as far as is typical.",
        "Look at them: leave out what doesn't belong, label with care what does.",
        "items", items=items, value=float(z[items[0]]),
    )  # fmt: skip
