"""Two classes with a mark that nearly always goes with them, and labels some of which are wrong."""

import numpy as np

from assay.bench.problem import Problem
from assay.evidence import Evidence
from assay.types import Floats, Ints


def learn_groups(
    seed: int,
    items: int = 2000,
    aligned: float = 0.95,
    told: int = 120,
    noise: float = 0.0,
    empty: int = 6,
) -> Problem:
    """Return two classes with a mark that nearly always goes with them, and few whose mark is told.

    Judged on items of which as many have the other class's mark.

    Parameters
    ----------
    seed
        Decides what is drawn.
    items
        How many there are to learn from.
    aligned
        Share that bears the mark of its class.
    told
        Of how many, as many of each group, it is known which group they are of.
    noise
        Chance that a label is turned round; never of those whose group is told.
    empty
        Features that say nothing: the more, the more wrong labels can be learnt by heart.
    """
    random = np.random.default_rng(seed)

    def drawn(n: int, share: float) -> tuple[Ints, Ints, Floats]:
        truth = random.integers(0, 2, n)
        mark = np.where(random.random(n) < share, truth, 1 - truth)
        features = random.standard_normal((n, 2 + empty)).astype(np.float32)
        features[:, 0] += 2.0 * (truth - 0.5)
        features[:, 1] += 4.0 * (mark - 0.5)
        return truth, 2 * truth + mark, features

    truth, groups, features = drawn(items, aligned)
    answers, slices, fresh = drawn(2000, 0.5)
    known = np.full(items, -1)
    for group in range(4):
        some = np.flatnonzero(groups == group)[: told // 4]
        known[some] = group
    labels = truth
    if noise:
        labels = np.where((random.random(items) < noise) & (known < 0), 1 - truth, truth)
    given = {
        "features": features, "evidence": Evidence.labels(labels), "groups": known, "seed": seed,
        "true_labels": truth, "classes": ("0", "1"), "test_features": fresh,
    }  # fmt: skip
    return Problem(given, {"labels": answers, "classes": ("0", "1"), "groups": slices})
