"""Margin."""

from dataclasses import dataclass

import numpy as np

from assay.method import Query
from assay.posterior import Posterior
from assay.results import Batch


@dataclass(frozen=True)
class Margin(Query, truth={"one_of", "ordered"}, paper="scheffer2001"):
    """Ask where the two most probable classes are closest.

    The gain is one minus the difference of their probabilities: 1 for a tie, 0 for certainty.
    Beside entropy it minds only whether the decision may change, not how many classes could
    have been. Items of equal margin come in the order of the data.

    Equation
    --------
    gain = 1 - (largest p - second p);  the items of largest gain are asked about

    Assumes
    -------
    Answers are right, cost the same and tell nothing of other items; the posterior is calibrated.

    Cost
    ----
    Time O(n K + n log n), memory O(n K).

    References
    ----------
    scheffer2001

    Examples
    --------
    >>> import numpy as np
    >>> from assay.posterior import Posterior
    >>> posterior = Posterior(("a", "b"), np.array([[0.9, 0.1], [0.5, 0.5], [1.0, 0.0]]))
    >>> Margin().query(posterior, budget=2).gain.round(2).tolist()
    [1.0, 0.2]
    """

    def query(self, posterior: Posterior, budget: int) -> Batch:
        """Return the `budget` items of smallest margin, or all where there are fewer."""
        proba = posterior.proba
        if proba.shape[1] < 2:
            gain = np.zeros(len(proba))
        else:
            two = np.partition(proba, -2, axis=1)[:, -2:]
            gain = 1 - (two[:, 1] - two[:, 0])
        items = np.argsort(-gain, kind="stable")[:budget]
        return Batch(items, gain[items], "1 - margin")
