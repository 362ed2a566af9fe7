"""Active label cleaning."""

from dataclasses import dataclass

import numpy as np

from assay.method import Query
from assay.posterior import Posterior
from assay.results import Batch
from assay.types import Ints


@dataclass(frozen=True)
class LabelCleaning(Query, truth={"one_of", "ordered"}, paper="bernhardt2022"):
    """Ask about labels that the posterior contradicts, and first where the answer is clear.

    The gain is the surprise at the given label less the surprise that is due to the item: minus
    the log of its probability, less the entropy. Of two labels that are as probably wrong, the one
    whose item is plain comes first: one look settles it, and a model learns more from it than
    from an item that people would disagree about.

    Equation
    --------
    gain = max(-log(p[label]) + sum over k of p[k] * log(p[k]), 0);  the largest gains come first

    Assumes
    -------
    Answers are right and cost more where the item is ambiguous; the posterior is calibrated.

    Cost
    ----
    Time O(n K + n log n), memory O(n K).

    References
    ----------
    bernhardt2022

    Examples
    --------
    >>> import numpy as np
    >>> from assay.posterior import Posterior
    >>> posterior = Posterior(("a", "b", "c"), np.array([[0.1, 0.9, 0], [0.1, 0.45, 0.45]]))
    >>> LabelCleaning().query(posterior, budget=2, labels=np.array([0, 0])).gain.round(2).tolist()
    [1.98, 1.35]
    """

    def query(self, posterior: Posterior, budget: int, labels: Ints) -> Batch:
        """Return the `budget` items of highest gain, or all where there are fewer."""
        own = np.take_along_axis(posterior.proba, np.maximum(labels, 0)[:, None], axis=1)[:, 0]
        surprise = -np.log(np.maximum(own, 1e-12))
        gain = np.where(labels >= 0, surprise - posterior.entropy, -np.inf)
        items = np.argsort(-gain, kind="stable")[:budget]
        return Batch(items, np.maximum(gain[items], 0), "nats")
