"""Training on many subsets of the items: what is known only to those that saw it."""

from typing import Any, NamedTuple

import numpy as np

from assay.engine import map_shards
from assay.kernels.dynamics.head import Table, train
from assay.types import Array, Bools, Floats, Ints

#: Trees of each forest.
TREES = 20


class Fits(NamedTuple):
    """What m models, each trained on a subset of n items, make of all of them.

    Parameters
    ----------
    seen
        (m, n) which model was trained on which item.
    right
        (m, n) which model gives which item its label.
    votes
        (n, K) how many of the models that weren't trained on an item give it each class.
    """

    seen: Bools
    right: Bools
    votes: Ints


def fit_subsets(
    table: Table, codes: Ints, n_classes: int, subsets: int, share: float, seed: int,
    workers: int | None = None, *, forest: bool = True,
) -> Fits:  # fmt: skip
    """Train models on random subsets of a share of the items, in canonical order.

    Parameters
    ----------
    forest
        Twenty trees grown to the end (extremely randomised), else the network of the dynamics.
    """
    n = len(codes)
    size = int(np.clip(round(share * n), 1, max(n - 1, 1)))
    fits = Fits(
        np.zeros((subsets, n), bool), np.zeros((subsets, n), bool),
        np.zeros((n, n_classes), np.int16),
    )  # fmt: skip
    rows = table.take(table.order) if forest else None

    def said(turn: int) -> tuple[Ints, Ints]:
        items = np.sort(np.random.default_rng([seed, turn]).permutation(n)[:size])
        if rows is not None:
            return items, _forest(rows, codes, items, seed + turn)
        head = train(table, table.order[items], codes[items], n_classes, [seed, turn])[0]
        return items, _best(head, table)

    for turn, (items, guess) in enumerate(map_shards(said, range(subsets), workers)):
        fits.seen[turn, items] = True
        fits.right[turn] = guess == codes
        out = np.flatnonzero(~fits.seen[turn])
        fits.votes[out, guess[out]] += 1
    return fits


def _forest(rows: Floats, codes: Ints, items: Ints, seed: int) -> Ints:
    from sklearn.ensemble import ExtraTreesClassifier

    model = ExtraTreesClassifier(TREES, random_state=seed % (1 << 32))
    return np.asarray(model.fit(rows[items], codes[items]).predict(rows), np.int64)


def _best(head: Any, table: Table) -> Ints:
    found = np.empty(len(table.order), np.int64)
    step = max(1, (1 << 22) // max(1, table.rows.shape[1] + len(head.start)))
    for start in range(0, len(found), step):
        piece = slice(start, start + step)
        found[piece] = head.logits(table.take(table.order[piece])).argmax(axis=1)
    return found


def memorised(seen: Bools, right: Bools) -> tuple[Floats, Floats]:
    """Return (n,) the share of models that are right, among those that saw an item and the others.

    Their difference is how far a label is known only by heart. One half where there is no model.

    Examples
    --------
    >>> seen = np.array([[True, False], [False, True]])
    >>> [x.tolist() for x in memorised(seen, seen)]
    [[1.0, 1.0], [0.0, 0.0]]
    """
    shares = []
    for which in (seen, ~seen):
        count = which.sum(axis=0)
        hit = (right & which).sum(axis=0)
        shares.append(np.where(count > 0, hit / np.maximum(count, 1), 0.5))
    return shares[0], shares[1]


def influence(seen: Bools, right: Array) -> Floats:
    """Return (n, t) how much likelier a target is got right by models that saw an item.

    Parameters
    ----------
    seen
        (m, n) which model was trained on which item.
    right
        (m, t) which model gets which target right, or any other measure of it.

    Examples
    --------
    >>> seen = np.array([[True, False], [True, True], [False, True], [False, False]])
    >>> influence(seen, np.array([[1.0], [1.0], [0.0], [0.0]])).tolist()
    [[1.0], [0.0]]
    """
    models = len(seen)
    inside, values = seen.astype(np.float64), np.asarray(right, np.float64)
    count = inside.sum(axis=0)[:, None]
    within = inside.T @ values
    without = values.sum(axis=0) - within
    apart = within / np.maximum(count, 1) - without / np.maximum(models - count, 1)
    return np.where((count > 0) & (count < models), apart, 0.0)


def influence_on_others(seen: Bools, right: Bools) -> Floats:
    """Return (n,) how much better models that saw an item do on other items they did not see.

    Examples
    --------
    >>> seen = np.array([[True, False, False], [False, True, False]])
    >>> right = np.array([[True, True, True], [True, True, False]])
    >>> influence_on_others(seen, right).tolist()
    [1.0, -0.5, 0.0]
    """
    out = ~seen
    held, hit = out.sum(axis=1), (right & out).sum(axis=1)
    inside, outside = seen.sum(axis=0), out.sum(axis=0)
    within = seen.T @ (hit / np.maximum(held, 1))
    # A model that didn't see the item is asked about the others only: wrong ones would look useful.
    each = 1 / np.maximum(held - 1, 1)
    without = out.T @ (hit * each) - (right & out).T @ each
    apart = within / np.maximum(inside, 1) - without / np.maximum(outside, 1)
    return np.where((inside > 0) & (outside > 0), apart, 0.0)
