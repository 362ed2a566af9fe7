"""Train on the labels before and after a repair, and compare on the same items."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from assay.compare.comparison import Comparison, Scores
from assay.compare.models import chosen, predictions, scaled
from assay.compare.paired import gains
from assay.compare.stability import flips
from assay.compare.together import WHO, together
from assay.dataset import Dataset
from assay.errors import DataError
from assay.registry import Parts
from assay.types import Array, Bools, Ints

#: One item of so many is held out where there is no test set.
HELD_OUT = 5
#: What a split is called that is not learnt from.
TEST = "test"


class Sets(NamedTuple):
    """Which rows of all data sets together are learnt from, and which are asked."""

    before: Ints
    after: Ints
    test: Ints
    original: Ints
    corrected: Ints


def compare(
    before: Dataset,
    after: Dataset,
    *,
    test: Dataset | None = None,
    corrected: Dataset | None = None,
    models: Mapping[str, Any] | Sequence[str] = ("logistic", "boosting", "neighbours"),
    seed: int = 0,
    workers: int | None = None,
    cache: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Tell what a repair is worth: train on both versions, score on one test set.

    Parameters
    ----------
    before, after
        The data with the labels as they were, and repaired. Items may have been dropped.
    test
        Items to score on, with the labels they have. By default those whose split is `test`; and
        where there are none, every fifth item by its name, which then isn't learnt from.
    corrected
        The same test items with repaired labels; by default those that `after` has.
    models
        Names of classifiers, the first of which is told of: logistic, boosting, forest,
        neighbours, or `module:callable`; or scikit-learn classifiers by name.
    seed
        Decides what the classifiers and the bootstrap draw.
    workers, cache, progress
        As in `assay.audit`.

    Returns
    -------
    Comparison
        By each model and set of labels: accuracy, balanced accuracy and macro F1 before and
        after, their difference with its interval; and where the test set's own errors turn the
        order of the models.

    Raises
    ------
    DataError
        The data sets do not go together: other columns, other classes, no item in common.
    """
    say = progress or (lambda _: None)
    say("features")
    classes, labels = _labels([before, after, *(d for d in (test, corrected) if d is not None)])
    sets = _held_out(before, after, labels) if test is None else _given(labels, test, corrected)
    datasets = [before, after] if test is None else [before, after, test]
    parts = Parts(together(datasets), seed=seed, workers=workers, cache=cache)
    features = scaled(parts["features"])
    said: dict[str, tuple[Ints, Ints]] = {}
    learnt = np.concatenate(labels[:2])
    for name, model in chosen(_named(models), seed).items():
        say(name)
        said[name] = (
            predictions(model, features, sets.before, learnt[sets.before], sets.test),
            predictions(model, features, sets.after, learnt[sets.after], sets.test),
        )
    return _told(sets, said, classes, (before, after), seed)


def _named(models: Mapping[str, Any] | Sequence[str]) -> Mapping[str, Any] | tuple[str, ...]:
    if not models:
        raise DataError(WHO, "there must be a model", got="none")
    return models if isinstance(models, Mapping) else tuple(models)


def _told(
    sets: Sets,
    said: Mapping[str, tuple[Ints, Ints]],
    classes: tuple[str, ...],
    data: tuple[Dataset, Dataset],
    seed: int,
) -> Comparison:
    scores = []
    changed = bool((sets.original != sets.corrected).any())
    versions = {"original": sets.original, "corrected": sets.corrected}
    for which in ("original", "corrected") if changed else ("original",):
        truth = versions[which]
        known = truth >= 0
        for name, (one, two) in said.items():
            told = gains(truth[known], one[known], two[known], seed)
            scores.append(Scores(name, which, int(known.sum()), told))
    known = (sets.original >= 0) & (sets.corrected >= 0)
    # Models as they are before the repair: their order is what a score board would show.
    boards = {name: one[known] for name, (one, _) in said.items()}
    turned = flips(boards, sets.original[known], sets.corrected[known], seed) if changed else ()
    wrong = int((sets.original != sets.corrected)[known].sum())
    names = (data[0].name, data[1].name)
    return Comparison(
        names, classes, (len(sets.before), len(sets.after)), int(known.sum()), wrong,
        tuple(scores), turned, seed,
    )  # fmt: skip


def _labels(datasets: Sequence[Dataset]) -> tuple[tuple[str, ...], list[Ints]]:
    """Return the classes of all, and every data set's labels as indices of these."""
    for one in datasets:
        if one.evidence.truth.kind not in ("one_of", "ordered"):
            rule = "labels must be classes"
            raise DataError(WHO, rule, got=one.evidence.truth.kind, where=one.name)
    classes = tuple(dict.fromkeys(name for one in datasets for name in one.classes))
    place = {name: k for k, name in enumerate(classes)}
    found = []
    for one in datasets:
        own = np.array([*(place[name] for name in one.classes), -1])
        found.append(own[np.asarray(one.labels)])
    return classes, found


def _given(labels: Sequence[Ints], test: Dataset, corrected: Dataset | None) -> Sets:
    """Learn from all labelled items; ask the test set's."""
    sizes = np.cumsum([0, *map(len, labels[:3])])
    before, after = (np.flatnonzero(labels[i] >= 0) + sizes[i] for i in (0, 1))
    fixed = labels[2]
    if corrected is not None:
        at = _places(test, corrected)
        fixed = np.where(at >= 0, labels[3][np.maximum(at, 0)], -1)
    asked = np.arange(sizes[2], sizes[3])
    return _some(Sets(before, after, asked, labels[2], fixed))


def _held_out(before: Dataset, after: Dataset, labels: Sequence[Ints]) -> Sets:
    """Ask the items of the split `test`, or every fifth by name; learn from the others."""
    held, held_after = (_is_test(one) for one in (before, after))
    if not (held.any() and held_after.any()):
        held, held_after = (_every_fifth(one.ids) for one in (before, after))
    at = _places(before, after)
    asked = np.flatnonzero(held & (at >= 0))
    learn = np.flatnonzero(~held & (labels[0] >= 0))
    then = np.flatnonzero(~held_after & (labels[1] >= 0)) + before.n_items
    return _some(Sets(learn, then, asked, labels[0][asked], labels[1][at[asked]]))


def _some(sets: Sets) -> Sets:
    for name in ("before", "after", "test"):
        if not len(getattr(sets, name)):
            rule = "there must be labelled items to learn from, and items in common to score on"
            raise DataError(
                WHO, rule, got=f"no item in {name}", fix="See --id, --split and --test."
            )
    return sets


def _places(one: Dataset, other: Dataset) -> Ints:
    """Return (n,) where each item of `one` is in `other`, -1 where it isn't."""
    place = {key: i for i, key in enumerate(np.asarray(other.ids).tolist())}
    if len(place) < other.n_items:
        rule = "names of items must be unique"
        raise DataError(WHO, rule, got=f"{other.n_items - len(place):,} repeated", where=other.name)
    keys: Array = np.asarray(one.ids)
    return np.array([place.get(key, -1) for key in keys.tolist()], np.int64)


def _is_test(one: Dataset) -> Bools:
    if one.split is None:
        return np.zeros(one.n_items, bool)
    return np.array([str(name).lower() == TEST for name in one.split.tolist()], bool)


def _every_fifth(ids: Array | None) -> Bools:
    """Tell which items are held out: a share that depends on nothing but their names."""
    digests = (
        blake2b(str(key).encode("utf-8", "surrogatepass")) for key in np.asarray(ids).tolist()
    )
    return np.array([int.from_bytes(d.digest()[:4], "big") % HELD_OUT == 0 for d in digests], bool)
