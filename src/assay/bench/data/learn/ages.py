"""Classes in an order, some of which nobody labelled."""

import numpy as np

from assay.bench.problem import Problem
from assay.evidence import Evidence
from assay.types import Floats, Ints


def learn_ages(seed: int, ages: int = 20, every: int = 2, spread: float = 0.15) -> Problem:
    """Return items of an age each, of which every second age or so is labelled.

    Parameters
    ----------
    seed
        Draws everything.
    ages
        How many there are.
    every
        Of which every so manyth is labelled.
    spread
        Of what features are blurred by.
    """
    random = np.random.default_rng(seed)
    turn = random.normal(size=(2, 10))

    def drawn(n: int) -> tuple[Floats, Ints]:
        truth = random.integers(0, ages, n)
        angle = np.pi * truth / ages
        around = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return (around + random.normal(0, spread, (n, 2))) @ turn, truth

    features, truth = drawn(2000)
    test, answers = drawn(2000)
    names = tuple(map(str, range(ages)))
    order = np.arange(float(ages))
    given = {
        "features": features, "test_features": test, "classes": names, "seed": seed,
        "evidence": Evidence.labels(np.where(truth % every == 0, truth, -1), names),
        "true_labels": truth, "class_distances": np.abs(order[:, None] - order),
    }  # fmt: skip
    return Problem(given, {"labels": answers, "classes": names})
