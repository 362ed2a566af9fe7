"""Reannotation by distance in a hierarchy of labels."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.errors import DataError
from assay.kernels.asking.label_tree import from_confusion, from_names, steps
from assay.method import Query
from assay.posterior import Posterior
from assay.results import Batch
from assay.types import Floats, Ints


@dataclass(frozen=True)
class LabelDistance(Query, truth={"one_of", "ordered"}, paper="parekh2021"):
    """Ask about labels that are contradicted, by how far the better one is in a tree of labels.

    A label the posterior contradicts is as far from the most probable class as there are links
    between them. Near siblings are confused most often; labels far apart do most harm. Any
    first part of the order is a batch for its budget.

    Equation
    --------
    far    = links between the label and argmax p
    costly: gain = far * (1 - p[label]);  far: gain = far;  near: gain = 1 / far, 0 where far = 0
    first the largest gain, among equals the largest 1 - p[label]

    Parameters
    ----------
    first
        costly: by the probability of being wrong times the distance; far: the farthest first;
        near: the nearest first. Among equals, the more probably wrong first.

    Assumes
    -------
    Near first: mistakes are made between siblings. Far first: they jump across the tree. Costly:
    a mistake costs its distance, and the posterior is calibrated.

    Cost
    ----
    Time O(n K + n log n + K**3), memory O(n + K**2).

    References
    ----------
    parekh2021

    Figures: the tests draw 30 classes of six types and look at as many labels as are wrong. Where
    most mistakes are made between siblings, near first finds more than twice as many as far first;
    where most jump across types it is the other way round. By cost finds what far first does.

    Examples
    --------
    >>> import numpy as np
    >>> from assay.posterior import Posterior
    >>> classes = ("animal/cat", "animal/dog", "vehicle/car")
    >>> posterior = Posterior(classes, np.array([[0.1, 0.9, 0], [0.2, 0, 0.8], [1, 0, 0]]))
    >>> LabelDistance().query(posterior, 3, labels=np.zeros(3, int)).gain.round(2).tolist()
    [3.2, 1.8, 0.0]
    """

    first: Literal["costly", "far", "near"] = "costly"

    def query(
        self, posterior: Posterior, budget: int, labels: Ints, hierarchy: Floats | None = None
    ) -> Batch:
        """Return the `budget` items that come first, or all where there are fewer.

        Parameters
        ----------
        hierarchy
            (K, K) how far classes are apart. By default from their names where those are paths,
            as in "animal/cat"; else by how often the posterior takes one for the other.
        """
        best = posterior.labels
        if hierarchy is None:
            hierarchy = distances(posterior, labels)
        elif np.shape(hierarchy) != (len(posterior.classes),) * 2:
            rule = f"hierarchy must have shape {(len(posterior.classes),) * 2}"
            raise DataError("LabelDistance", rule, got=f"shape {np.shape(hierarchy)}")
        far = steps(np.asarray(hierarchy, np.float64), labels, best)
        own = np.take_along_axis(posterior.proba, np.maximum(labels, 0)[:, None], axis=1)[:, 0]
        wrong = np.where(labels >= 0, 1 - own.astype(np.float64), 0)
        gain = {"costly": far * wrong, "far": far, "near": np.where(far > 0, 1 / (far + 1e-9), 0)}
        found = gain[self.first]
        items = np.lexsort((-wrong, -found))[:budget]
        unit = "chance of a mistake x links" if self.first == "costly" else "links"
        return Batch(items, found[items], unit)


def distances(posterior: Posterior, labels: Ints) -> Floats:
    """Return (K, K) how far classes are apart, by their names or by what is confused."""
    named = from_names(posterior.classes)
    if named is not None:
        return named
    k, said = len(posterior.classes), labels >= 0
    pairs = np.bincount(labels[said] * k + posterior.labels[said], minlength=k * k)
    return from_confusion(pairs.reshape(k, k).astype(np.float64))
