"""Two normal parts of a column of numbers, in all or group by group: the low and the high."""

from typing import NamedTuple

import numpy as np

from assay.types import Bools, Floats, Ints

#: A group of fewer items is told apart by the parts of all items together.
FEWEST = 20
#: Least variance of a part, as a share of the group's; rounds; and change that ends them.
FLOOR, ROUNDS, SETTLED = 1e-3, 200, 1e-6


class Parts(NamedTuple):
    """What was fitted, group by group.

    Parameters
    ----------
    share
        (G, 2) of the items that are in the low and in the high part.
    mean, variance
        (G, 2) of both parts.
    """

    share: Floats
    mean: Floats
    variance: Floats


def high(values: Floats, group: Ints, parts: Parts) -> Floats:
    """Return (n,) the chance of being in the high part; it never falls as the value rises.

    A wide low part would claim what is far above both; so a value counts as no higher than the
    mean of the high part, and no lower than that of the low one.
    """
    held = np.clip(values, parts.mean[group, 0], parts.mean[group, 1])
    log = _logs(held, group, parts)
    return np.asarray(1 / (1 + np.exp(np.clip(log[0] - log[1], -700, 700))))


def two_parts(values: Floats, group: Ints, n_groups: int) -> Parts:
    """Fit two normal parts to every group of numbers by expectation and maximisation.

    It starts from the split that leaves least variance within (Otsu). A group of fewer than 20
    items, or of equal ones, gets the parts of all items together.

    Parameters
    ----------
    values
        (n,) finite numbers.
    group
        (n,) in 0..n_groups-1.

    Examples
    --------
    >>> values = np.r_[np.linspace(0, 1, 20), 9, 9.5, 10]
    >>> parts = two_parts(values, np.zeros(23, int), 1)
    >>> parts.share.round(2).tolist(), parts.mean.round(1).tolist()
    ([[0.87, 0.13]], [[0.5, 9.5]])
    """
    found = _fit(values, group, n_groups)
    few = _alone(values, group, n_groups)
    if few.any():
        pooled = _fit(values, np.zeros_like(group), 1)
        for part, whole in zip(found, pooled, strict=True):
            part[few] = whole
    return found


def _alone(values: Floats, group: Ints, n_groups: int) -> Bools:
    lowest, highest = np.full(n_groups, np.inf), np.full(n_groups, -np.inf)
    np.minimum.at(lowest, group, values)
    np.maximum.at(highest, group, values)
    return np.asarray((np.bincount(group, minlength=n_groups) < FEWEST) | (lowest >= highest))


def _fit(values: Floats, group: Ints, n_groups: int) -> Parts:
    values = np.asarray(values, np.float64)
    upper = _split(values, group, n_groups).astype(np.float64)
    count = np.bincount(group, minlength=n_groups)
    size = np.maximum(count, 1)
    middle = np.bincount(group, values, n_groups) / size
    whole = np.bincount(group, np.square(values - middle[group]), n_groups) / size
    floor = FLOOR * whole + 1e-12
    parts = _maximised(values, upper, group, size, floor)
    for _ in range(ROUNDS):
        log = _logs(values, group, parts)
        upper = 1 / (1 + np.exp(np.clip(log[0] - log[1], -700, 700)))
        before, parts = parts, _maximised(values, upper, group, size, floor)
        moved = np.abs(parts.mean - before.mean).max(axis=1, initial=0)
        if (moved <= SETTLED * np.sqrt(whole + 1e-12)).all():
            break
    swapped = parts.mean[:, 0] > parts.mean[:, 1]
    for part in parts:
        part[swapped] = part[swapped, ::-1]
    return parts


def _maximised(values: Floats, upper: Floats, group: Ints, size: Ints, floor: Floats) -> Parts:
    shape = (len(size), 2)
    share, mean, variance = np.empty(shape), np.empty(shape), np.empty(shape)
    for side, weight in enumerate((1 - upper, upper)):
        total = np.bincount(group, weight, len(size)) + 1e-9
        mean[:, side] = np.bincount(group, weight * values, len(size)) / total
        off = np.square(values - mean[group, side])
        variance[:, side] = np.bincount(group, weight * off, len(size)) / total + floor
        share[:, side] = np.clip(total / size, 1e-9, 1)
    return Parts(share, mean, variance)


def _logs(values: Floats, group: Ints, parts: Parts) -> list[Floats]:
    logs: list[Floats] = []
    for side in (0, 1):
        mean, variance, share = (
            part[:, side][group] for part in (parts.mean, parts.variance, parts.share)
        )
        logs.append(np.log(share) - (np.log(variance) + (values - mean) ** 2 / variance) / 2)
    return logs


def _split(values: Floats, group: Ints, n_groups: int) -> Bools:
    """Return (n,) what lies above the split of its group that leaves least variance within."""
    n = len(values)
    upper = np.zeros(n, bool)
    if not n:
        return upper
    order = np.lexsort((values, group))
    count = np.bincount(group, minlength=n_groups)
    first = np.repeat(np.cumsum(count) - count, count)
    sums = np.cumsum(values[order])
    before = np.where(first > 0, sums[first - 1], 0)
    total = np.bincount(group, values, n_groups)
    below = np.arange(n) - first + 1
    above = np.repeat(count, count) - below
    low = (sums - before) / below
    rest = np.repeat(total, count) - (sums - before)
    apart = np.where(above > 0, rest / np.maximum(above, 1) - low, 0)
    gain = below * above * apart**2
    there = np.flatnonzero(count)
    starts = (np.cumsum(count) - count)[there]
    best = np.maximum.reduceat(gain, starts)
    # The first split of a group that is as good as its best.
    hit = gain >= np.repeat(best, count[there])
    place = np.where(hit, np.arange(n), n)
    cut = np.repeat(np.minimum.reduceat(place, starts), count[there])
    upper[order] = np.arange(n) > cut
    return upper
