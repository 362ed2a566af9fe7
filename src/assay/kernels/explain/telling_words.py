"""Words that tell one class from the others."""

import numpy as np
from scipy.sparse import csr_array

from assay.types import Floats, Ints


def log_odds(counts: Floats, prior: float = 0.5) -> Floats:
    """Return (K, V) how far a word is more usual in a class than elsewhere, in standard errors.

    The difference of log odds of a word in the class and in all other classes, with so many
    added occurrences, over its standard deviation (Monroe, Colaresi and Quinn, 2008).

    Parameters
    ----------
    counts
        (K, V) in how many texts of a class a word stands; weights may be fractions.
    prior
        Occurrences added to every word on both sides.

    Examples
    --------
    >>> log_odds(np.array([[9.0, 5.0], [1.0, 5.0]])).round(1).tolist()
    [[2.1, -3.1], [-2.1, 3.1]]
    """
    here = counts + prior
    there = counts.sum(axis=0) - counts + prior
    all_here, all_there = here.sum(axis=1, keepdims=True), there.sum(axis=1, keepdims=True)
    odds = np.log(here) - np.log(np.maximum(all_here - here, prior))
    odds -= np.log(there) - np.log(np.maximum(all_there - there, prior))
    return np.asarray(odds / np.sqrt(1 / here + 1 / there))


def by_group(words: csr_array, group: Ints, weight: Floats, groups: int) -> Floats:
    """Return (K, V) the weight of the texts of each group that hold each word."""
    n = words.shape[0]
    member = csr_array((weight, (group, np.arange(n))), shape=(groups, n))
    return np.asarray((member @ words).toarray())
