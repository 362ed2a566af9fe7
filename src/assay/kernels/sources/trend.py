"""Whether being right goes with the place in a source's sequence of answers."""

import numpy as np

from assay.evidence import Evidence
from assay.types import Floats, Ints


def sequence(evidence: Evidence) -> Floats | None:
    """Return (E,) where each claim stands in its source's sequence, from 0 to 1.

    None without times. Claims of one instant share their mean place; a source without times, or
    with one, stands at the middle.
    """
    time = evidence.context.get("time")
    if time is None or not len(time) or not np.issubdtype(time.dtype, np.number):
        return None
    time = np.asarray(time, np.float64)
    known = np.flatnonzero(np.isfinite(time))
    place = np.full(len(time), 0.5)
    place[known] = places(time[known], evidence.source[known])
    return place


def places(value: Floats, group: Ints) -> Floats:
    """Return (E,) rank within the group, from 0 to 1, ties at their mean; 0.5 where all are tied.

    Examples
    --------
    >>> places(np.array([5.0, 1.0, 5.0, 2.0]), np.array([0, 0, 0, 1])).tolist()
    [0.75, 0.0, 0.75, 0.5]
    """
    order = np.lexsort((value, group))
    who, what = group[order], value[order]
    new = np.ones(len(order), bool)
    new[1:] = who[1:] != who[:-1]
    start = np.flatnonzero(new)
    size = np.diff(start, append=len(order))
    rank = np.arange(len(order)) - np.repeat(start, size)
    level = new.copy()
    level[1:] |= what[1:] != what[:-1]
    ties = np.cumsum(level) - 1
    many = np.bincount(ties)
    mean = (np.bincount(ties, rank) / np.maximum(many, 1))[ties]
    found: Floats = np.full(len(order), 0.5)
    most = np.repeat(size - 1, size)
    found[order] = np.where(most > 0, mean / np.maximum(most, 1), 0.5)
    return found


def trend(odds: Floats, accuracy: Floats, group: Ints, place: Floats) -> tuple[Floats, Floats]:
    """Return (S,) z of the trend, above nought where late claims are better, and its chance.

    A score test: how much more right each claim looks than its source's accuracy, against its
    place; the variance is that of all orders. NaN where nothing varies.
    """
    from scipy.special import ndtr

    groups = len(accuracy)
    right = np.clip(accuracy[group], 1e-3, 1 - 1e-3)
    score = (2 * odds - 1) / np.maximum(right * odds + (1 - right) * (1 - odds), 1e-6)
    many = np.bincount(group, minlength=groups)
    score = score - _mean(score, group, many)[group]
    where = place - _mean(place, group, many)[group]
    top = np.bincount(group, score * where, groups)
    spread = np.bincount(group, score**2, groups) * np.bincount(group, where**2, groups)
    variance = spread / np.maximum(many - 1, 1)
    z = np.divide(top, np.sqrt(variance), out=np.full(groups, np.nan), where=variance > 1e-12)
    return z, 2 * ndtr(-np.abs(z))


def _mean(value: Floats, group: Ints, many: Ints) -> Floats:
    return np.asarray(np.bincount(group, value, len(many)) / np.maximum(many, 1))
