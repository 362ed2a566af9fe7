"""Mistakes that are hard to find, planted in scikit-learn's handwritten digits."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from assay.bench.data.audited import audited
from assay.bench.data.digits import CLASSES
from assay.bench.data.planted import planted, told
from assay.bench.problem import Problem
from assay.dataset import Dataset
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.types import Floats, Ints

#: Clusters of a class, items of the class that is made rare, items of each where all are.
CLUSTERS, RARE, SCARCE = 4, 40, 5


class Made(NamedTuple):
    """Which digits are kept, their labels, and the slice of each where there are some."""

    rows: Ints
    labels: Ints
    slices: Ints | None = None


def misses(seed: int, case: str, rate: float = 0.1, *, grouped: bool = False) -> Problem:
    """Return digits whose labels are wrong in a way that hides them.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    case
        look-alike: all of a cluster of look-alikes is taken for the class that is nearest, as by
        one machine or one guideline, in as many clusters as the rate has room for. copies: every
        item stands there twice, with the same label. rare: one class has 40 items; the slices are
        the labels given as that class (1) and the others. scarce: 5 items of each class.
    rate
        Share of labels that is wrong.
    grouped
        Say which items are the same: copies are groups, and no model sees one to predict another.
    """
    from sklearn.datasets import load_digits

    if case not in CASES:
        raise SettingError("misses", f"case must be one of {', '.join(CASES)}", got=repr(case))
    pixels, truth = load_digits(return_X_y=True)
    features = (pixels / 16).astype(np.float32)
    made = CASES[case](features, truth, rate, seed)
    evidence = Evidence.labels(made.labels, CLASSES)
    groups = made.rows if grouped else None
    data = Dataset(evidence, features=features[made.rows], groups=groups, name="digits")
    known = told(truth[made.rows], made.labels)
    if made.slices is not None:
        known["slices"] = made.slices
    return Problem(audited(data, "assay", seed), known)


def look_alike(features: Floats, truth: Ints, rate: float, seed: int) -> Made:
    """Relabel whole clusters, drawn at random, as the nearest other class."""
    from sklearn.cluster import KMeans

    centres = np.stack([features[truth == k].mean(axis=0) for k in range(len(CLASSES))])
    clusters = []
    for k in range(len(CLASSES)):
        rows = np.flatnonzero(truth == k)
        part = KMeans(CLUSTERS, n_init=3, random_state=seed).fit_predict(features[rows])
        clusters += [rows[part == c] for c in range(CLUSTERS)]
    labels, changed = truth.copy(), 0
    for at in np.random.default_rng(seed).permutation(len(clusters)):
        rows = clusters[at]
        if changed + len(rows) > rate * len(truth) * 1.1:
            continue
        far = ((centres - features[rows].mean(axis=0)) ** 2).sum(axis=1)
        far[truth[rows[0]]] = np.inf
        labels[rows] = far.argmin()
        changed += len(rows)
    return Made(np.arange(len(truth)), labels)


def copies(features: Floats, truth: Ints, rate: float, seed: int) -> Made:
    """Let every item stand there twice."""
    labels = planted(truth, CLASSES, features, "symmetric", rate, seed).given
    return Made(np.tile(np.arange(len(truth)), 2), np.tile(labels, 2))


def rare(features: Floats, truth: Ints, rate: float, seed: int) -> Made:
    """Keep 40 items of one class."""
    few = seed % len(CLASSES)
    gone = np.random.default_rng(seed).permutation(np.flatnonzero(truth == few))[RARE:]
    rows = np.delete(np.arange(len(truth)), gone)
    labels = planted(truth[rows], CLASSES, features[rows], "symmetric", rate, seed).given
    return Made(rows, labels, (labels == few).astype(np.int64))


def scarce(features: Floats, truth: Ints, rate: float, seed: int) -> Made:
    """Keep 5 items of each class; a tenth of 50 labels is 5, drawn once for all."""
    del features  # every case is made from the same
    random = np.random.default_rng(seed)
    drawn = [random.permutation(np.flatnonzero(truth == k))[:SCARCE] for k in range(len(CLASSES))]
    rows = np.sort(np.concatenate(drawn))
    labels = truth[rows].copy()
    wrong = random.permutation(len(rows))[: round(rate * len(rows))]
    labels[wrong] = (labels[wrong] + random.integers(1, len(CLASSES), len(wrong))) % len(CLASSES)
    return Made(rows, labels)


CASES: dict[str, Callable[[Floats, Ints, float, int], Made]] = {
    "look-alike": look_alike,
    "copies": copies,
    "rare": rare,
    "scarce": scarce,
}
