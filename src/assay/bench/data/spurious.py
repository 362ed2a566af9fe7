"""Two classes that nearly always bear a mark of their own, and a few items with the other's."""

import numpy as np

from assay.bench.data.audited import audited
from assay.bench.data.planted import planted, told
from assay.bench.problem import Problem
from assay.dataset import Dataset

CLASSES = ("0", "1")
#: How far the centres of the classes are apart by what they are, and by their marks, in deviations.
CORE, MARK = 2.0, 8.0
#: Features that say nothing.
EMPTY = 4


def spurious(
    seed: int,
    items: int = 5000,
    aligned: float = 0.95,
    noise: float = 0.1,
    predictions: str = "assay",
) -> Problem:
    """Return labels and features of which one, the mark, goes with the class but isn't it.

    A model that learns the mark takes the right labels of the few with the other's mark for
    mistakes. The slices are class and mark together: 0 and 3 the many, 1 and 2 the few.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    items
        How many.
    aligned
        Share of items with the mark of their class.
    noise
        Chance that a label is changed.
    predictions
        Who predicts; see `audited`.
    """
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, items)
    mark = np.where(random.random(items) < aligned, truth, 1 - truth)
    features = random.standard_normal((items, 2 + EMPTY)).astype(np.float32)
    features[:, 0] += np.float32(CORE) * (truth - np.float32(0.5))
    features[:, 1] += np.float32(MARK) * (mark - np.float32(0.5))
    evidence = planted(truth, CLASSES, features, "symmetric", noise, seed)
    made = Dataset(evidence, features=features, name="spurious")
    known = told(truth, evidence.given) | {"slices": 2 * truth + mark}
    return Problem(audited(made, predictions, seed), known)
