"""Whole bags in every batch, and checks of what is said of them: what recipes for bags share."""

from collections.abc import Iterator, Sequence

import numpy as np

from assay.errors import DataError
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.method import Learner
from assay.model import Model
from assay.truth import one_of
from assay.types import Array, Features, Floats, Ints


class Whole(Recipe):
    """Items whose bags have counts; batches hold whole bags.

    Parameters
    ----------
    bags
        (n,) which bag each item is in, -1 for none.
    counts
        (B, K) how many items of each bag are of each class.
    """

    rounds = 20

    def __init__(self, bags: Ints, counts: Ints) -> None:
        size = np.maximum(counts.sum(axis=1, keepdims=True), 1)
        first = np.where((bags >= 0)[:, None], (counts / size)[np.maximum(bags, 0)], np.nan)
        super().__init__(first)
        self.bags, self.counts = bags, counts

    def batches(self, items: Ints, size: int, random: np.random.Generator) -> Iterator[Ints]:
        """Yield the items of as many whole bags as make about `size` items, at least one bag."""
        mine = items[np.argsort(self.bags[items], kind="stable")]
        _, first, sizes = np.unique(self.bags[mine], return_index=True, return_counts=True)
        turn = random.permutation(len(first))
        ends = np.cumsum(sizes[turn])
        part = np.maximum(ends - sizes[turn] // 2, 0) // max(size, 1)
        for which in np.split(turn, np.flatnonzero(np.diff(part)) + 1):
            if len(which):
                yield np.concatenate([mine[first[b] : first[b] + sizes[b]] for b in which])


def of_bags(
    learner: Learner, recipe: type[Whole], features: Features, bags: Array, bag_counts: Array,
    classes: Sequence[str] | None, carrier: Carrier,
) -> Model:  # fmt: skip
    """Return the model that a recipe for bags gives; unnamed classes are numbered."""
    which, counts = counted(bags, bag_counts, type(learner).__name__)
    truth = one_of(classes or tuple(map(str, range(counts.shape[1]))))
    return fit(learner, features, truth, recipe(which, counts), carrier)


def counted(bags: Array, counts: Array, who: str) -> tuple[Ints, Ints]:
    """Return bags (n,) and counts (B, K) as whole numbers that can be met, or say which can't."""
    which, told = np.asarray(bags), np.asarray(counts)
    if which.ndim != 1 or which.dtype.kind not in "iu":
        rule = "bags must be one whole number an item, -1 for none"
        raise DataError(who, rule, got=f"{which.dtype} of shape {which.shape}")
    if told.ndim != 2 or told.shape[1] < 2:
        rule = "bag_counts must have a row a bag and a column a class"
        raise DataError(who, rule, got=f"shape {told.shape}")
    if which.size and not (int(which.min()) >= -1 and int(which.max()) < len(told)):
        rule = f"bags must be rows of bag_counts, 0 to {len(told) - 1}"
        raise DataError(who, rule, got=f"{which.min()} to {which.max()}")
    whole = np.rint(told)
    sizes = np.bincount(which[which >= 0], minlength=len(told))
    broken = (np.abs(whole - told) > 1e-6).any(axis=1) | (whole < 0).any(axis=1)
    broken |= whole.sum(axis=1) != sizes
    if broken.any():
        bag = int(broken.argmax())
        rule = "counts of a bag must be whole numbers from 0 that add up to its items"
        fix = "Multiply proportions by the size of the bag, and round."
        got = f"{told[bag].tolist()} of {sizes[bag]} items"
        raise DataError(who, rule, got=got, where=f"bag {bag}", fix=fix)
    return which.astype(np.int64), whole.astype(np.int64)


def mean_by(bags: Ints, values: Floats) -> tuple[Floats, Ints, Floats]:
    """Return (b, K) means over the bags of a batch, which bags they are, and their sizes."""
    names, place, sizes = np.unique(bags, return_inverse=True, return_counts=True)
    total = np.zeros((len(names), values.shape[1]))
    np.add.at(total, place.ravel(), values)
    return total / sizes[:, None], names, sizes.astype(np.float64)
