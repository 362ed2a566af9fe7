"""Votes of sources that each have their own way of being wrong."""

import numpy as np

from assay.bench.problem import Problem
from assay.evidence import Evidence
from assay.types import Floats

#: Shares of sources that answer whatever the truth, and that lean towards a favourite class.
CARELESS, LEANING = 0.10, 0.05


def votes(
    seed: int, items: int = 10_000, per_item: int = 5, sources: int = 200, classes: int = 5
) -> Problem:
    """Return votes on items whose classes are about once to twice as common as each other.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    items, per_item, sources, classes
        How many items, votes each, sources and classes.
    """
    random = np.random.default_rng(seed)
    prior = np.linspace(1, 2, classes) / np.linspace(1, 2, classes).sum()
    truth = random.choice(classes, items, p=prior)
    edges = confusions(sources, classes, random).cumsum(axis=2)
    edges[:, :, -1] = np.inf
    item = np.repeat(np.arange(items), per_item)
    source = random.integers(0, sources, len(item))
    label = (random.random(len(item))[:, None] >= edges[source, truth[item]]).sum(axis=1)
    evidence = Evidence.votes(item, source, label, tuple(map(str, range(classes))), n_items=items)
    return Problem({"evidence": evidence}, {"labels": truth})


def confusions(sources: int, classes: int, random: np.random.Generator) -> Floats:
    """Return (S, K, K) P(source says j | truth k) at [s, k, j]."""
    right = random.beta(6, 3, sources)
    wrong = random.dirichlet(np.ones(classes - 1), (sources, classes)) * (1 - right)[:, None, None]
    table = np.empty((sources, classes, classes))
    for k in range(classes):
        table[:, k, k] = right
        table[:, k, np.arange(classes) != k] = wrong[:, k]
    kind = random.random(sources)
    careless = kind < CARELESS
    table[careless] = random.dirichlet(np.ones(classes), int(careless.sum()))[:, None, :]
    leaning = np.flatnonzero((kind >= CARELESS) & (kind < CARELESS + LEANING))
    table[leaning] /= 2
    table[leaning, :, random.integers(0, classes, len(leaning))] += 0.5
    return table
