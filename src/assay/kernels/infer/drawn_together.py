"""Rows of counts drawn towards what they are expected to be, as far as all of them ask."""

import numpy as np

from assay.types import Floats

#: What the expected row may count for, in claims.
HOLDS = np.geomspace(0.5, 20_000, 24)
#: So that nothing is divided by zero, and no expected share is.
TINY = 1e-12


def drawn_together(seen: Floats, mean: Floats, holds: Floats = HOLDS) -> tuple[Floats, float]:
    """Return rows of chances between the counts seen and the rows expected, and the hold.

    Each row of chances is taken to be drawn around its expected row (Dirichlet), all with one
    concentration, the `hold`: what the expected row counts for in claims. It is the one of
    `holds` that makes the counts of all rows together likeliest, so that rows which differ no
    more than counting does become what was expected of them.

    Parameters
    ----------
    seen
        (R, J) counts, whole or not.
    mean
        (R, J) expected chances, each row a distribution; or (1, J) for all rows.
    holds
        Values to choose from.

    Examples
    --------
    >>> rows, hold = drawn_together(np.array([[90.0, 10], [10, 90]]), np.full((1, 2), 0.5))
    >>> rows.round(1).tolist(), hold < 10
    ([[0.9, 0.1], [0.1, 0.9]], True)
    >>> drawn_together(np.array([[2.0, 1], [1, 2]]), np.full((1, 2), 0.5))[0].round(2).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    from scipy.special import gammaln

    mean = np.maximum(mean, TINY)
    some = seen.sum(axis=1) > 0
    there, total = seen[some], seen[some].sum(axis=1)
    around = mean[some] if len(mean) > 1 else mean
    hold = float(holds[-1])
    if len(there):
        evidence = [
            (gammaln(one) - gammaln(one + total)).sum()
            + (gammaln(one * around + there) - gammaln(one * around)).sum()
            for one in holds
        ]
        hold = float(holds[int(np.argmax(evidence))])
    mixed = hold * mean + seen
    return mixed / mixed.sum(axis=1, keepdims=True), hold
