"""How alike items are, in features and in predictions, summed by the class they are given.

The relation of two items is the cosine of their features, 0 where negative, times the inner
product of their predictions; below `least` it is taken as none. Sums are means over the items of
each class that are believed, so that a class has no more weight for being common.
"""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from assay.kernels.by_class import small_ints
from assay.types import Bools, Floats, Ints

#: Relations that are looked at together.
BLOCK = 1 << 20
#: Probabilities below it count as none.
TINY = np.float32(1e-12)
#: Powers of the relation over which mean and variance of the data map are taken.
POWERS = (1, 2, 4, 8)

#: Mean relation to the own class, to the other classes together, and the class of the greatest.
Sums = tuple[Floats, Floats, Ints]
#: Mean and variance of the relation over powers, most alike item of the same and of another label.
Map = tuple[Floats, Floats, Ints, Ints]


class Graph(Protocol):
    """Relations of some pairs of items."""

    def sums(self, believed: Bools) -> Sums:
        """Return (n,) relation to the own and to other classes, and (n,) the closest class."""

    def map(self) -> Map:
        """Return (n,) mean, variance, most alike item of the same and of another label, or -1."""


def unit(features: Floats) -> Floats:
    """Return the rows at length one, in single precision; rows of zeros stay."""
    rows = np.array(features, np.float32)
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    rows /= np.where(length > 0, length, 1)[:, None]
    return rows


def raised(relation: Floats, power: float) -> Floats:
    """Return the relation to a power; whole powers by squaring, which is quicker.

    Examples
    --------
    >>> raised(np.array([0.5, 1.0]), 3.0).tolist()
    [0.125, 1.0]
    """
    if power != int(power) or power > 64:
        return np.asarray(relation**power)
    left, square, found = int(power), relation, None
    while left:
        if left & 1:
            found = square if found is None else found * square
        left >>= 1
        square = square * square if left else square
    return relation if found is None else found


def inverse(labels: Ints, believed: Bools, classes: int) -> Floats:
    """Return (K,) one over the items believed of each class, 0 where there are none."""
    count = np.bincount(labels[believed], minlength=classes)
    return np.asarray(np.where(count > 0, 1 / np.maximum(count, 1), 0), np.float32)


class AllPairs:
    """Relations of all pairs, a block at a time; class sums are kept, (n, K)."""

    def __init__(
        self, labels: Ints, features: Floats, predictions: Floats, power: float, least: float
    ) -> None:
        self.labels, self.power = labels, power
        self.least = np.float32(max(least, 1e-12))
        self.rows = unit(features)
        self.predictions = np.array(predictions, np.float32)
        # Products of very small numbers are slow and decide nothing.
        self.predictions[self.predictions < TINY] = 0
        self.believed = np.zeros(len(labels), bool)
        self.classes = predictions.shape[1]
        self.kept = np.zeros((len(labels), self.classes), np.float32)

    def sums(self, believed: Bools) -> Sums:
        """Bring the kept sums up to date by the items that are new or believed no more."""
        for moved, sign in ((believed & ~self.believed, 1), (self.believed & ~believed, -1)):
            items = np.flatnonzero(moved)
            items = items[np.argsort(self.labels[items], kind="stable")]
            present, first = np.unique(self.labels[items], return_index=True)
            for block, relation in self.blocks(items):
                found = np.add.reduceat(raised(relation, self.power), first, axis=1)
                self.kept[block, present] += np.float32(sign) * found
        self.believed = believed
        weight = inverse(self.labels, believed, self.classes)
        own, rest = np.zeros(len(self.labels), np.float32), np.zeros(len(self.labels), np.float32)
        best = np.empty(len(own), small_ints(len(weight)))
        step = max(1, BLOCK // len(weight))
        for start in range(0, len(own), step):
            piece = slice(start, start + step)
            mean = np.maximum(self.kept[piece], 0) * weight
            given, rows = self.labels[piece], np.arange(len(mean))
            own[piece] = np.where(given >= 0, mean[rows, given], 0)
            best[piece] = np.where(mean.any(axis=1), mean.argmax(axis=1), given.clip(min=0))
            mean[rows[given >= 0], given[given >= 0]] = 0
            rest[piece] = mean.sum(axis=1) * (given >= 0)
        return own, rest, best

    def blocks(self, columns: Ints) -> Iterator[tuple[slice, Floats]]:
        """Yield slices of items and their relations to the columns, 0 to themselves."""
        if not len(columns):
            return
        features = np.ascontiguousarray(self.rows[columns].T)
        predictions = np.ascontiguousarray(self.predictions[columns].T)
        place = np.full(len(self.labels), -1)
        place[columns] = np.arange(len(columns))
        step = max(16, BLOCK // len(columns))
        for start in range(0, len(self.labels), step):
            block = slice(start, start + step)
            relation = self.rows[block] @ features
            relation *= self.predictions[block] @ predictions
            here = place[block]
            relation[np.flatnonzero(here >= 0), here[here >= 0]] = 0
            relation *= relation >= self.least
            yield block, relation

    def map(self) -> Map:
        """Look at the relations to all labelled items."""
        found = empty_map(len(self.labels))
        items = np.flatnonzero(self.labels >= 0)
        items = items[np.argsort(self.labels[items], kind="stable")]
        near = self.labels[items]
        present, first = np.unique(near, return_index=True)
        weight = inverse(self.labels, self.labels >= 0, self.classes)[present]
        for block, relation in self.blocks(items):
            given = self.labels[block]
            own = present == given[:, None]
            shares, square = [], relation
            for power in POWERS:
                mean = np.add.reduceat(square, first, axis=1) * weight
                shares.append(balance((mean * own).sum(axis=1), mean.sum(axis=1), given))
                square = square * square if power != POWERS[-1] else square
            fill(found, block, shares, relation, near == given[:, None], items, given)
        return found


def empty_map(n: int) -> Map:
    """Return a map on which nothing is related."""
    alike, unlike = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    return np.zeros(n, np.float32), np.zeros(n, np.float32), alike, unlike


def balance(own: Floats, total: Floats, given: Ints) -> Floats:
    """Return (m,) (own - rest) / (own + rest), in [-1, 1]; 0 where nothing is related."""
    half = np.full_like(total, 0.5)
    share = np.divide(own, total, out=half, where=(total > 0) & (given >= 0))
    return np.asarray(2 * share - 1)


def fill(
    found: Map, block: slice, shares: list[Floats], relation: Floats, same: Bools, items: Ints,
    given: Ints,
) -> None:  # fmt: skip
    """Fill in a block: moments of the shares over powers, and the most alike of both kinds."""
    mean, variance, alike, unlike = found
    mean[block], variance[block] = np.mean(shares, axis=0), np.var(shares, axis=0)
    rows = np.arange(len(relation))
    for target, wanted in ((alike, same), (unlike, ~same)):
        strength = relation * wanted
        top = strength.argmax(axis=1)
        picked = items[top] if items.ndim == 1 else items[rows, top]
        there = (strength[rows, top] > 0) & (given >= 0)
        target[block] = np.where(there, picked, -1)
