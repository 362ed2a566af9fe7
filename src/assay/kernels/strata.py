"""A share from checks that were not drawn evenly over the scores: strata, and their intervals."""

from typing import NamedTuple

import numpy as np

from assay.kernels.interval import clopper_pearson
from assay.types import Bools, Floats, Ints

#: Cuts of the scores: so many of equal size, and the top halved so often.
EQUAL, HALVED = 10, 8
#: Neighbouring strata are one where their shares of checks differ no more than chance allows.
CHANCE = 0.02
#: From this many wrong and right checks on, scores may sharpen what the checks say.
ENOUGH = 15


class Part(NamedTuple):
    """What is known of the share in one stratum, and how many of its items are unchecked."""

    value: float
    low: float
    high: float
    items: int
    checked: int
    found: int


def strata(score: Floats, checked: Bools, at: float = 0.5) -> Ints:
    """Return (n,) the stratum of each item: ranges of the score in which checks are spread evenly.

    Fine ranges are made of the scores alone, cut at `at` too; then the two neighbours whose
    shares of checked items are most alike become one, as long as chance explains the difference.
    Items of equal score are never parted, and what the checks found plays no part.

    Examples
    --------
    >>> score = np.linspace(0, 1, 200)
    >>> np.unique(strata(score, score > 0.5)).tolist()
    [0, 1]
    """
    places = np.append(np.arange(1, EQUAL) / EQUAL, 1 - 0.5 ** np.arange(1, HALVED))
    cuts = np.append(np.quantile(score, places, method="higher"), at)
    cuts = np.unique(cuts[(cuts > score.min()) & (cuts <= score.max())])
    fine = np.unique(np.searchsorted(cuts, score, side="right"), return_inverse=True)[1]
    items, hits = np.bincount(fine), np.bincount(fine, checked).astype(np.int64)
    starts = np.arange(len(items))
    while len(starts) > 1:
        same = alike(np.add.reduceat(items, starts), np.add.reduceat(hits, starts))
        best = int(np.argmax(same))
        if same[best] < CHANCE:
            break
        starts = np.delete(starts, best + 1)
    return np.asarray(np.searchsorted(starts, fine, side="right") - 1)


def alike(items: Ints, hits: Ints) -> Floats:
    """Return (s - 1,) the two-sided chance of so unequal neighbours, had checks no preference."""
    from scipy.stats import hypergeom

    both, found = items[:-1] + items[1:], hits[:-1] + hits[1:]
    below = hypergeom.cdf(hits[:-1], both, found, items[:-1])
    above = hypergeom.sf(hits[:-1] - 1, both, found, items[:-1])
    return np.asarray(np.minimum(1.0, 2 * np.minimum(below, above)))


def stratum(score: Floats, unlike: Bools, checked: Bools, most: float = 1.0) -> Part:
    """Return the share among all items of one stratum; [0, most] without checks.

    Exact for a binomial; from 15 hits and 15 misses on, the mean score corrected by the checks
    (prediction-powered), weighed so that its variance is least.
    """
    total, seen = len(score), int(checked.sum())
    found = int((unlike & checked).sum())
    if not seen:
        return Part(min(float(score.mean(dtype=float)), most), 0.0, most, total, 0, 0)
    low, high = (float(end) for end in clopper_pearson(found, seen))
    value = found / seen
    if min(found, seen - found) >= ENOUGH:
        value, half = corrected(score, unlike[checked].astype(float), checked)
        low, high = value - half, value + half
    low, high = max(low, found / total), min(high, (found + total - seen) / total)
    return Part(float(np.clip(value, low, high)), low, high, total, seen, found)


def corrected(score: Floats, unlike: Floats, checked: Bools) -> tuple[float, float]:
    """Return the mean of `score` corrected by the checks, and half the width of its interval.

    The scores count as much as makes the variance least; a finite data set has no more error
    than its unchecked items.
    """
    from scipy.special import stdtrit

    guess, left = score[checked], 1 - checked.mean()
    spread = np.var(guess, ddof=1)
    weight = np.clip(np.cov(unlike, guess)[0, 1] / spread, 0, 1) if spread > 0 else 0.0
    value = unlike.mean() + weight * (score.mean(dtype=float) - guess.mean())
    deviate = stdtrit(len(guess) - 1, 0.975)
    half = deviate * np.sqrt(left * np.var(unlike - weight * guess, ddof=1) / len(guess))
    return float(value), float(half)


def together(parts: list[Part]) -> tuple[float, float, float]:
    """Return the share in all strata: distances to the ends of the intervals add in squares.

    Where nothing was checked, chance has no part, and the ends of the range add as they are.
    """
    if len(parts) == 1:
        return parts[0][:3]
    share = np.array([part.items for part in parts], float)
    share /= share.sum()
    value, low, high = (np.array([part[i] for part in parts]) for i in range(3))
    drawn = np.array([part.checked > 0 for part in parts])
    middle = float(share @ value)
    below, above = share * (value - low), share * (high - value)
    down = float(np.sqrt((below[drawn] ** 2).sum()) + below[~drawn].sum())
    up = float(np.sqrt((above[drawn] ** 2).sum()) + above[~drawn].sum())
    total, checked, found = (sum(part[i] for part in parts) for i in (3, 4, 5))
    return (
        middle,
        max(middle - down, found / total),
        min(middle + up, 1 - (checked - found) / total),
    )
