"""How many of some items are bad, from some drawn one after the other: a range that always holds.

Items are drawn without replacement, each with a chance in proportion to the weight of its
stratum. A gambler who knew that at most M are bad would have no way to win by betting on more; so
every M against which bets have won more than 1 / chance is given up. That holds at every moment at
once, so one may look after each draw, and stop when one likes (Ville 1939; Waudby-Smith and Ramdas
2020; Shekhar, Xu, Lipton, Liang and Ramdas 2023).
"""

from collections.abc import Callable
from math import log
from typing import NamedTuple

import numpy as np

from assay.types import Floats, Ints

#: How much of what can be lost is staked at each draw; the gambler holds a share in each.
STAKES = 0.95 * 0.5 ** np.arange(6)
#: A guess counts as much as so many draws, in its stratum and for the estimate.
GUESS = 5.0
#: Halvings of the range in which an end is looked for.
HALVINGS = 24


class Draws(NamedTuple):
    """Items in the order they were drawn, and what each told.

    Where it isn't known whether an item is bad, `low` is 0 and `high` is 1.
    """

    stratum: Ints
    low: Floats
    high: Floats


class Walk(NamedTuple):
    """What each draw says of the number that is bad: unbiased, and within `least` and `most`."""

    told: Floats
    least: Floats
    most: Floats
    spread: Floats
    found: Floats


class Total(NamedTuple):
    """How many of the items are bad."""

    value: float
    low: float
    high: float


def total(
    sizes: Ints, weights: Floats, guess: Floats, draws: Draws, within: tuple[float, float],
    level: float = 0.95,
) -> Total:  # fmt: skip
    """Return how many items are bad.

    Parameters
    ----------
    sizes, weights
        (H,) items of each stratum, and what their chance to be drawn next is in proportion to.
    guess
        (H,) share that is bad, from elsewhere. Draws correct it; the better it is, the narrower
        the range. No draw of these items may have a part in it.
    draws
        The items drawn, from the first on.
    within
        Numbers between which the total is known to be.
    level
        Chance that the range holds the truth after every draw.

    Examples
    --------
    >>> nothing = Draws(np.zeros(60, int), np.zeros(60), np.zeros(60))
    >>> one = np.ones(1)
    >>> found = total(np.array([1000]), one, one * 0.05, nothing, (0, 940))
    >>> found.low, round(found.high), round(found.value, 1)
    (0, 87, 3.6)
    """
    start = float(sizes @ guess)
    if not len(draws.stratum):
        return Total(float(np.clip(start, *within)), *within)
    fair = np.where(draws.low == draws.high, draws.low, guess[draws.stratum])
    sure, middle, maybe = (
        walk(sizes, weights, guess, draws, said) for said in (draws.low, fair, draws.high)
    )
    chance = (1 - level) / 2
    low = lowest(sure, within, chance)
    high = highest(maybe, within, chance)
    trust = 1 / np.maximum(middle.spread, 1e-9)
    opening = GUESS * trust[0]
    value = (opening * start + trust @ middle.told) / (opening + trust.sum())
    return Total(float(np.clip(value, low, high)), low, high)


def walk(sizes: Ints, weights: Floats, guess: Floats, draws: Draws, said: Floats) -> Walk:
    """Return what each draw says of the total, from what was known before it alone."""
    strata = len(sizes)
    here = np.eye(strata)[draws.stratum]
    before = np.cumsum(here, axis=0) - here
    bad = np.cumsum(here * said[:, None], axis=0) - here * said[:, None]
    left = np.maximum(sizes - before, 0)
    share = (GUESS * guess + bad) / (GUESS + before)
    whole = left @ weights
    each = whole[:, None] / weights
    at = np.arange(len(said)), draws.stratum
    expected = (left * share).sum(axis=1)
    found = bad.sum(axis=1)
    told = found + expected + (said - share[at]) * each[at]
    there = left > 0
    least = found + expected - np.where(there, share * each, 0).max(axis=1)
    most = found + expected + np.where(there, (1 - share) * each, 0).max(axis=1)
    # What was found has no part in how much a draw counts: else few found would count more.
    spread = whole * (left * (guess * (1 - guess) / weights)).sum(axis=1)
    return Walk(told, least, most, spread, found)


def lowest(path: Walk, within: tuple[float, float], chance: float) -> float:
    """Return the smallest total that bets on more have not disproved."""
    return edge(lambda many: more(path, many) >= -log(chance), *within)


def highest(path: Walk, within: tuple[float, float], chance: float) -> float:
    """Return the largest total that bets on fewer have not disproved."""
    return edge(lambda many: fewer(path, many) >= -log(chance), *within[::-1])


def more(path: Walk, many: float) -> float:
    """Return the log of the most won by bets that more than so many are bad."""
    return won((path.told - path.least) / np.maximum(many - path.least, 1e-9))


def fewer(path: Walk, many: float) -> float:
    """Return the log of the most won by bets that fewer than so many are bad."""
    return won((path.most - path.told) / np.maximum(path.most - many, 1e-9))


def edge(disproved: Callable[[float], bool], near: float, far: float) -> float:
    """Return where on the way from `near` to `far` totals cease to be disproved."""
    if not disproved(near):
        return near
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        near, far = (middle, far) if disproved(middle) else (near, middle)
    return near


def won(odds: Floats) -> float:
    """Return the log of the most that the gambler ever had, where stakes are paid at `odds`."""
    logs = np.log1p(STAKES[:, None] * (odds - 1))
    np.cumsum(logs, axis=1, out=logs)
    top = logs.max(axis=0)
    return float((top + np.log(np.exp(logs - top).mean(axis=0))).max())
