"""Votes of sources of uneven skill, and what a classifier predicts beside them."""

import numpy as np

from assay.bench.problem import Problem
from assay.evidence import Evidence

#: Law of the chance that a source knows the answer; else it guesses.
SKILL = (4, 3)
#: Probability that the classifier gives the class it names.
SURE = 0.8


def predicted_votes(
    seed: int,
    items: int = 20_000,
    per_item: int = 5,
    sources: int = 1000,
    classes: int = 5,
    knows: float = 0.8,
) -> Problem:
    """Return votes, and predictions of a classifier that knows so many answers and guesses others.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    items, per_item, sources, classes
        How many items, votes each, sources and classes.
    knows
        Share of the items whose class the classifier knows.
    """
    random = np.random.default_rng(seed)
    truth = random.integers(0, classes, items)
    item = np.repeat(np.arange(items), per_item)
    first = random.integers(0, sources, items)
    source = (first[:, None] + np.arange(per_item)).ravel() % sources
    known = random.random(len(item)) < random.beta(*SKILL, sources)[source]
    said = np.where(known, truth[item], random.integers(0, classes, len(item)))
    named = np.where(random.random(items) < knows, truth, random.integers(0, classes, items))
    predictions = np.full((items, classes), (1 - SURE) / max(classes - 1, 1))
    predictions[np.arange(items), named] = SURE
    evidence = Evidence.votes(item, source, said, tuple(map(str, range(classes))), n_items=items)
    return Problem({"evidence": evidence, "predictions": predictions}, {"labels": truth})
