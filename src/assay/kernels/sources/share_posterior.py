"""The share of things that are right, where it isn't known for sure which are."""

import numpy as np
from scipy.sparse import csr_array

from assay.types import Floats, Ints

#: Bins of the odds, and cells of the share, both evenly spaced in the arcsine of the root, where
#: a share's error is about the same everywhere.
BINS, CELLS = 64, 256
#: Cells of the second, finer look, and how many cells of the first it spans.
FINE, SPAN = 128, 12
#: Groups that are looked at together.
TOGETHER = 4096


def share_posterior(
    odds: Floats, group: Ints, groups: int, centre: float | None = None, level: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Return mean, low and high of P(right) in every group, given how each thing looks.

    A thing whose look has chance `odds` if it is right and one minus that if it is wrong (up to a
    factor) says nothing where `odds` is a half, and is as good as seen where it is nought or one.
    The share of right ones has, given all of a group, the likelihood of a mixture. The mean is
    drawn to `centre` by a Beta of one thing's weight; the interval is Jeffreys's and knows
    nothing of other groups. A group without things gets `centre` and [0, 1].

    Parameters
    ----------
    odds
        (E,) in [0, 1].
    group
        (E,) group of each, in 0..groups-1.
    groups
        Number of groups.
    centre
        What the mean is drawn to; by default the share in all groups together.
    level
        Mass of the interval.

    Examples
    --------
    >>> sure = np.array([1.0] * 9 + [0.0])
    >>> [round(float(x[0]), 2) for x in share_posterior(sure, np.zeros(10, int), 1, 0.5)]
    [0.86, 0.62, 0.99]
    >>> blurred = np.full(10, 0.5)
    >>> [round(float(x[0]), 2) for x in share_posterior(blurred, np.zeros(10, int), 1, 0.5)]
    [0.5, 0.0, 1.0]
    """
    angle = np.arcsin(np.sqrt(np.clip(odds, 0, 1)))
    bins = np.minimum((angle * (BINS * 2 / np.pi)).astype(np.int64), BINS - 1)
    many = np.bincount(bins, minlength=BINS)
    mean = np.bincount(bins, odds, minlength=BINS) / np.maximum(many, 1)
    if centre is None:
        whole = csr_array(many[None, :].astype(np.float64))
        centre = float(_within(whole, mean, 0.5, level)[0][0]) if len(odds) else 0.5
    centre = float(np.clip(centre, 0.05, 0.95))
    one = np.ones(len(bins))
    counts = csr_array((one, (np.asarray(group), bins)), shape=(groups, BINS))
    found = np.empty((3, groups))
    for start in range(0, groups, TOGETHER):
        some = slice(start, min(start + TOGETHER, groups))
        found[:, some] = _within(counts[some], mean, centre, level)
    return found[0], found[1], found[2]


def _within(counts: csr_array, odds: Floats, centre: float, level: float) -> Floats:
    """Return (3, G) mean, low and high, looking twice where the first look is too coarse."""
    edges = np.linspace(0, np.pi / 2, CELLS + 1)
    weight = np.asarray(counts @ _chances(odds, edges))
    wide = np.broadcast_to(edges, (counts.shape[0], CELLS + 1))
    found, spread = _summary(weight, wide, centre, level)
    cell = edges[1]
    coarse = np.flatnonzero(spread < 2 * cell)
    step = max(1, TOGETHER * CELLS // (BINS * FINE))
    for start in range(0, len(coarse), step):
        rows = coarse[start : start + step]
        middle = np.arcsin(np.sqrt(found[0, rows]))
        near = np.linspace(-SPAN / 2 * cell, SPAN / 2 * cell, FINE + 1)
        finer = np.clip(middle[:, None] + near, 0, np.pi / 2)
        table = _chances(odds, finer)
        weight = np.einsum("gb,bgc->gc", counts[rows].toarray(), table)
        found[:, rows] = _summary(weight, finer, centre, level)[0]
    return found


def _chances(odds: Floats, edges: Floats) -> Floats:
    """Return (B, ...) log chance of one thing of each bin, with the share in each cell."""
    share = np.sin((edges[..., 1:] + edges[..., :-1]) / 2) ** 2
    seen = odds.reshape(-1, *[1] * share.ndim)
    return np.log(np.maximum(share * seen + (1 - share) * (1 - seen), 1e-300))


def _prior(edges: Floats, centre: float) -> Floats:
    """Return the log mass of Beta(centre, 1 - centre) in each cell."""
    from scipy.special import betainc

    mass = np.diff(betainc(centre, 1 - centre, np.sin(edges) ** 2), axis=-1)
    return np.asarray(np.log(np.maximum(mass, 1e-300)))


def _summary(weight: Floats, edges: Floats, centre: float, level: float) -> tuple[Floats, Floats]:
    """Return (3, G) mean and quantiles, and (G,) standard deviation of the angle."""
    middle = (edges[:, 1:] + edges[:, :-1]) / 2
    mass = _mass(weight + _prior(edges, centre))
    mean = np.einsum("gc,gc->g", mass, np.sin(middle) ** 2)
    mass = _mass(weight + _prior(edges, 0.5))
    angle = np.einsum("gc,gc->g", mass, middle)
    spread = np.sqrt(np.einsum("gc,gc->g", mass, (middle - angle[:, None]) ** 2))
    total = np.cumsum(mass, axis=1)
    rows, ends = np.arange(len(mass)), []
    for tail in ((1 - level) / 2, (1 + level) / 2):
        at = np.minimum((total < tail).sum(axis=1), mass.shape[1] - 1)
        inside = (tail - (total[rows, at] - mass[rows, at])) / np.maximum(mass[rows, at], 1e-300)
        cut = edges[rows, at] + np.clip(inside, 0, 1) * (edges[rows, at + 1] - edges[rows, at])
        ends.append(np.sin(cut) ** 2)
    return np.array([np.clip(mean, *ends), *ends]), spread


def _mass(weight: Floats) -> Floats:
    """Return the (G, C) distributions whose logarithms these are, up to a constant a row."""
    mass = np.exp(weight - weight.max(axis=1, keepdims=True))
    return np.asarray(mass / mass.sum(axis=1, keepdims=True))
