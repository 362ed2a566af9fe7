"""Items in a random order in which the doubtful come earlier, by chances that are known."""

import numpy as np

from assay.types import Floats, Ints

#: Cuts of a ranking: so many for each halving, and no stratum of fewer items.
EACH, HALVINGS, LEAST = 2, 9, 8
#: Chances of being wrong beyond these change no more how often an item is drawn.
USUAL = (0.02, 0.5)


def cuts(n: int) -> Ints:
    """Return (H,) the place in the ranking at which each stratum begins, the last stratum first.

    Examples
    --------
    >>> cuts(100).tolist()
    [71, 50, 36, 25, 13, 0]
    """
    places = np.ceil(n * 0.5 ** (np.arange(1, EACH * HALVINGS) / EACH)).astype(np.int64)
    kept: list[int] = []
    above = n
    for place in places.tolist():
        if above - place >= LEAST and place >= LEAST:
            kept.append(place)
            above = place
    return np.array([*kept, 0], np.int64)


def stratum_of(place: Ints, n: int) -> Ints:
    """Return the stratum of each place in the ranking, 0 for the lowest, least doubtful."""
    starts = cuts(n)
    return np.asarray(len(starts) - np.searchsorted(starts[::-1], place, side="right"), np.int64)


def weights_of(doubt: Floats, stratum: Ints) -> Floats:
    """Return (H,) what the chance of an item to be drawn next is in proportion to.

    That is the deviation of right or wrong within the stratum (Neyman), within bounds, so that no
    item is all but left out where doubt is misplaced.
    """
    items = np.maximum(np.bincount(stratum), 1)
    mean = np.bincount(stratum, doubt) / items
    share = np.clip(mean, *USUAL)
    return np.asarray(np.sqrt(share * (1 - share)))


def drawn(ranked: Ints, doubt: Floats, seed: int) -> Ints:
    """Return the items in the order in which they are drawn.

    Parameters
    ----------
    ranked
        (n,) items, most doubtful first.
    doubt
        (n,) of each item, in [0, 1].
    seed
        Decides the draw.
    """
    n = len(ranked)
    stratum = stratum_of(np.arange(n), n)
    weights = weights_of(doubt[ranked], stratum)
    wait = np.random.default_rng(seed).exponential(size=n) / weights[stratum]
    return np.asarray(ranked[np.argsort(wait, kind="stable")])


def interleaved(first: Ints, second: Ints, every: int) -> Ints:
    """Return the items of one order, with one of the other at every so manieth place.

    Examples
    --------
    >>> interleaved(np.arange(6), np.array([5, 0, 4, 1, 3, 2]), 3).tolist()
    [0, 1, 5, 2, 3, 4]
    """
    n = len(first)
    turn = np.arange(n)
    at = np.empty(n, np.int64)
    at[first] = turn + turn // (every - 1)
    other = np.empty(n, np.int64)
    other[second] = every * turn + every - 1
    return np.argsort(np.minimum(at, other), kind="stable")
