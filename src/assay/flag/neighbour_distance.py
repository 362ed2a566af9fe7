"""Items that belong to no class, by how far they are from all others."""

from dataclasses import dataclass

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.outlying import stretched
from assay.method import Detector
from assay.results import Flags
from assay.types import Ints, Positive

REASON = "{times:.1f} times as far from its nearest neighbours as is typical"


@dataclass(frozen=True)
class NeighbourDistance(
    Detector, reads={"labels"}, truth={"one_of"}, paper="ramaswamy2000", finds="out-of-scope"
):
    """Suspect items that are far from their nearest neighbours of belonging to no class.

    The score is the mean distance to the nearest other items. Flagged where its logarithm is far
    above what is usual, by median and median absolute deviation. No class is suggested: the label
    is not one of the others, but none.

    Assumes: distances between features mean something; what belongs to no class is rare and not
    alike, since a tenth of all items that are alike have each other for neighbours.

    Cost: linear, after neighbours.

    Figures: a test holds it to rank a few digits of classes left out above the others; many of
    them are each other's neighbours and stand out less. The default cut, which clean clouds never
    reach, flags hardly any of these: go by the ranking.

    Equation
    --------
    score   = mean over the neighbours of distance
    flagged where (log(score) - median) / (1.4826 * median absolute deviation) > deviations

    Parameters
    ----------
    deviations
        Robust standard deviations above the median from which on an item is flagged.

    References
    ----------
    ramaswamy2000

    Examples
    --------
    >>> import numpy as np
    >>> far = np.random.default_rng(0).uniform(1, 2, (50, 3))
    >>> far[7] = 40
    >>> near = Neighbours(np.arange(3) + np.arange(50)[:, None] * 0, np.sort(far))
    >>> flags = NeighbourDistance().flag(labels=np.zeros(50, int), neighbours=near)
    >>> np.flatnonzero(flags.flagged), flags.explain(7, "cat", "cat")
    (array([7]), '25.6 times as far from its nearest neighbours as is typical')
    """

    deviations: Positive = 5.0

    def flag(self, labels: Ints, neighbours: Neighbours) -> Flags:
        """Flag items that are far from their neighbours."""
        n, k = neighbours.index.shape
        score = neighbours.distance.mean(axis=1, dtype=np.float64) if k else np.zeros(n)
        score = np.where(labels >= 0, score, 0.0)
        above, times = stretched(score)
        return Flags(score, labels, above > self.deviations, REASON, {"times": times})
