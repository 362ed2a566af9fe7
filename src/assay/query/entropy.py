"""Entropy."""

from dataclasses import dataclass

import numpy as np

from assay.method import Query
from assay.posterior import Posterior
from assay.results import Batch


@dataclass(frozen=True)
class Entropy(Query, truth={"one_of", "ordered"}, paper="shannon1948"):
    """Ask where the posterior is least sure over all classes.

    The gain is the item's entropy in nats: what a perfect answer would tell. Items of equal
    entropy come in the order of the data.

    Equation
    --------
    gain = -sum over k of p[k] * log(p[k]);  the items of largest gain are asked about

    Assumes
    -------
    Answers are right, cost the same and tell nothing of other items; the posterior is calibrated.

    Cost
    ----
    Time O(n K + n log n), memory O(n K).

    References
    ----------
    shannon1948

    Examples
    --------
    >>> import numpy as np
    >>> from assay.posterior import Posterior
    >>> posterior = Posterior(("a", "b"), np.array([[0.9, 0.1], [0.5, 0.5], [1.0, 0.0]]))
    >>> Entropy().query(posterior, budget=2).items.tolist()
    [1, 0]
    """

    def query(self, posterior: Posterior, budget: int) -> Batch:
        """Return the `budget` items of highest entropy, or all where there are fewer."""
        gain = posterior.entropy
        items = np.argsort(-gain, kind="stable")[:budget]
        return Batch(items, gain[items], "nats")
