"""Votes of sources whose accuracies walk at random from day to day."""

from dataclasses import replace

import numpy as np

from assay.bench.problem import Problem
from assay.evidence import Evidence

DAY = 86_400.0
#: Accuracies start between the first two and are thrown back at the last two.
START, EDGES = (0.45, 0.9), (0.35, 0.95)


def drifting_votes(
    seed: int,
    step: float = 0.02,
    days: int = 200,
    per_day: int = 40,
    per_item: int = 5,
    sources: int = 20,
    classes: int = 3,
) -> Problem:
    """Return votes with their times; what is wrong is evenly so.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    step
        Standard deviation of what an accuracy moves by in a day.
    days, per_day, per_item, sources, classes
        How many days, items a day, votes an item, sources and classes.
    """
    random = np.random.default_rng(seed)
    walk = random.normal(0, step, (days, sources)) if step else np.zeros((days, sources))
    right = np.empty((days, sources))
    now = random.uniform(*START, sources)
    for day, moved in enumerate(walk):
        now = now + moved
        now = np.where(now > EDGES[1], 2 * EDGES[1] - now, now)
        right[day] = now = np.where(now < EDGES[0], 2 * EDGES[0] - now, now)
    n = days * per_day
    truth, item = random.integers(0, classes, n), np.repeat(np.arange(n), per_item)
    source = np.argsort(random.random((n, sources)), axis=1)[:, :per_item].ravel()
    hit = random.random(len(item)) < right[item // per_day, source]
    other = (truth[item] + random.integers(1, classes, len(item))) % classes
    names = tuple(map(str, range(classes)))
    votes = Evidence.votes(item, source, np.where(hit, truth[item], other), names, n_items=n)
    time = (item // per_day + random.random(len(item))) * DAY
    return Problem({"evidence": replace(votes, context={"time": time})}, {"labels": truth})
