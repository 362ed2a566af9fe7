"""By how much the majority's votes outweigh the rest, in the worst case.

With weights that Bayes' rule gives sources, the majority vote is optimal on an item where every
strict majority among its sources weighs no less than what stands against it. Weights may come as
two numbers: `heavy` where a vote is with the majority, `light` where it is against. For two classes
with errors that depend on the class these differ; for weights known up to an interval, the low
end goes with the majority and the high end against it.
"""

from dataclasses import dataclass

import numpy as np

from assay.kernels.infer.hard_votes import log_odds
from assay.types import Floats, Ints

#: Accuracies are kept this far from never and always, shares of classes from none.
LEAST = 1e-9
#: Times that the range of tolerable noise is halved.
HALVINGS = 13


def margins(item: Ints, with_it: Floats, against: Floats, n_items: int, classes: int) -> Floats:
    """Return (n,) the least that a majority's votes weigh above another class's.

    Parameters
    ----------
    item
        (V,) which item each vote is on.
    with_it, against
        (V,) what the vote weighs where it is with the majority, and where it is against.
    n_items, classes
        How many of each.

    Examples
    --------
    Two weak votes against a strong one, and three alike:

    >>> item, weight = np.array([0, 0, 0, 1, 1, 1]), np.array([1.0, 1.0, 3.0, 1.0, 1.0, 1.0])
    >>> margins(item, weight, weight, 2, 2).tolist()
    [-1.0, 1.0]
    """
    both = with_it + against
    order = np.lexsort((both, item))
    where, both, against, with_it = item[order], both[order], against[order], with_it[order]
    votes = np.bincount(item, minlength=n_items)
    rank = np.arange(len(item)) - (np.cumsum(votes) - votes)[where]
    total = np.bincount(where, against, minlength=n_items)
    # The majority of least weight: as few as can be, and all whose change of side would help it.
    most = (votes // 2 + 1)[where]
    least = np.bincount(where, np.where(rank < most, both, np.minimum(both, 0)), minlength=n_items)
    found = np.asarray(least - total)
    if classes == 2:
        return found
    # With more classes an even number of votes leaves one over, for a third.
    half = (votes // 2)[where]
    first = np.bincount(where, np.where(rank < half, both, 0), minlength=n_items)
    over = np.full(n_items, np.inf)
    np.minimum.at(over, where, np.where(rank >= half, against, np.inf))
    outside = first - total + over
    more = np.bincount(where, np.where(rank <= half, both, 0), minlength=n_items)
    most_inside = np.full(n_items, -np.inf)
    np.maximum.at(most_inside, where, np.where(rank <= half, with_it, -np.inf))
    inside = more - total - most_inside
    return np.where((votes % 2 == 0) & (votes > 2), np.minimum(outside, inside), found)


def breakers(item: Ints, weight: Floats, broken: Ints) -> Ints:
    """Return (B,) for each broken item the vote that weighs furthest from the middle one.

    Were that source like the item's middle one, the margin would rise the most.

    Parameters
    ----------
    item
        (V,) which item each vote is on.
    weight
        (V,) what the vote weighs.
    broken
        (B,) items on which the majority vote is not optimal, in order.
    """
    votes = np.bincount(item)
    order = np.lexsort((weight, item))
    start = np.cumsum(votes) - votes
    middle = np.zeros(len(votes))
    some = votes > 0
    middle[some] = weight[order][start[some] + (votes[some] - 1) // 2]
    gap = np.abs(weight - middle[item])
    last = np.lexsort((gap, item))
    return np.asarray(last[(start + votes - 1)[broken]])


@dataclass(frozen=True, eq=False)
class Panels:
    """Who votes on what.

    Parameters
    ----------
    item, source
        (V,) which item each vote is on, and whose it is.
    n, k
        How many items and classes.
    """

    item: Ints
    source: Ints
    n: int
    k: int

    def margin(self, low: Floats, high: Floats, shares_low: Floats, shares_high: Floats) -> Floats:
        """Return (n,) the least margin above what the classes' shares speak against it.

        Parameters
        ----------
        low, high
            (V, coins) accuracy of the vote's source where it is with the majority, and where
            it is against.
        shares_low, shares_high
            (K,) share of a class where it is the majority's, and where it is another's.
        """
        low, high = np.clip(low, LEAST, 1 - LEAST), np.clip(high, LEAST, 1 - LEAST)
        less = np.log(np.maximum(shares_low, LEAST))
        more = np.log(np.maximum(shares_high, LEAST))
        if low.shape[1] == 1:
            least = self._least(log_odds(low[:, 0], self.k), log_odds(high[:, 0], self.k))
            gap = more[:, None] - less
            np.fill_diagonal(gap, 0)
            return least - float(gap.max(initial=0))
        (zero, one), (zero_high, one_high) = low.T, high.T
        says_one, says_zero = np.log(one) - np.log1p(-zero), np.log(zero) - np.log1p(-one)
        against_one = np.log(zero_high) - np.log1p(-one_high)
        against_zero = np.log(one_high) - np.log1p(-zero_high)
        one_wins = self._least(says_one, against_one) + less[1] - more[0]
        zero_wins = self._least(says_zero, against_zero) + less[0] - more[1]
        return np.asarray(np.minimum(one_wins, zero_wins))

    def _least(self, with_it: Floats, against: Floats) -> Floats:
        return margins(self.item, with_it, against, self.n, self.k)

    def tolerable(self, accuracy: Floats, shares: Floats) -> Floats:
        """Return (n,) by how much all accuracies (S, coins) may be off; 0 where by nothing."""
        rate = accuracy[self.source]
        low, high = np.zeros(self.n), np.ones(self.n)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            off = middle[self.item][:, None]
            holds = self.margin(rate - off, rate + off, shares, shares) >= 0
            low, high = np.where(holds, middle, low), np.where(holds, high, middle)
        return low

    def breaks(self, accuracy: Floats, broken: Ints, sources: int) -> Ints:
        """Return (S,) on how many of the broken items each source is furthest from the middle."""
        rate = np.clip(accuracy, LEAST, 1 - LEAST)
        weight = log_odds(rate, self.k).mean(axis=1)[self.source]
        votes = breakers(self.item, weight, broken)
        return np.bincount(self.source[votes], minlength=sources)
