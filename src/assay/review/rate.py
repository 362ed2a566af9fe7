"""The share of labels that are wrong, from reviews in any mixture of orders.

Two prefixes tell it. As far down as the ranking was looked at without a gap, what is wrong is
counted, not estimated. Of the items below, those were drawn at random that come first in the order
of the draw, as far as it was followed without a gap. That an item was met in another order does no
harm: which items those are does not hang on the draw.
"""

from typing import NamedTuple

import numpy as np

from assay.kernels.asking.wager import Draws, total
from assay.review.outcome import Seen
from assay.review.population import Population
from assay.review.recalibrated import recalibrated
from assay.types import Bools, Floats, Ints

#: Of so many items one may be missing (held by somebody, or left) without that being a gap.
MISSING = 50
#: Fewer random draws than this leave the rate untold.
FEWEST = 10


class Rate(NamedTuple):
    """The share of wrong labels, and what it rests on.

    Parameters
    ----------
    value, low, high
        Estimate and interval.
    found
        Labels known to be wrong.
    reviewed, unknown
        Items looked at, and those of them that told nothing.
    counted, drawn, elsewhere
        Items at the top of the ranking that were all looked at; items drawn below it; and items
        met otherwise, which tell nothing of others.
    ahead
        (BINS,) P(wrong) in each range of what the audit said, corrected by the reviews.
    """

    value: float
    low: float
    high: float
    found: int
    reviewed: int
    unknown: int
    counted: int
    drawn: int
    elsewhere: int
    ahead: Floats

    @property
    def told(self) -> bool:
        """Whether random draws, or a look at everything, tell the rate."""
        return self.drawn >= FEWEST or self.low == self.high


def rate(population: Population, seen: Seen) -> Rate:
    """Return the share of wrong labels among all labelled items."""
    n = population.size
    there = population.place[seen.rows] >= 0
    rows, low, high = seen.rows[there], seen.low[there], seen.high[there]
    if not n:
        return Rate(0.0, 0.0, 1.0, 0, 0, 0, 0, 0, 0, recalibrated(population, rows, low))
    place, known = population.place[rows], low == high
    top = prefix(place)
    drawn = followed(population, rows, top)
    counted = place < top
    sampled = ~counted & (population.drawn[rows] < drawn)
    census = counted & known
    ahead = recalibrated(population, rows[census], low[census])
    draws = _draws(population, rows, low, high, top, drawn)
    sizes, ranges = population.below(top)
    guess = np.clip((ranges @ ahead) / np.maximum(sizes, 1), 1e-4, 1 - 1e-4)
    bad, good = float(low[~counted].sum()), float((1 - high)[~counted].sum())
    left = total(sizes, population.weights, guess, draws, (bad, float(sizes.sum()) - good))
    sure = float(low[census].sum())
    unsure = top - int(census.sum())
    likely = ahead[population.bins[population.ranked[:top]]].sum()
    likely -= ahead[population.bins[rows[census]]].sum()
    fine = known & (counted | sampled)
    return Rate(
        (sure + float(likely) + left.value) / n, (sure + left.low) / n,
        (sure + unsure + left.high) / n, int(low.sum()), len(rows), int((~known).sum()), top,
        len(draws.stratum), int((~counted & ~sampled).sum()),
        recalibrated(population, rows[fine], low[fine]),
    )  # fmt: skip


def prefix(place: Ints, whole: Ints | None = None) -> int:
    """Return how far an order was followed: a place left out must be made up for by 50 that follow.

    Parameters
    ----------
    place
        Places of the items that were looked at.
    whole
        Places of items that needn't be looked at.

    Examples
    --------
    >>> prefix(np.array([2, 0, 1, 7])), prefix(np.array([1])), prefix(np.arange(1, 80))
    (3, 0, 80)
    """
    skipped = place[:0] if whole is None else whole
    at = np.concatenate([place, skipped])
    worth = np.concatenate([np.ones(len(place)), np.zeros(len(skipped))])
    order = np.argsort(at, kind="stable")
    missing = at[order] - np.arange(len(at))
    gain = np.cumsum(worth[order]) - MISSING * missing
    if not len(at) or gain.max() <= 0:
        return 0
    return int(at[order][int(np.argmax(gain))]) + 1


def followed(population: Population, rows: Ints, top: int) -> int:
    """Return how far the draw was followed; what the top of the ranking holds is known anyway."""
    below = rows[population.place[rows] >= top]
    return prefix(population.drawn[below], population.drawn[population.ranked[:top]])


def _draws(
    population: Population, rows: Ints, low: Floats, high: Floats, top: int, drawn: int
) -> Draws:
    """Return the items drawn below the top, in their order; what is missing isn't known."""
    items = population.turn[:drawn]
    items = items[population.place[items] >= top]
    order = np.argsort(rows, kind="stable")
    at = np.minimum(np.searchsorted(rows[order], items), max(len(rows) - 1, 0))
    if not len(rows):
        return Draws(items, low[:0], high[:0])
    at = order[at]
    there: Bools = rows[at] == items
    return Draws(
        population.stratum(items), np.where(there, low[at], 0.0), np.where(there, high[at], 1.0)
    )
