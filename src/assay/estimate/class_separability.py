"""How far apart classes lie, without any label."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from assay.kernels.estimate.persistence import clusters, merging_distances, unit_rows
from assay.kernels.interval import DEVIATE
from assay.kernels.regions import canonical
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Array, Floats, Seed


@dataclass(frozen=True)
class ClassSeparability(
    Estimator, reads={"labels"}, truth={"one_of", "any_of", "ordered"}, paper="ghalyan2023"
):
    """Estimate how clearly the items fall into parts, without any label.

    Balls around the items, brought to length one, grow until all have grown together. Items of
    one class meet early and classes late; so one minus the mean of the distances at which parts
    meet, over the largest of them, is near one where few parts lie far apart and lower where they
    run into each other. Those distances are the edges of the minimum spanning tree. They depend
    on how many items there are: trees are grown over draws of one size, and only values of one
    size can be compared.

    Equation
    --------
    value = mean over draws of 1 - mean(e) / max(e)
    e     = lengths of the edges of the minimum spanning tree of the rows x / |x|

    Assumes
    -------
    Parts of the cloud are the classes, which nothing here can tell; features are compared by
    direction; no item lies alone far from all others, for its edge would be taken for a gap.

    Cost
    ----
    Time O(draws m^2 d) with m items a draw, memory O(m d).

    Parameters
    ----------
    items
        Items in a draw, at most; and at most half of all.
    draws
        How often items are drawn.
    seed
        Of the draws.

    Notes
    -----
    Figures: tests hold it to rank blobs that move apart as a logistic regression that has the
    labels does, and k blobs far apart to have k - 1 long edges. The paper's are of networks in
    training and were not run.

    References
    ----------
    ghalyan2023

    Examples
    --------
    >>> turn = np.linspace(0, 0.1, 40)[:, None] + [0.0, 2.0]
    >>> x = np.column_stack([np.cos(turn.T.ravel()), np.sin(turn.T.ravel())])
    >>> found = ClassSeparability().estimate(features=x)
    >>> round(float(found), 2), int(found.about["clusters"])
    (0.97, 2)
    """

    items: Annotated[int, Interval(ge=4, le=20_000)] = 400
    draws: Annotated[int, Interval(ge=2, le=1000)] = 20
    seed: Seed = 0

    def estimate(self, features: Floats) -> Estimate:
        """Return one minus the mean normalised merging distance.

        `about` holds `distances`, those of all draws, normalised and sorted, `clusters`, the parts
        before the widest gap of most draws, and `items`, how many there were in a draw.
        """
        n = int(features.shape[0])
        size = min(self.items, n // 2)
        if size < 4:
            nought = np.asarray(0.0)
            return Estimate(
                nought, nought, np.asarray(1.0), verdict="cannot-be-told", assumes=ASSUMES,
                settle="At least 8 items are needed.",
            )  # fmt: skip
        found = self._drawn(features, size)
        each = 1 - found.mean(axis=1)
        # Draws share items: what they vary by is less than what other data would.
        apart = float(each.std(ddof=1)) / max(1 - size / n, 1e-9) ** 0.5
        half = DEVIATE * apart * (size / n + 1 / self.draws) ** 0.5
        value = float(each.mean())
        parts = np.bincount([clusters(one) for one in found]).argmax()
        return Estimate(
            np.asarray(value), np.asarray(max(0.0, value - half)),
            np.asarray(min(1.0, value + half)), verdict="bounded", assumes=ASSUMES, settle=SETTLE,
            about={
                "distances": np.sort(found.ravel()), "clusters": np.asarray(parts),
                "items": np.asarray(size),
            },
        )  # fmt: skip

    def _drawn(self, features: Array, size: int) -> Floats:
        """Return (draws, size - 1) merging distances, each draw over its largest."""
        random = np.random.default_rng(self.seed)
        order = canonical(features)
        found = np.empty((self.draws, size - 1))
        for draw in range(self.draws):
            items = order[random.permutation(len(order))[:size]]
            lengths = merging_distances(unit_rows(features[items]))
            found[draw] = lengths / lengths[-1] if lengths[-1] > 0 else 0
        return found


ASSUMES = (
    "Parts of the cloud of items are the classes.",
    "No item lies alone far from all others.",
)
SETTLE = "Some labels: a model learnt from them and tested on others measures it."
