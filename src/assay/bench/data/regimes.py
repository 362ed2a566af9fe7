"""Votes of crowds in which methods of inference are known to lose to the majority vote."""

from typing import Literal

import numpy as np

from assay.bench.problem import Problem
from assay.evidence import Evidence
from assay.types import Ints

#: Share of errors that go to one class where errors go one way, and of items that fool everybody
#: alike, and of sources that mean harm.
ONE_WAY, FOOLING, HARMFUL = 0.7, 0.25, 0.2


def regime(
    seed: int,
    items: int = 2000,
    per_item: int = 5,
    sources: int = 100,
    classes: int = 5,
    errors: Literal["any", "one way", "shared"] = "any",
    least: float = 0.4,
    most: float = 0.9,
    *,
    harmful: bool = False,
    uneven: bool = False,
) -> Problem:
    """Return votes of sources that are right with chances drawn between `least` and `most`.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    items, per_item, sources, classes
        How many items, votes each by different sources, sources and classes.
    errors
        Where wrong votes go: to any class, mostly to the next one, or, of a quarter of the items,
        mostly to one and the same class.
    least, most
        Of the chance that a source is right.
    harmful
        A fifth of the sources is right in one of twenty votes.
    uneven
        Class j is one over j + 1 times as common as the first.
    """
    random = np.random.default_rng(seed)
    prior = 1 / np.arange(1, classes + 1) if uneven else np.ones(classes)
    truth = random.choice(classes, items, p=prior / prior.sum())
    item = np.repeat(np.arange(items), per_item)
    # A run of different sources from a random start, a random step on: no source votes twice.
    start, step = random.integers(0, sources, items), random.integers(1, sources, items)
    order = np.argsort(random.random((1, sources)))[0]
    turn = np.tile(np.arange(per_item), items)
    source = order[(start[item] + turn * _apart(step, sources)[item]) % sources]
    skill = random.uniform(least, most, sources)
    if harmful:
        skill[random.random(sources) < HARMFUL] = 0.05
    right = random.random(len(item)) < skill[source]
    other = (truth[item] + random.integers(1, classes, len(item))) % classes
    if errors == "one way":
        other = np.where(random.random(len(item)) < ONE_WAY, (truth[item] + 1) % classes, other)
    if errors == "shared":
        fooled = (random.random(items) < FOOLING)[item]
        lure = (truth + random.integers(1, classes, items)) % classes
        right &= ~(fooled & (random.random(len(item)) < 0.5))
        other = np.where(fooled, lure[item], other)
    # Ties go to the first class; errors that go to the next one must not make that the truth.
    name = random.permutation(classes)
    truth, label = name[truth], name[np.where(right, truth[item], other)]
    evidence = Evidence.votes(item, source, label, tuple(map(str, range(classes))), n_items=items)
    return Problem({"evidence": evidence}, {"labels": truth})


def _apart(step: Ints, sources: int) -> Ints:
    """Return steps that have no divisor in common with the number of sources, 1 for the others."""
    return np.asarray(np.where(np.gcd(step, sources) == 1, step, 1))
