"""P(wrong) corrected by what reviewers found."""

import numpy as np

from assay.review.population import BINS, Population, middles
from assay.types import Floats, Ints

#: Deviations of how far log-odds are thought to be shifted and stretched before anybody looked.
SHIFT, STRETCH = 1.5, 0.4
STEPS = 25


def recalibrated(population: Population, rows: Ints, wrong: Floats) -> Floats:
    """Return (BINS,) the probability of being wrong in each range of what the audit said.

    Log-odds are shifted and stretched so that the reviewed come out most probably; few reviews
    change little.

    Parameters
    ----------
    rows, wrong
        Items that were looked at, and whether their label is wrong.
    """
    bins = population.bins[rows]
    items, found = (np.bincount(bins, each, BINS) for each in (np.ones(len(rows)), wrong))
    return fitted(np.asarray(items, np.float64), np.asarray(found, np.float64))


def fitted(items: Floats, found: Floats) -> Floats:
    """Return (BINS,) shares that fit `found` of `items` in each range."""
    x = middles()
    design = np.stack([np.ones(BINS), x / 2], axis=1)
    trust = np.array([SHIFT, 2 * STRETCH]) ** -2.0
    start = np.array([0.0, 2.0])
    theta = start.copy()
    for _ in range(STEPS):
        share = 1 / (1 + np.exp(-np.clip(design @ theta, -30, 30)))
        slope = design.T @ (found - items * share) - trust * (theta - start)
        bend = (design * (items * share * (1 - share))[:, None]).T @ design + np.diag(trust)
        step = np.linalg.solve(bend, slope)
        theta += np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(1 / (1 + np.exp(-np.clip(design @ theta, -30, 30))))
