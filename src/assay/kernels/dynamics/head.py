"""A small classifier that is trained step by step, and what is seen of every item meanwhile.

One hidden layer on standardised features, trained by stochastic gradient descent with momentum
in float32. What is drawn is drawn in an order that the items' features decide, and classes are
numbered by their first appearance in it: neither the order of the items nor the names of the
classes changes a bit of the result.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from assay.kernels.by_class import small_ints
from assay.kernels.regions import canonical, reduced
from assay.types import Array, Floats, Ints

#: Units of the hidden layer, and multiply-adds an item up to which there are so many.
HIDDEN, MOST_WORK = 64, 1 << 16
#: Steps an epoch that the batch is chosen for, the smallest batch and the largest.
STEPS, SMALLEST, LARGEST = 40, 32, 512
#: Epochs for few items, and for many; steps of all epochs above which there are fewer.
EPOCHS, FEWEST, MOST_STEPS = 24, 6, 8000
RATE, MOMENTUM = 0.3, 0.9
#: Standardised features are held to so many standard deviations.
FARTHEST = 5.0
#: Columns that sparse features are reduced to, and cells of a piece of rows.
COLUMNS, PIECE = 64, 1 << 22


class Table(NamedTuple):
    """Features with what standardises them, and the items in their canonical order.

    Parameters
    ----------
    rows
        (n, d) float32.
    middle, scale
        (d,) float32; a standardised row has a mean squared length of one.
    order
        (n,) the items, as their features alone order them.
    """

    rows: Floats
    middle: Floats
    scale: Floats
    order: Ints

    def take(self, items: Ints) -> Floats:
        """Return standardised rows of these items."""
        found = self.rows[items]
        found -= self.middle
        found *= self.scale
        limit = np.float32(FARTHEST / np.sqrt(max(found.shape[1], 1)))
        return np.clip(found, -limit, limit, out=found)


class Head(NamedTuple):
    """Weights of both layers.

    Parameters
    ----------
    enter, bend
        (d, h) and (h,) of the hidden layer.
    leave, start
        (h, K) and (K,) of the classes.
    """

    enter: Floats
    bend: Floats
    leave: Floats
    start: Floats

    def hidden(self, rows: Floats) -> Floats:
        """Return (m, h) what the hidden layer gives."""
        made = rows @ self.enter
        made += self.bend
        return np.maximum(made, 0, out=made)

    def logits(self, rows: Floats) -> Floats:
        """Return (m, K)."""
        return np.asarray(self.hidden(rows) @ self.leave + self.start)


class Seen(NamedTuple):
    """What was seen of m items over E epochs: margin, loss and best other class, each (E, m)."""

    margin: Floats
    loss: Floats
    other: Ints


def tabled(features: Array, labels: Ints) -> Table:
    """Return the features ready for training; equal rows are ordered by how common labels are."""
    sparse = hasattr(features, "tocsr")
    rows = np.asarray(reduced(features, COLUMNS) if sparse else features, np.float32)
    order = canonical(rows) if rows.size else np.arange(len(rows))
    counts = np.bincount(labels + 1)
    step = max(1, PIECE // max(1, rows.shape[1]))
    total, square = np.zeros((2, rows.shape[1]))
    fresh = np.ones(len(rows), bool)
    for start in range(0, len(rows), step):
        piece = rows[order[max(0, start - 1) : start + step]]
        first = int(start > 0)
        fresh[start + 1 - first : start + step] = (piece[1:] != piece[:-1]).any(axis=1)
        total += piece[first:].sum(axis=0, dtype=np.float64)
        square += (piece[first:].astype(np.float64) ** 2).sum(axis=0)
    order = order[np.lexsort((counts[labels[order] + 1], np.cumsum(fresh)))]
    middle = total / max(len(rows), 1)
    spread = np.sqrt(np.maximum(square / max(len(rows), 1) - middle**2, 0))
    known = spread > 1e-6 * np.maximum(np.abs(middle), 1e-12)
    scale = np.where(known, 1 / np.where(known, spread, 1), 0) / np.sqrt(max(known.sum(), 1))
    return Table(rows, middle.astype(np.float32), scale.astype(np.float32), order)


def numbered(labels: Ints) -> tuple[Ints, Ints]:
    """Return codes by first appearance, and the label that each code stands for.

    >>> [x.tolist() for x in numbered(np.array([7, 2, 7]))]
    [[0, 1, 0], [7, 2]]
    """
    seen, first, codes = np.unique(labels, return_index=True, return_inverse=True)
    turn = np.argsort(first, kind="stable")
    place = np.empty(len(seen), np.int64)
    place[turn] = np.arange(len(seen))
    return place[codes.ravel()], seen[turn]


def plan(n: int) -> tuple[int, int]:
    """Return the size of a batch and how many epochs there are, for so many items."""
    batch = int(np.clip(n // STEPS, SMALLEST, LARGEST))
    steps = max(1, -(-n // batch))
    return batch, int(np.clip(MOST_STEPS // steps, FEWEST, EPOCHS))


def train(
    table: Table,
    items: Ints,
    codes: Ints,
    n_classes: int,
    seed: Any,
    epochs: int | None = None,
    watch: Callable[[Head], None] | None = None,
) -> tuple[Head, Seen]:
    """Train on items and return the head, and what was seen of them, in their order.

    Parameters
    ----------
    table
        Features.
    items, codes
        (m,) items to train on, in canonical order, and their class in 0..n_classes-1.
    seed
        Of the hidden layer and of the order of batches.
    epochs
        By default as `plan` has it.
    watch
        Called with the head after every epoch; what is seen of the items is then not kept.
    """
    from threadpoolctl import threadpool_limits

    random = np.random.default_rng(seed)
    batch, usual = plan(len(items))
    epochs = epochs or usual
    head, speed = _fresh(random, table.rows.shape[1], n_classes)
    shape = (epochs if watch is None else 1, len(items))
    seen = Seen(
        np.empty(shape, np.float32), np.empty(shape, np.float32),
        np.empty(shape, small_ints(n_classes)),
    )  # fmt: skip
    with threadpool_limits(limits=1):
        for epoch in range(epochs):
            turn = random.permutation(len(items))
            for start in range(0, len(items), batch):
                at = turn[start : start + batch]
                rows = table.take(items[at])
                pull = _look(head, rows, codes[at], seen, epoch % shape[0], at)
                _learn(head, speed, *pull)
            if watch is not None:
                watch(head)
    return head, seen


def _fresh(random: Any, columns: int, n_classes: int) -> tuple[Head, Head]:
    """Return a head that knows nothing, and its speed."""
    width = int(np.clip(MOST_WORK // max(1, columns + n_classes), 16, HIDDEN))
    # Rows have length one: so have, on average, the activations of the hidden layer.
    enter = random.normal(size=(columns, width)) * np.sqrt(2 / width)
    head = Head(
        enter.astype(np.float32), np.zeros(width, np.float32),
        np.zeros((width, n_classes), np.float32), np.zeros(n_classes, np.float32),
    )  # fmt: skip
    return head, Head(*(np.zeros_like(part) for part in head))


def _look(
    head: Head, rows: Floats, codes: Ints, seen: Seen, epoch: int, at: Ints
) -> tuple[Floats, Floats, Floats]:
    """Write down what is seen of a batch; return its rows, hidden layer and off probabilities."""
    hidden = head.hidden(rows)
    logits = hidden @ head.leave
    logits += head.start
    place = np.arange(len(rows))
    own = logits[place, codes]
    proba = np.exp(logits - logits.max(axis=1, keepdims=True))
    proba /= proba.sum(axis=1, keepdims=True)
    seen.loss[epoch, at] = -np.log(np.maximum(proba[place, codes], np.float32(1e-30)))
    logits[place, codes] = -np.inf
    other = logits.argmax(axis=1)
    seen.other[epoch, at] = other
    seen.margin[epoch, at] = own - logits[place, other]
    proba[place, codes] -= 1
    proba /= np.float32(len(rows))
    return rows, hidden, proba


def _learn(head: Head, speed: Head, rows: Floats, hidden: Floats, off: Floats) -> None:
    """Take a step of descent with momentum."""
    back = off @ head.leave.T
    back *= hidden > 0
    slopes = (rows.T @ back, back.sum(axis=0), hidden.T @ off, off.sum(axis=0))
    for weight, quick, slope in zip(head, speed, slopes, strict=True):
        quick *= np.float32(MOMENTUM)
        quick -= np.float32(RATE) * slope
        weight += quick
