"""Few labels, and unlabelled items that are not like the labelled ones."""

from typing import Any

import numpy as np

from assay.bench.data.learning import learn_digits
from assay.bench.problem import Problem
from assay.evidence import Evidence
from assay.types import Floats, Ints


def learn_imbalanced(seed: int, ratio: float = 20, labelled: int = 20, more: int = 5) -> Problem:
    """Return digits whose classes get ever rarer, some labelled and more of them not.

    Parameters
    ----------
    seed
        Decides the cut, and who is labelled.
    ratio
        How much more common the first class is than the last, among both kinds of items.
    labelled
        Labelled items of the first class.
    more
        How many times as many unlabelled items there are, as far as they go.
    """
    whole = learn_digits(seed, kind="few")
    features, truth = np.asarray(whole.given["features"]), np.asarray(whole.given["true_labels"])
    random, chosen, labels = np.random.default_rng(seed), [], []
    share = float(ratio) ** (-np.arange(10) / 9)
    # No class has more items than there are: the first sets the scale for all.
    most = min(labelled * (1 + more), int(np.bincount(truth).min()))
    for k in range(10):
        mine = random.permutation(np.flatnonzero(truth == k))
        named = max(2, round(most / (1 + more) * share[k]))
        rest = round(most * share[k]) - named
        chosen.append(mine[: named + max(rest, 0)])
        labels.append(np.where(np.arange(len(chosen[-1])) < named, k, -1))
    items, given = np.concatenate(chosen), np.concatenate(labels)
    return _problem(whole, features[items], truth[items], given, seed)


def learn_mismatched(seed: int, known: int = 6, each: int = 10, *, named: bool = False) -> Problem:
    """Return digits of which the last are of classes nobody labelled.

    Parameters
    ----------
    seed
        Decides the cut, and who is labelled.
    known
        How many classes are labelled.
    each
        Labelled items of each.
    named
        Whether the classes hold one named unknown, which the others are judged to be of; else
        only items of the known classes are judged.
    """
    whole = learn_digits(seed, kind="few", each=each)
    truth, answers = np.asarray(whole.given["true_labels"]), np.asarray(whole.truth["labels"])
    labels = np.asarray(whole.given["evidence"].given)
    labels = np.where(labels < known, labels, -1)
    names = tuple("0123456789")[:known] + (("unknown",) if named else ())
    kept = np.ones(len(answers), bool) if named else answers < known
    made = {
        "features": whole.given["features"], "evidence": Evidence.labels(labels, names),
        "test_features": np.asarray(whole.given["test_features"])[kept], "classes": names,
        "true_labels": np.minimum(truth, len(names) - 1), "seed": seed,
    }  # fmt: skip
    judged = np.minimum(answers[kept], known)
    return Problem(made, {"labels": judged, "classes": names})


def learn_clouds(
    seed: int, labelled: int = 20, unlabelled: int = 2000, columns: int = 200,
    apart: float = 2.0, moved: float = 0.5,
) -> Problem:  # fmt: skip
    """Return two normal clouds, and unlabelled items of two more that lie elsewhere.

    Parameters
    ----------
    seed
        Draws everything.
    labelled, unlabelled
        Items to learn from.
    columns
        Features.
    apart
        Distance of each middle from the origin; they lie on opposite sides of it.
    moved
        Distance by which the unlabelled clouds' middles are moved, in a direction that is drawn.
    """
    random = np.random.default_rng(seed)
    middle = apart * _direction(random, columns)
    elsewhere = middle + moved * _direction(random, columns)

    def cloud(n: int, about: Floats) -> tuple[Floats, Ints]:
        side = random.permutation(np.arange(n) % 2)
        return random.normal(size=(n, columns)) + np.outer(2 * side - 1, about), side

    own, truth = cloud(labelled, middle)
    other, hidden = cloud(unlabelled, elsewhere)
    test, answers = cloud(2000, middle)
    labels = np.r_[truth, np.full(unlabelled, -1)]
    names = ("one", "other")
    made = {
        "features": np.concatenate([own, other]), "test_features": test, "classes": names,
        "evidence": Evidence.labels(labels, names), "true_labels": np.r_[truth, hidden],
        "seed": seed,
    }  # fmt: skip
    return Problem(made, {"labels": answers, "classes": names})


def _direction(random: np.random.Generator, columns: int) -> Floats:
    drawn = random.normal(size=columns)
    return np.asarray(drawn / np.linalg.norm(drawn))


def _problem(whole: Problem, features: Floats, truth: Ints, labels: Ints, seed: int) -> Problem:
    names: Any = whole.given["classes"]
    made = {
        "features": features, "test_features": whole.given["test_features"], "classes": names,
        "evidence": Evidence.labels(labels, names), "true_labels": truth, "seed": seed,
    }  # fmt: skip
    return Problem(made, dict(whole.truth))
