"""What people are shown: examples of classes, and suggestions that explain themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.bench.work import Work
from assay.kernels.explain.exemplars import retrieval
from assay.posterior import Posterior
from assay.registry import Parts, method, run
from assay.report.instructions import Guide, apart, belief
from assay.types import Floats, Ints

#: What measures, by name; the other names are contenders.
METRICS = ("examples_accuracy", "examples_precision", "labels_recalled")
__all__ = [
    *METRICS, "explainer", "greedy_examples", "label_examples", "medoid_examples",
    "most_probable", "random_examples",
]  # fmt: skip

#: Examples of a class.
EACH = 3


@dataclass(frozen=True, eq=False)
class Examples:
    """Items that stand for their classes.

    Parameters
    ----------
    features
        (n, d) of all items.
    chosen
        Rows for each class.
    unseen
        (m,) rows that nobody chose from.
    """

    features: Floats
    chosen: tuple[Ints, ...]
    unseen: Ints


def examples_precision(answer: Examples, truth: Mapping[str, Any]) -> float:
    """Return the mean over classes of the average precision at which its examples find it.

    Items that nobody chose from are ranked by how near the nearest example is.
    """
    labels = np.asarray(truth["labels"])[answer.unseen]
    found = [
        retrieval(near[None], (labels == k).astype(float))[0]
        for k, near in enumerate(_nearest(answer).T)
    ]
    return float(np.mean(found))


def examples_accuracy(answer: Examples, truth: Mapping[str, Any]) -> float:
    """Return the share of unseen items that the class of the nearest example is right for."""
    labels = np.asarray(truth["labels"])[answer.unseen]
    return float((_nearest(answer).argmin(axis=1) == labels).mean())


def _nearest(answer: Examples) -> Floats:
    unseen = answer.features[answer.unseen]
    near = [apart(unseen, answer.features[rows]).min(axis=1) for rows in answer.chosen]
    return np.stack(near, axis=1)


def labels_recalled(answer: Posterior, truth: Mapping[str, Any]) -> float:
    """Return the share of mislabelled items whose right label is the most probable."""
    wrong = np.asarray(truth["errors"]) == 1
    return float((answer.labels == np.asarray(truth["labels"]))[wrong].mean())


def greedy_examples(given: Mapping[str, Any] | Parts, most: int = EACH) -> Work:
    """Choose as the instructions of a review do: greedily, by what is believed."""
    return _choosing(given, *_believed(given), most)


def label_examples(given: Mapping[str, Any] | Parts, most: int = EACH) -> Work:
    """Choose greedily too, but believe the given labels."""
    labels = np.asarray(given["labels"])
    return _choosing(given, labels, np.ones(len(labels)), most)


def _choosing(given: Mapping[str, Any] | Parts, believed: Ints, sure: Floats, most: int) -> Work:
    features, (seen, unseen) = np.asarray(given["features"]), _halves(len(believed))
    classes = given["classes"]

    def choose() -> Examples:
        made = Guide(features[seen], believed[seen], sure[seen], classes, most=most)
        chosen = [[one["row"] for one in made.of(name)["typical"]] for name in made.classes]
        return Examples(features, tuple(seen[rows] for rows in chosen), unseen)

    return Work(choose)


def random_examples(given: Mapping[str, Any] | Parts, most: int = EACH, seed: int = 0) -> Work:
    """Choose items of each class by chance, of those whose class is believed."""
    believed, _ = _believed(given)
    features, (seen, unseen) = np.asarray(given["features"]), _halves(len(believed))

    def choose() -> Examples:
        random = np.random.default_rng(seed)
        of = (seen[believed[seen] == k] for k in range(len(given["classes"])))
        chosen = tuple(random.choice(rows, min(most, len(rows)), replace=False) for rows in of)
        return Examples(features, chosen, unseen)

    return Work(choose)


def medoid_examples(given: Mapping[str, Any] | Parts, most: int = EACH, seed: int = 0) -> Work:
    """Choose the medoids of each class: those that its items are nearest to (k-medoids)."""
    believed, _ = _believed(given)
    features, (seen, unseen) = np.asarray(given["features"]), _halves(len(believed))

    def choose() -> Examples:
        random = np.random.default_rng(seed)
        of = (seen[believed[seen] == k] for k in range(len(given["classes"])))
        chosen = tuple(rows[_medoids(features[rows], most, random)] for rows in of)
        return Examples(features, chosen, unseen)

    return Work(choose)


def _medoids(rows: Floats, most: int, random: np.random.Generator) -> Ints:
    """Return the best of ten runs of assigning items and choosing the middle of each group."""
    distance = apart(rows, rows)
    best, least = np.arange(min(most, len(rows))), np.inf
    for _ in range(10):
        middle = random.choice(len(rows), min(most, len(rows)), replace=False)
        for _ in range(50):
            home = distance[:, middle].argmin(axis=1)
            groups = [np.flatnonzero(home == g) for g in range(len(middle))]
            new = np.array([g[distance[np.ix_(g, g)].sum(axis=1).argmin()] for g in groups])
            if (new == middle).all():
                break
            middle = new
        cost = distance[:, middle].min(axis=1).sum()
        if cost < least:
            best, least = middle, cost
    return best


def _halves(n: int) -> tuple[Ints, Ints]:
    """Return the items that are chosen from, and the others."""
    order = np.random.default_rng(0).permutation(n)
    return np.sort(order[: n // 2]), np.sort(order[n // 2 :])


def _believed(given: Mapping[str, Any] | Parts) -> tuple[Ints, Floats]:
    """Return what an audit makes believe."""
    flags = run(method("label-posterior")(), given)
    labels = np.asarray(given["labels"])
    wrong = np.zeros(len(labels)) if flags.p_wrong is None else np.asarray(flags.p_wrong)
    return belief(labels, np.asarray(flags.suggested), wrong)


def explainer(given: Mapping[str, Any] | Parts) -> Work:
    """Suggest by an additive model that explains itself, out of fold, from the given labels."""
    from assay.review.explaining import Explainer

    labels, classes = np.asarray(given["labels"]), given["classes"]

    def suggest() -> Posterior:
        made = Explainer(given["columns"], labels, np.ones(len(labels)), classes)
        return Posterior(classes, made.predictions())

    return Work(suggest)


def most_probable(given: Mapping[str, Any] | Parts) -> Work:
    """Suggest what the out-of-fold predictions of an audit hold most probable."""
    return Work(lambda: Posterior(given["classes"], np.asarray(given["predictions"])))
