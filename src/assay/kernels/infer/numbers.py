"""Numbers that sources say of items, those of trusted sources apart."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assay.evidence import Evidence
from assay.posterior import NumberPosterior
from assay.types import Bools, Floats, Ints

#: Least share of the claims' own spread that a source is taken to scatter by.
LEAST = 1e-3


@dataclass(frozen=True, eq=False)
class Told:
    """What sources that may err say of items, and what trusted ones do.

    Parameters
    ----------
    n_items, n_sources
        How many there are.
    about
        (m,) the items that sources which may err speak of.
    item, source, value
        (E,) their claims: place in `about`, source, number.
    gold
        (n,) mean of what trusted sources say of each item, NaN where they don't.
    """

    n_items: int
    n_sources: int
    about: Ints
    item: Ints
    source: Ints
    value: Floats
    gold: Floats

    @cached_property
    def settled(self) -> Bools:
        """(m,) which of the items in `about` a trusted source speaks of."""
        return np.isfinite(self.gold[self.about])

    @cached_property
    def size(self) -> float:
        """Standard deviation of all claims."""
        return float(self.value.std())

    @property
    def least(self) -> float:
        """Least variance of a source: always agreeing must not weigh without limit."""
        return (LEAST * self.size) ** 2

    def anchored(self, value: Floats) -> Floats:
        """Return the numbers (m,) of items, those that trusted sources speak of as they say."""
        gold = self.gold[self.about]
        return np.where(np.isfinite(gold), gold, value)

    def by_item(self, weights: Floats) -> Floats:
        """Return (m,) sums over the claims on each item."""
        return np.asarray(np.bincount(self.item, weights, len(self.about)), np.float64)

    def by_source(self, weights: Floats) -> Floats:
        """Return (S,) sums over the claims of each source."""
        return np.asarray(np.bincount(self.source, weights, self.n_sources), np.float64)

    def posterior(
        self, value: Floats, deviation: Floats, bias: Floats, spread: Floats
    ) -> NumberPosterior:
        """Return the posterior of all n items; those nobody speaks of are like the others."""
        known = np.concatenate([value, self.gold[np.isfinite(self.gold)]])
        middle, wide = (float(known.mean()), float(known.std())) if len(known) else (0.0, np.inf)
        if len(known):
            # Of how few items the spread was learnt counts as well.
            wide = float(np.hypot(wide, np.sqrt((deviation**2).mean()) if len(deviation) else 0))
        found = np.full(self.n_items, middle)
        off = np.full(self.n_items, wide)
        found[self.about], off[self.about] = value, deviation
        gold = np.isfinite(self.gold)
        found[gold], off[gold] = self.gold[gold], 0.0
        return NumberPosterior(found, off, bias, spread)


def told(evidence: Evidence) -> Told:
    """Return what sources say of items."""
    value = np.zeros(len(evidence.item))
    rows = np.flatnonzero(np.diff(evidence.claim.indptr))
    value[rows] = evidence.claim.data  # a zero may not be stored
    trusted = np.array([source.trusted for source in evidence.sources], bool)[evidence.source]
    n = evidence.n_items
    heard = np.bincount(evidence.item[trusted], minlength=n)
    total = np.bincount(evidence.item[trusted], value[trusted], n)
    gold = np.divide(total, heard, out=np.full(n, np.nan), where=heard > 0)
    about, item = np.unique(evidence.item[~trusted], return_inverse=True)
    return Told(
        n, evidence.n_sources, about, item, evidence.source[~trusted], value[~trusted], gold
    )


def middles(group: Ints, value: Floats, weight: Floats, groups: int) -> Floats:
    """Return (g,) weighted median of each group, 0 for groups without values.

    Halfway between the two values in the middle where exactly half the weight lies on either side.

    >>> middles(np.array([0, 0, 0, 1, 1]), np.array([5.0, 1, 2, 3, 4]), np.ones(5), 3)
    array([2. , 3.5, 0. ])
    """
    found = np.zeros(groups)
    if not len(value):
        return found
    order = np.argsort(value)
    order = order[np.argsort(group[order], kind="stable")]
    group, value, weight = group[order], value[order], weight[order]
    first = np.flatnonzero(np.diff(group, prepend=-1))
    last = np.append(first[1:], len(group)) - 1
    # Each group's weights are summed by themselves, so that no other group can sway the rounding.
    total = np.add.reduceat(weight, first)
    share = weight / np.repeat(total, last - first + 1)
    reached = np.cumsum(share)
    before = np.repeat(reached[first] - share[first], last - first + 1)
    reached -= before
    slack = 1e-9
    rows = np.arange(len(group))
    low, high = (
        np.minimum(np.minimum.reduceat(np.where(reached >= half, rows, len(rows)), first), last)
        for half in (0.5 - slack, 0.5 + slack)
    )
    found[group[first]] = (value[low] + value[high]) / 2
    return found
